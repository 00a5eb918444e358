"""Write, resolve, list and search notes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from core.domain.project.documents import Document
from core.domain.team.notes import Note, open_notes, parse_note
from core.domain.text.selection import Borders
from core.errors import AutotagError, NotFoundError, RequestError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.clock import now
from core.store.team import notes as store
from core.store.texts.finding import read_document


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note, and where it is.

    Attributes:
        name: of the file, which may be gone.
        line: of the stretch that it is about, from 1; 0 for a note on the file.
        note: the note.
    """

    name: str
    line: int
    note: Note


def load_notes(project: Project, document: Document) -> tuple[Note, ...]:
    """Return the notes on an open file that the user may see.

    Raises:
        StorageError: they cannot be read.
    """
    return store.load_notes(project.paths, document)


def add_note(project: Project, document: Document, text: str, borders: Borders | None = None) -> tuple[Note, ...]:
    """Write a note on a file or on a stretch of it; return all notes on the file.

    Raises:
        StorageError: it could not be written.
    """
    note = Note(secrets.token_hex(8), text, author(), now()).placed(document.text, borders)
    return store.change_notes(project.paths, document, lambda notes: (*notes, note))


def stretch_of(document: Document, words: str) -> Borders:
    """Return the only stretch of a text with some words.

    Raises:
        RequestError: they are not in it, or at several places.
    """
    places = document.text.count(words) if words else 0
    if not places:
        raise RequestError(f"{words!r} is not in {document.name}; give words as they are there, or their offsets.")
    if places > 1:
        raise RequestError(f"{words!r} is at {places} places in {document.name}; give more words, or their offsets.")
    start = document.text.index(words)
    return start, start + len(words)


def add_note_to(project: Project, name: str, written: str, about: str | Borders = "") -> None:
    """Write a note on a file that need not be open.

    Args:
        project: of the file.
        name: of the file.
        written: the note.
        about: the words that it is about, or their offsets; empty for the whole file.

    Raises:
        NotFoundError: there is no such file.
        RequestError: the note is empty or too long, or there is no such stretch, or more than one.
        StorageError: the note could not be written.
    """
    text, on_file = parse_note(written)
    document = read_document(project.paths, name)
    borders = _borders(document, about)
    if borders and not 0 <= borders[0] < borders[1] <= len(document.text):
        raise RequestError(f"{name} has offsets from 0 to {len(document.text):,}; the start comes before the end.")
    add_note(project, document, text, None if on_file else borders)


def resolve_note(project: Project, note_id: str) -> None:
    """Resolve a note, unless it is resolved.

    Raises:
        NotFoundError: the user can see no note of this id, or its file is gone.
        StorageError: it could not be written.
    """
    listed = next((each for each in list_notes(project) if each.note.id == note_id), None)
    if listed is None:
        raise NotFoundError(f"There is no note {note_id!r}; 'autotag notes --json' lists them with their ids.")
    if listed.note.is_open:
        toggle_note(project, read_document(project.paths, listed.name), note_id)


def toggle_note(project: Project, document: Document, note_id: str) -> tuple[Note, ...]:
    """Resolve a note, or open it again; return all notes on the file.

    Raises:
        StorageError: it could not be written.
    """
    by, at = author(), now()
    return store.change_notes(
        project.paths, document, lambda notes: (n.toggled(by, at) if n.id == note_id else n for n in notes)
    )


def list_notes(project: Project, *, only_open: bool = False) -> list[ListedNote]:
    """Return all notes that the user may see, by file and place.

    Raises:
        StorageError: the project cannot be read.
    """
    found: list[ListedNote] = []
    for stored in sorted(store.stored_notes(project.paths), key=lambda stored: stored.name):
        try:
            document = read_document(project.paths, stored.name)
            notes, text = store.load_notes(project.paths, document), document.text
        except AutotagError:  # the text is gone, or cannot be read now
            notes, text = stored.notes, ""
        shown = open_notes(notes) if only_open else notes
        found += [ListedNote(stored.name, _line(text, note.borders), note) for note in shown]
    return found


def files_with_note(project: Project, letters: str) -> frozenset[str]:
    """Return the names of the files with an open note that holds some letters, case ignored.

    Raises:
        StorageError: the project cannot be read.
    """
    wanted = letters.casefold()
    found = list_notes(project, only_open=True)
    return frozenset(listed.name for listed in found if wanted in listed.note.text.casefold())


def _borders(document: Document, about: str | Borders) -> Borders | None:
    if not about:
        return None
    return stretch_of(document, about) if isinstance(about, str) else about


def _line(text: str, borders: Borders | None) -> int:
    return text.count("\n", 0, borders[0]) + 1 if borders and text else 0
