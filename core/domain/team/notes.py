"""Notes: comments of people on a file, or on a stretch of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from core.domain.text.anchoring import Anchor, anchor_at, only_place
from core.domain.text.selection import Borders
from core.errors import RequestError

LONGEST = 500
"""Characters of a note."""

ON_FILE = "file:"
"""What a note begins with that is about the whole file though something is selected."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a file.

    Attributes:
        id: which no other note has.
        text: the comment.
        by: who wrote it.
        at: when, as ISO 8601 in UTC.
        borders: of the stretch that it is about; None for the file, or if the stretch is not in the text any more.
        anchor: the stretch and its context, by which it is found again if the text changes.
        resolved_by: who resolved it; empty while it is open.
        resolved_at: when.
    """

    id: str
    text: str
    by: str
    at: str
    borders: Borders | None = None
    anchor: Anchor = field(default_factory=Anchor)
    resolved_by: str = ""
    resolved_at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return not self.resolved_by

    @property
    def quote(self) -> str:
        """The stretch that it is about; empty for the file."""
        return self.anchor.quote

    def toggled(self, by: str, at: str) -> Note:
        """Return the note resolved by somebody, or open again if it was."""
        return (
            replace(self, resolved_by=by, resolved_at=at)
            if self.is_open
            else replace(self, resolved_by="", resolved_at="")
        )

    def placed(self, text: str, borders: Borders | None) -> Note:
        """Return the note about another stretch of a text; one that no text can have loses its place."""
        if borders is None or not 0 <= borders[0] < borders[1] <= len(text):
            return replace(self, borders=None)
        return replace(self, borders=borders, anchor=anchor_at(text, borders))

    def in_changed(self, text: str) -> Note:
        """Return the note as it is about a changed text: where its words are now, or about the file."""
        return self.placed(text, only_place(text, self.anchor))


def parse_note(written: str) -> tuple[str, bool]:
    """Return the text of a note as a user wrote it, and whether it is about the whole file in any case.

    Raises:
        RequestError: it is empty, or too long.
    """
    text = written.strip()
    on_file = text.startswith(ON_FILE)
    text = text.removeprefix(ON_FILE).strip()
    if not text:
        raise RequestError("The note is empty; write what others should know.")
    if len(text) > LONGEST:
        raise RequestError(f"The note has {len(text):,} characters; {LONGEST:,} are allowed.")
    return text, on_file


def open_notes(notes: Iterable[Note]) -> list[Note]:
    """Return the notes that nobody has resolved."""
    return [note for note in notes if note.is_open]


def notes_at(notes: Iterable[Note], selection: Borders | None) -> list[Note]:
    """Return the notes on a selected stretch of text; if there are none, those on the file."""
    listed = list(notes)
    return [note for note in listed if _touches(note.borders, selection)] or [
        note for note in listed if note.borders is None
    ]


def next_note(notes: Iterable[Note], after: int) -> Borders | None:
    """Return the first stretch with an open note that begins after an offset, or the first of all."""
    places = sorted(note.borders for note in open_notes(notes) if note.borders)
    return next((borders for borders in places if borders[0] > after), places[0] if places else None)


def in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return notes on the file first, then those on its text from top to bottom, older ones first."""
    return tuple(sorted(notes, key=lambda note: (note.borders or (-1, -1), note.at, note.id)))


def joined(notes: Sequence[Note], others: Iterable[Note]) -> tuple[Note, ...]:
    """Return notes and those of others that are not among them."""
    ids = {note.id for note in notes}
    return (*notes, *(note for note in others if note.id not in ids))


def _touches(borders: Borders | None, selection: Borders | None) -> bool:
    if borders is None or selection is None:
        return False
    return borders[0] < selection[1] and selection[0] < borders[1]
