"""Unsaved decisions: one line for each event of a review session, on disk before its effect is shown.

A line is added, never a file rewritten, so a key costs the same in a text with ten spans and with ten thousand.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

import msgspec

from core.domain.review import Event
from core.errors import UnusableError
from core.store.atomic import append_durably, printable, remove, storage_errors
from core.store.folders import ProjectFolder


class Journal:
    """The events of one user on one text that are not saved yet.

    Args:
        folder: the project.
        name: of the text.
        author: who decides.
        text_hash: of the text that the decisions are about.

    Attributes:
        id: of this run of decisions, from the first one to when they are saved or given up; empty before the first.
    """

    def __init__(self, folder: ProjectFolder, name: str, author: str, text_hash: str) -> None:
        self.path = folder.journal_file(name, author)
        self._hash = text_hash
        self.id = ""

    def append(self, event: Event) -> None:
        """Writes an event down; it is on disk on return.

        Raises:
            StorageError: it could not be written.
        """
        line = msgspec.json.encode(event) + b"\n"
        if self._is_empty():
            self.id = token_hex(8)
            line = msgspec.json.encode(_Header(self._hash, self.id)) + b"\n" + line
        append_durably(self.path, line)

    def read(self) -> list[Event]:
        """The events written down, oldest first. A last line that a crash left unfinished was never shown.

        Raises:
            StorageError: a line cannot be read, or the decisions are about another state of the text.
        """
        with storage_errors(self.path, "read"):
            if not self.path.exists():
                return []
            whole = self.path.read_bytes()
            complete = whole[: whole.rfind(b"\n") + 1]
            if complete != whole:
                os.truncate(self.path, len(complete))  # or the next line would be glued to the torn one
        if not complete:
            self.clear()
            return []
        lines = complete.splitlines()
        try:
            header = msgspec.json.decode(lines[0], type=_Header)
            events = [msgspec.json.decode(line, type=Event) for line in lines[1:]]
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise UnusableError(f"{printable(self.path)} holds a damaged decision ({error}).") from error
        self.id = header.id
        if header.hash != self._hash:
            raise UnusableError("The text changed since these decisions were made.")
        return events

    def clear(self) -> None:
        """Forgets all events, after they were saved or given up.

        Raises:
            StorageError: the file could not be removed.
        """
        remove(self.path)
        self.id = ""

    def set_aside(self) -> Path | None:
        """Moves events that cannot be used out of the way without losing them; gives the new place."""
        if not self.path.exists():
            return None
        aside = next(p for n in range(1, 10**6) if not (p := self.path.with_suffix(f".{n}.unused")).exists())
        with storage_errors(aside, "written"):
            self.path.rename(aside)
        return aside

    def _is_empty(self) -> bool:
        try:
            return self.path.stat().st_size == 0
        except OSError:
            return True


class _Header(msgspec.Struct):
    hash: str
    id: str = ""


def has_unsaved(folder: ProjectFolder, name: str, author: str) -> bool:
    """Whether the user has unsaved decisions on the text."""
    return folder.journal_file(name, author).exists()
