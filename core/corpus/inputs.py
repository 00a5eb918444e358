"""Inputs of a corpus: files, folders, globs and addresses, compressed or not, opened as streams of bytes."""

from __future__ import annotations

import glob
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, cast

from core.errors import NotFoundError, RequestError, WorkError
from core.store.disk.atomic import printable

STANDARD_INPUT = "-"
SUFFIXES = {".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
"""The kind of a file by its ending."""

COMPRESSIONS = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a corpus.

    Attributes:
        name: as messages and record ids show it.
        address: path or URL.
        kind: one of the values of `SUFFIXES`; empty for standard input, whose kind its content says.
        compression: `.gz`, `.zst`, or empty.
        size: in bytes, as stored; 0 if unknown.
    """

    name: str
    address: str
    kind: str
    compression: str = ""
    size: int = 0

    @property
    def is_remote(self) -> bool:
        """Whether fsspec has to open it."""
        return "://" in self.address


def find_inputs(addresses: Sequence[str]) -> list[Input]:
    """Expand files, folders, globs and URLs to single files; those of one folder or glob are sorted by name.

    Raises:
        NotFoundError: an address names nothing.
        RequestError: the ending of a file says no kind that can be read.
    """
    return [found for address in addresses for found in _expand(address)]


def _expand(address: str) -> list[Input]:
    if address == STANDARD_INPUT:
        return [Input("stdin", STANDARD_INPUT, "")]
    if "://" in address:
        return _expand_url(address)
    path = Path(address)
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.is_file() and _kind(file.name)]
        found = [_local(file, str(file.relative_to(path))) for file in files]
    elif path.exists():
        found = [_local(path, path.name)]
    else:
        found = [
            _local(Path(file), file)
            for file in sorted(glob.glob(address, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
            if Path(file).is_file()
        ]
    if not found:
        raise NotFoundError(f"Nothing to read at {printable(path)}: no file of a kind that apply reads.")
    return found


def _local(path: Path, name: str) -> Input:
    return Input(
        printable(Path(name)), str(path), _require_kind(path.name), _compression(path.name), path.stat().st_size
    )


def _expand_url(address: str) -> list[Input]:
    fsspec = optional_library("fsspec", f"To read {address}")
    try:
        files = fsspec.open_files(address, "rb")
        sizes = [file.fs.size(file.path) or 0 for file in files]
    except Exception as error:  # every file system of fsspec has errors of its own
        raise WorkError(f"{address} could not be opened: {error}.") from error
    names = [f"{address.partition('://')[0]}://{file.path.lstrip('/')}" for file in files]
    if not names:
        raise NotFoundError(f"Nothing to read at {address}.")
    return [
        Input(name, name, _require_kind(name), _compression(name), size)
        for name, size in zip(names, sizes, strict=True)
    ]


def _compression(name: str) -> str:
    return next((suffix for suffix in COMPRESSIONS if name.lower().endswith(suffix)), "")


def _kind(name: str) -> str:
    plain = name.lower().removesuffix(_compression(name))
    return SUFFIXES.get(Path(plain).suffix, "")


def _require_kind(name: str) -> str:
    if kind := _kind(name):
        return kind
    known = " ".join(SUFFIXES)
    raise RequestError(
        f"{printable(Path(name))} has no ending that says its kind; apply reads {known}, also with .gz or .zst."
    )


class CountingStream(io.RawIOBase):
    """A stream that counts the bytes read from it, for progress."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.position = 0

    def readable(self) -> bool:
        """Return true: reading is all it can do."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into a buffer and return the number of bytes."""
        view = memoryview(cast("bytearray", buffer))
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self.position += len(data)
        return len(data)


@contextmanager
def open_input(source: Input) -> Iterator[tuple[BinaryIO, CountingStream]]:
    """Open a file; yields its content, decompressed, and the stream below that counts.

    Raises:
        WorkError: it cannot be opened.
        RequestError: a library that it needs is missing.
    """
    try:
        stored = _open_stored(source)
    except OSError as error:
        raise WorkError(f"{source.name} could not be opened: {error.strerror or error}.") from error
    with stored:
        counting = CountingStream(stored)
        buffered = io.BufferedReader(counting, 1 << 20)
        if source.kind == "parquet" and not source.compression:
            yield stored, counting  # its readers have to seek
        elif source.compression == ".gz":
            yield cast("BinaryIO", gzip.GzipFile(fileobj=buffered)), counting
        elif source.compression == ".zst":
            zstandard = optional_library("zstandard", f"To read {source.name}")
            yield (
                io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)),
                counting,
            )
        else:
            yield cast("BinaryIO", buffered), counting


def _open_stored(source: Input) -> BinaryIO:
    if source.address == STANDARD_INPUT:
        return sys.stdin.buffer
    if source.is_remote:
        fsspec = optional_library("fsspec", f"To read {source.name}")
        return cast("BinaryIO", fsspec.open(source.address, "rb").open())
    return Path(source.address).open("rb")


def optional_library(name: str, purpose: str) -> ModuleType:
    """Import a library of the extra `corpus`.

    Raises:
        RequestError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise RequestError(f"{purpose}, install {package}: pip install 'autotag[corpus]'.") from None
