"""What lists need to know of many files, in columns.

As objects, a million entries take 900 MiB. Here, what differs from file to file is in columns, some 90 bytes a file.
The rest, the facts, is kept once for all files that it is the same for, which are most.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from core.domain.project.entries import FileEntry
from core.domain.project.file_names import FileNames

_STAMP = struct.Struct("=4q")
HASH = 16
"""Bytes of a hash."""

_NO_HASH = bytes(HASH)
_NO_STAMP: tuple[int, ...] = (0, 0, 0, 0)


@dataclass
class FileTable:
    """Entries in columns, to which more can be added; threads may read it meanwhile.

    Attributes:
        names: of the files.
        characters: of each file.
        stamps: four numbers of each file; zeros if its facts hold the stamp, for being of another length.
        hashes: 16 bytes of each file; zeros if its facts hold the hash.
        doubts: of each file.
        facts: entries without all this, each once.
        kinds: the index in `facts` of each file.
    """

    names: FileNames = field(default_factory=FileNames)
    characters: array[int] = field(default_factory=lambda: array("q"))
    stamps: array[int] = field(default_factory=lambda: array("q"))
    hashes: bytearray = field(default_factory=bytearray)
    doubts: array[float] = field(default_factory=lambda: array("d"))
    facts: list[FileEntry] = field(default_factory=list)
    kinds: array[int] = field(default_factory=lambda: array("I"))

    def __post_init__(self) -> None:
        self._known = {_identity(facts, facts.stamp, facts.hash): number for number, facts in enumerate(self.facts)}

    def __len__(self) -> int:
        return len(self.kinds)

    def append(self, entry: FileEntry) -> None:
        """Add a file."""
        kept_hash, kept_stamp = entry.hash, entry.stamp
        hashed, stamp = _NO_HASH, _NO_STAMP
        if (of_hash := _packed_hash(entry.hash)) is not None:
            hashed, kept_hash = of_hash, ""
        if _fits(entry.stamp):
            stamp, kept_stamp = entry.stamp, ()
        kind = self._known.get(_identity(entry, kept_stamp, kept_hash))
        if kind is None:
            kind = self.kind(replace(entry, name="", characters=0, doubt=0.0, hash=kept_hash, stamp=kept_stamp))
        self._add(entry.name, entry.characters, stamp, hashed, entry.doubt, kind)

    def append_row(self, table: FileTable, row: int, kind: int) -> None:
        """Add a file of another table, with facts of this one."""
        stamp = table.stamps[4 * row : 4 * row + 4]
        hashed = table.hashes[HASH * row : HASH * (row + 1)]
        self._add(table.names[row], table.characters[row], stamp, hashed, table.doubts[row], kind)

    def _add(
        self, name: str, characters: int, stamp: Iterable[int], hashed: bytes | bytearray, doubt: float, kind: int
    ) -> None:
        self.names.append(name)
        self.characters.append(characters)
        self.stamps.extend(stamp)
        self.hashes += hashed
        self.doubts.append(doubt)
        self.kinds.append(kind)

    def kind(self, facts: FileEntry) -> int:
        """Return the index of facts, which are added if they are new."""
        identity = _identity(facts, facts.stamp, facts.hash)
        number = self._known.get(identity)
        if number is None:
            number = len(self.facts)
            self.facts.append(facts)
            self._known[identity] = number
        return number

    def with_facts(self, entries: Iterable[FileEntry]) -> FileTable:
        """Return the table with the facts of these entries; it shares all other columns with this one."""
        columns = self.names, self.characters, self.stamps, self.hashes, self.doubts
        table = FileTable(*columns, list(self.facts), self.kinds[:])
        for entry in entries:
            row = self.names.find(entry.name)
            if row is not None:
                table.kinds[row] = table.kind(replace(entry, name="", characters=0, doubt=0.0, hash="", stamp=()))
        return table

    def stamp(self, row: int) -> tuple[int, ...]:
        """Return the stamp of a file."""
        stamp = tuple(self.stamps[4 * row : 4 * row + 4])
        return stamp if stamp != _NO_STAMP else self.facts[self.kinds[row]].stamp

    def hash(self, row: int) -> str:
        """Return the hash of a file's text."""
        hashed = self.hashes[HASH * row : HASH * (row + 1)]
        return hashed.hex() if hashed != _NO_HASH else self.facts[self.kinds[row]].hash

    def entry(self, row: int) -> FileEntry:
        """Return the entry of a file."""
        facts = self.facts[self.kinds[row]]
        return FileEntry(  # `replace` takes twice the time
            self.names[row],
            self.characters[row],
            self.stamp(row),
            self.hash(row),
            facts.dataset,
            facts.tags,
            facts.suggestions,
            facts.rejections,
            facts.confirmed,
            facts.job,
            facts.unsaved,
            facts.flagged,
            facts.assigned_to,
            facts.decided_by,
            facts.unread_tags,
            self.doubts[row],
            facts.blind,
            facts.open_notes,
            facts.problem,
        )


class TextHashes(Mapping[str, str]):
    """The hash of each text of a table whose names are in order."""

    def __init__(self, table: FileTable) -> None:
        self._table = table

    def __getitem__(self, name: str) -> str:
        row = self._table.names.find(name)
        if row is None:
            raise KeyError(name)
        return self._table.hash(row)

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.names)


def _fits(stamp: tuple[int, ...]) -> bool:
    """Return whether a stamp goes into the column, where zeros stand for none."""
    try:
        return _STAMP.pack(*stamp) != bytes(_STAMP.size)
    except struct.error:
        return False


def _packed_hash(text_hash: str) -> bytes | None:
    """Return the bytes of a hash; None if it is another word."""
    try:
        packed = bytes.fromhex(text_hash)
    except ValueError:
        return None
    return packed if len(packed) == HASH and packed != _NO_HASH and packed.hex() == text_hash else None


def _identity(facts: FileEntry, stamp: tuple[int, ...], text_hash: str) -> Hashable:
    return (
        stamp,
        text_hash,
        facts.dataset,
        tuple(facts.tags.items()),
        tuple(facts.suggestions.items()),
        facts.rejections,
        facts.confirmed,
        facts.job,
        facts.unsaved,
        facts.flagged,
        facts.assigned_to,
        facts.decided_by,
        facts.unread_tags,
        facts.blind,
        facts.open_notes,
        facts.problem,
    )
