"""Write, resolve, list and search notes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from core.domain.project.documents import Document
from core.domain.team.notes import Note, open_notes
from core.domain.text.selection import Borders
from core.errors import AutotagError
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


def _line(text: str, borders: Borders | None) -> int:
    return text.count("\n", 0, borders[0]) + 1 if borders and text else 0
