"""The notes on each text, in a file of their own next to its tags; a text without notes has none.

An annotator who tags a text blindly reads only their own notes on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tinydb import TinyDB

from core.domain.project.documents import Document
from core.domain.team.notes import Note, in_order, joined, open_notes
from core.domain.text.writing import carried_offsets, earlier_writing
from core.errors import AutotagError
from core.store.disk.atomic import previous_generation, remove, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.disk.stamps import NO_FILE, FullStamp, full_stamp
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, from_documents, to_document
from core.store.texts.finding import files_below, read_document, text_hash


@dataclass(frozen=True, slots=True)
class _About:
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class StoredNotes:
    """The notes on a text as they were written last.

    Attributes:
        name: of the text, which may be gone.
        hash: of the text that the notes' borders belong to.
        notes: everything that the user may see.
    """

    name: str
    hash: str
    notes: tuple[Note, ...]


_known: dict[Path, tuple[FullStamp, StoredNotes]] = {}
"""The notes of each text as they were read last: lists ask for them often."""


def load_notes(folder: ProjectFolder, document: Document) -> tuple[Note, ...]:
    """Return the notes on a text that the user may see, moved to where their words are if the text has changed.

    Raises:
        StorageError: the record is damaged, or of a later version.
    """
    return _visible(folder, document.name, _placed(_stored(_file(folder, document.name)), document))


def change_notes(
    folder: ProjectFolder, document: Document, change: Callable[[tuple[Note, ...]], Iterable[Note]]
) -> tuple[Note, ...]:
    """Replace the notes on a text that the user may see by the result of `change` on them, and return that.

    Raises:
        StorageError: the record cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    file = _file(folder, document.name)
    with file.transaction() as db:
        before = _placed(_read(db, file), document)
        visible = _visible(folder, document.name, before)
        hidden = [note for note in before if note not in visible]
        notes = in_order((*hidden, *change(visible)))
        for table, rows in (("file", [_About(document.name, document.hash)]), ("notes", notes)):
            db.table(table).truncate()
            db.table(table).insert_multiple(map(to_document, rows))
    return _visible(folder, document.name, notes)


def stored_notes(folder: ProjectFolder) -> Iterator[StoredNotes]:
    """Yield the notes of a project that the user may see, by name of the text. Damaged records are passed over.

    Raises:
        StorageError: their folder cannot be read.
    """
    for path in _paths(folder):
        with suppress(AutotagError):  # opening the file says what is wrong with its notes
            stored = _stored(RecordFile(path, "notes"))
            if stored and (notes := _visible(folder, stored.name, stored.notes)):
                yield StoredNotes(stored.name, stored.hash, notes)


def count_open_notes(folder: ProjectFolder, name: str) -> int:
    """Return the number of open notes on a text that the user may see; 0 if its record is damaged."""
    with suppress(AutotagError):
        if stored := _stored(_file(folder, name)):
            return len(open_notes(_visible(folder, name, stored.notes)))
    return 0


def move_notes(folder: ProjectFolder, old: str, document: Document) -> None:
    """Give the notes on a text that is gone to another text, to those that it has.

    Raises:
        StorageError: a record cannot be read or written.
    """
    source = _file(folder, old)
    stored = _stored(source)
    if stored is None:
        return
    change_notes(folder, document, lambda present: joined(present, _placed(stored, document)))
    for generation in (source.path, previous_generation(source.path)):
        remove(generation)


def follow_notes(folder: ProjectFolder, hashes: Mapping[str, str]) -> dict[str, int]:
    """Return the number of open notes on each text, after texts that were moved have been found again, where certain.

    It is certain if one noted text that is gone and one text that is there have the same content.

    Args:
        folder: the project.
        hashes: of all texts there are, by name.

    Raises:
        StorageError: the folder of the notes cannot be read.
    """
    gone = [each for each in stored_notes(folder.main) if each.name not in hashes]
    names: dict[str, list[str]] = defaultdict(list)
    for name, of_text in hashes.items() if gone else ():
        names[of_text].append(name)
    wanted = Counter(each.hash for each in gone)
    for each in gone:
        if each.hash and wanted[each.hash] == len(names[each.hash]) == 1:
            with suppress(AutotagError):  # as in a project that is open to read only
                move_notes(folder.main, each.name, read_document(folder, names[each.hash][0]))
    return {each.name: len(open_notes(each.notes)) for each in stored_notes(folder)}


def _placed(stored: StoredNotes | None, document: Document) -> tuple[Note, ...]:
    """Return notes as they are about the present text, in its order."""
    return in_order(_in_text(stored, document)) if stored is not None else ()


def _in_text(stored: StoredNotes, document: Document) -> Iterable[Note]:
    if stored.hash == document.hash:
        return (note.placed(document.text, note.borders) for note in stored.notes)
    same = earlier_writing(document.text, lambda text: text_hash(text) == stored.hash)
    if same is None:
        return (note.in_changed(document.text) for note in stored.notes)
    borders = [note.borders for note in stored.notes if note.borders]
    offsets = carried_offsets(same, document.text, (offset for pair in borders for offset in pair))
    return (
        note.placed(document.text, note.borders and (offsets[note.borders[0]], offsets[note.borders[1]]))
        for note in stored.notes
    )


def _visible(folder: ProjectFolder, name: str, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.by == folder.annotator) if name in folder.blind else notes


def _paths(folder: ProjectFolder) -> list[Path]:
    if not folder.notes.exists():
        return []
    with storage_errors(folder.notes, "read"):
        found = {path.removesuffix("~") for path, _ in files_below(folder.notes)}
    return [folder.notes / path for path in sorted(found) if path.endswith(".json")]


def _stored(file: RecordFile) -> StoredNotes | None:
    now = full_stamp(file.path)
    known = _known.get(file.path)
    if known is not None and known[0] == now:
        return known[1]
    stored = _read(file.read(), file) if file.exists() else None
    if stored is not None and now != NO_FILE:
        _known[file.path] = now, stored
    return stored


def _read(db: TinyDB, file: RecordFile) -> StoredNotes | None:
    rows = db.table("file").all()
    if not rows:
        return None
    about = from_document(rows[0], _About, file.path)
    return StoredNotes(about.name, about.hash, tuple(from_documents(db.table("notes").all(), Note, file.path)))


def _file(folder: ProjectFolder, name: str) -> RecordFile:
    return RecordFile(folder.notes_file(name), "notes", quotes=folder.text_file(name))
