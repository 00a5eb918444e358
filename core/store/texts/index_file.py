"""The index on disk: a table of files, in parts that follow each other.

A reader takes the parts until one is not whole. So a scan of many files that was killed can go on: it has written the
parts that it was done with into a file of their own, which takes the place of the index once it is complete.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import msgspec

from core.domain.project.entries import FileEntry
from core.domain.project.file_names import BLOCK
from core.domain.project.file_table import HASH, FileTable
from core.errors import StorageError, UnusableError
from core.store.disk.atomic import make_folder, open_no_link, open_regular, write_whole
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock

_HEAD = f"autotag index 5 {sys.byteorder}\n".encode()
_PART_HEAD = struct.Struct(">QI")
"""Bytes of the part, and their checksum."""

_PART = 64 * BLOCK
"""Files of a part at most: what a reader holds twice for a moment."""


class _Part(msgspec.Struct, array_like=True):
    names: list[bytes]
    facts: list[FileEntry]
    kinds: bytes
    characters: bytes
    stamps: bytes
    hashes: bytes
    doubts: bytes


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Part)


def unfinished(folder: ProjectFolder) -> Path:
    """Return the path of the index that a scan has not completed yet."""
    return folder.index_file.with_name(f".{folder.index_file.name}.partial")


def read_table(path: Path) -> FileTable:
    """Return the files of an index, as far as it is whole; none if it is missing."""
    table = FileTable()
    with suppress(OSError, UnusableError), open_regular(path) as file:
        if file.read(len(_HEAD)) == _HEAD:
            for raw in _parts(file):
                try:
                    _take(table, _DECODER.decode(raw))
                except (msgspec.DecodeError, ValueError, RecursionError):
                    break
    return table


def _parts(file: FileIO) -> Iterator[bytes]:
    rest = file.seek(0, 2) - file.seek(len(_HEAD))
    while rest >= _PART_HEAD.size:
        size, checksum = _PART_HEAD.unpack(file.read(_PART_HEAD.size))
        rest -= _PART_HEAD.size + size
        raw = file.read(size) if rest >= 0 else b""
        if zlib.crc32(raw) != checksum:
            return
        yield raw


def _take(table: FileTable, part: _Part) -> None:
    """Add the files of a part.

    Raises:
        ValueError: its columns do not fit together; a stranger may have made it.
    """
    names = [block.decode("utf-8", "surrogatepass") for block in part.names]
    counts = [block.count("\0") + 1 for block in names]
    rows, kinds = sum(counts), array("I", part.kinds)
    sizes = (len(part.characters) / 8, len(part.stamps) / 32, len(part.hashes) / HASH, len(part.doubts) / 8, len(kinds))
    is_full = all(count == BLOCK for count in counts[:-1]) and max(counts, default=0) <= BLOCK
    if not is_full or len(table) % BLOCK or any(size != rows for size in sizes):
        raise ValueError("the columns are of different lengths")
    for facts in part.facts:
        table.kind(facts)
    if max(kinds, default=0) >= len(table.facts):
        raise ValueError("a file has no facts")
    for block in names:
        table.names.extend(block)
    table.characters.frombytes(part.characters)
    table.stamps.frombytes(part.stamps)
    table.hashes += part.hashes
    table.doubts.frombytes(part.doubts)
    table.kinds.extend(kinds)


def _encoded(table: FileTable, begin: int, end: int, facts: int) -> bytes:
    """Return rows of a table as a part, with the facts from this index on."""
    blocks = table.names.blocks(begin // BLOCK)[: -(-(end - begin) // BLOCK)]
    raw = _ENCODER.encode(
        _Part(
            [block.encode("utf-8", "surrogatepass") for block in blocks],
            table.facts[facts:],
            table.kinds[begin:end].tobytes(),
            table.characters[begin:end].tobytes(),
            table.stamps[4 * begin : 4 * end].tobytes(),
            bytes(table.hashes[HASH * begin : HASH * end]),
            table.doubts[begin:end].tobytes(),
        )
    )
    return _PART_HEAD.pack(len(raw), zlib.crc32(raw)) + raw


class IndexWriter:
    """Writes an index while its table grows, and does without where that is not possible: the index is a cache.

    No flush to the disk is waited for: a part that a crash of the machine has damaged does not match its checksum.
    """

    def __init__(self, folder: ProjectFolder) -> None:
        self._folder = folder
        self._path = folder.index_file
        self._lock = ProcessLock(self._path.parent / ".locks" / "index.lock")
        self._file: FileIO | None = None
        self._rows = self._facts = 0
        self._can_write, self._is_alone = True, False

    def write(self, table: FileTable) -> None:
        """Write the files that are new in the table since the last time, in whole blocks."""
        self._attempt(table, len(table) // BLOCK * BLOCK)

    def finish(self, table: FileTable) -> None:
        """Write what is left of the table, and let it be the index."""
        self._attempt(table, len(table))
        if self._file is not None:
            with suppress(OSError):
                unfinished(self._folder).replace(self._path)
                for ending in ("", "~"):  # of earlier versions
                    self._path.with_name(f"index.json{ending}").unlink(missing_ok=True)

    def start_again(self) -> None:
        """Write all of the table once more."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._rows = self._facts = 0

    def close(self) -> None:
        """Leave the writing to others; an index that is not finished stays as it is."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.release()

    def _attempt(self, table: FileTable, rows: int) -> None:
        if not self._can_write:
            return
        try:
            self._append(table, rows)
        except (OSError, StorageError, UnicodeEncodeError):  # such as a project that is open to read only
            self._can_write = False
            self.close()

    def _append(self, table: FileTable, rows: int) -> None:
        is_first = self._file is None
        if self._file is None:
            make_folder(self._path.parent)
            if not (self._is_alone or self._lock.take(0)):
                self._can_write = False  # another process is writing it
                return
            self._is_alone = True
            self._file = open_no_link(self._beginning, "wb")
            write_whole(self._file, _HEAD)
        for begin in range(self._rows, rows, _PART):
            end = min(begin + _PART, rows)
            write_whole(self._file, _encoded(table, begin, end, self._facts))
            self._rows, self._facts = end, len(table.facts)
        if is_first:  # only now, for what an earlier scan has left may reach as far
            self._beginning.replace(unfinished(self._folder))

    @property
    def _beginning(self) -> Path:
        return self._path.with_name(f".{self._path.name}.new")


@contextmanager
def index_writer(folder: ProjectFolder) -> Iterator[IndexWriter]:
    """Yield a writer of the project's index."""
    writer = IndexWriter(folder)
    try:
        yield writer
    finally:
        writer.close()
