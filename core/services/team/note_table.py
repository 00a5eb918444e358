"""Notes as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from core.formats.tables.csv_spans import safe_cell
from core.services.team.notes import ListedNote
from core.store.disk.atomic import storage_errors

COLUMNS = ("file", "line", "start", "end", "quote", "note", "by", "at", "resolved_by", "resolved_at", "id")


def row(listed: ListedNote) -> dict[str, object]:
    """Return a note by columns; of one on the file, line, start and end are None."""
    note, (start, end) = listed.note, listed.note.borders or (None, None)
    line = listed.line or None
    written = (note.text, note.by, note.at, note.resolved_by, note.resolved_at, note.id)
    cells = (listed.name, line, start, end, note.quote, *written)
    return dict(zip(COLUMNS, cells, strict=True))


def export_notes(notes: Iterable[ListedNote], target: Path) -> None:
    """Write notes as CSV (RFC 4180, UTF-8), whole or not at all; a cell that would be a formula has an apostrophe.

    Raises:
        StorageError: it cannot be written.
    """
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(target, "written"):
        try:
            partial.unlink(missing_ok=True)  # it may be a link that somebody has put there
            with partial.open("x", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(COLUMNS)
                writer.writerows(map(safe_cell, row(listed).values()) for listed in notes)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
