"""Who shall tag which files: one row a file, so that a diff shows which assignments changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from tinydb import TinyDB
from tinydb.table import Document

from core.errors import AutotagError
from core.store.disk.folders import ProjectFolder
from core.store.disk.stamps import NO_FILE, FullStamp, full_stamp
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_documents, to_document

People = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """An assigned file.

    Attributes:
        file: its name.
        people: names of its annotators.
        hash: of its text when it was assigned, by which it is found again if it is renamed before it is tagged.
    """

    file: str
    people: People
    hash: str = ""


_known: dict[Path, tuple[FullStamp, dict[str, _Row]]] = {}
"""The rows of each project as they were read last: they are asked for at every file."""


def load_assignments(folder: ProjectFolder) -> dict[str, People]:
    """Return the annotators of each assigned file, by name of the file.

    Raises:
        StorageError: the record is damaged, or of a later version.
    """
    return {name: row.people for name, row in _rows(_file(folder)).items()}


def change_assignments(
    folder: ProjectFolder, change: Callable[[dict[str, People]], Mapping[str, People]], hashes: Mapping[str, str]
) -> None:
    """Replace the assignments by the result of `change` on the present ones, under the record's lock.

    Args:
        folder: the project.
        change: returns the new annotators by name of the file.
        hashes: of the texts, by name.

    Raises:
        StorageError: the record cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """

    def changed(rows: dict[str, _Row]) -> dict[str, _Row]:
        before = {name: row.people for name, row in rows.items()}
        return {
            name: rows[name] if before.get(name) == people else _Row(name, people, hashes.get(name, ""))
            for name, people in change(before).items()
        }

    _change(folder, changed)


def move_assignments(folder: ProjectFolder, moved: Mapping[str, str]) -> None:
    """Give the annotators of texts that are gone to other texts, unless those have annotators of their own.

    Args:
        folder: the project.
        moved: new names by old names.

    Raises:
        StorageError: the record cannot be read or written.
    """
    if not moved.keys() & _rows(_file(folder)).keys():
        return  # most projects have no record, and get none

    def renamed(rows: dict[str, _Row]) -> dict[str, _Row]:
        for old, new in moved.items():
            if row := rows.pop(old, None):
                rows.setdefault(new, replace(row, file=new))
        return rows

    _change(folder, renamed)


def follow_assignments(
    folder: ProjectFolder, hashes: Mapping[str, str], earlier: Mapping[str, str]
) -> dict[str, People]:
    """Return the annotators of each assigned file after texts that were moved have been found again, where certain.

    It is certain if one assigned text that is gone and one text without an annotator have the same content.

    Args:
        folder: the project.
        hashes: of all texts there are, by name.
        earlier: hashes of the texts as they were last listed.

    Raises:
        StorageError: the record is damaged, or of a later version.
    """
    rows = _rows(_file(folder))
    people = {name: row.people for name, row in rows.items()}
    gone = {name: earlier.get(name) or row.hash for name, row in rows.items() if name not in hashes}
    if not gone:
        return people
    free: dict[str, list[str]] = defaultdict(list)
    for name, text_hash in hashes.items():
        if name not in people:
            free[text_hash].append(name)
    wanted = Counter(gone.values())
    moved = {old: free[h][0] for old, h in gone.items() if h and wanted[h] == len(free[h]) == 1}
    if moved:
        with suppress(AutotagError):  # as in a project that is open to read only
            move_assignments(folder, moved)
    return {moved.get(name, name): who for name, who in people.items()}


def _change(folder: ProjectFolder, change: Callable[[dict[str, _Row]], dict[str, _Row]]) -> None:
    file = _file(folder)
    with file.transaction() as db:
        before = _read(db, file)
        after = change(dict(before))
        if after != before:
            _put(db, after)


def _put(db: TinyDB, rows: Mapping[str, _Row]) -> None:
    """Write the rows. One that was there keeps its number, or all lines after it would change."""
    table = db.table("files")
    numbers = {str(row["file"]): row.doc_id for row in table}
    new = count(max(numbers.values(), default=0) + 1)
    numbered = sorted((numbers.get(name) or next(new), name) for name in sorted(rows))
    table.truncate()
    table.insert_multiple(Document(to_document(rows[name]), number) for number, name in numbered)


def _rows(file: RecordFile) -> dict[str, _Row]:
    """Return the rows, not to be changed."""
    now = full_stamp(file.path)
    known = _known.get(file.path)
    if known is not None and known[0] == now:
        return known[1]
    rows = _read(file.read(), file) if file.exists() else {}
    if now != NO_FILE:
        _known[file.path] = now, rows
    return rows


def _read(db: TinyDB, file: RecordFile) -> dict[str, _Row]:
    return {row.file: row for row in from_documents(db.table("files").all(), _Row, file.path)}


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.team / "assignments.json", "assignments")
