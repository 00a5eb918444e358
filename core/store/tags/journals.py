"""Unsaved decisions: one line for each event of a review session, on disk before its effect is shown.

A line is added, never a file rewritten, so a key costs the same in a text with ten spans and with ten thousand.
All terminals of one user write into the same journal; each line says which run, that is which open file, it is of.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from core.domain.tagging.events import Event
from core.errors import NotFoundError, StorageError, UnusableError
from core.store.disk.atomic import (
    append_durably,
    drop_torn_line,
    printable,
    read_file,
    remove,
    storage_errors,
    write_atomically,
)
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import locked
from core.store.texts.carrying import carried_value

Key = tuple[str, int]  # an event: its run, and its number there


class Journal:
    """The events of one user on one text that are not saved yet.

    Args:
        folder: the project.
        name: of the text.
        author: who decides.
        text_hash: of the text that the decisions are about.
        text: its characters, to understand decisions made before the text was written differently.

    Attributes:
        covered: number of the last event of each run that this session has taken in or made; what saving it saves.
    """

    def __init__(self, folder: ProjectFolder, name: str, author: str, text_hash: str, text: str = "") -> None:
        self.path = folder.journal_file(name, author)
        self.covered: dict[str, int] = {}
        self._hash = text_hash
        self._text = text
        self._run = os.urandom(6).hex()

    def append(self, event: Event) -> None:
        """Append an event to the journal. It is on disk when this returns.

        Raises:
            StorageError: it could not be written.
        """
        line = self.line(event)
        with locked(self.path):
            drop_torn_line(self.path)
            append_durably(self.path, line)
        self.covered[self._run] = self.covered.get(self._run, 0) + 1

    def line(self, event: Event) -> bytes:
        """Return the line that `append` will write for this event."""
        return _encoded([_Line(self._run, self.covered.get(self._run, 0) + 1, self._hash, event)])

    def append_missing(self, line: bytes, saved: Mapping[str, int]) -> bool:
        """Write a line down unless it is there or saved already; return whether it was missing.

        Raises:
            StorageError: the file could not be read or written.
        """
        head = self._decoded(line, _Head)
        with locked(self.path):
            drop_torn_line(self.path)
            present = {self._decoded(each, _Head).key for each in self._raw().splitlines()}
            if head.key in present or head.number <= saved.get(head.run, 0):
                return False
            append_durably(self.path, line)
        return True

    def read(self, saved: Mapping[str, int]) -> dict[Key, Event]:
        """Return the events in the journals of all terminals of the user, oldest first.

        Args:
            saved: number of the last event of each run that is saved already.

        Returns:
            The others by run and number, in the order in which they happened.

        Raises:
            StorageError: a line cannot be read, or the decisions are about another state of the text.
        """
        if not self.path.exists():
            return {}
        try:
            with locked(self.path):
                drop_torn_line(self.path)
                lines = self._lines()
        except UnusableError:
            raise
        except StorageError:  # open to read only: nothing can be changed, but everything shown
            lines = self._lines()
        lines = [self._carried(line) for line in lines]
        if any(line.hash != self._hash for line in lines):
            raise UnusableError("The text changed since these decisions were made.")
        self.covered |= {line.run: line.number for line in lines}
        return {line.key: line.event for line in lines if line.number > saved.get(line.run, 0)}

    def _carried(self, line: _Line) -> _Line:
        """Return the line moved to the present text, if only the way of writing that text has changed."""
        if line.hash == self._hash or not self._text:
            return line
        event = carried_value(line.event, line.hash, self._text)
        return line if event is None else _Line(line.run, line.number, self._hash, event)

    def clear(self, *, saved: bool) -> None:
        """Remove the covered events; those of other terminals stay.

        Args:
            saved: they were saved: should a crash bring them back, the file's record says so, and the disk need not
                be waited for. Else they were given up, and must not come back.

        Raises:
            StorageError: the file could not be written or removed.
        """
        if not self.path.exists():
            return
        with locked(self.path):
            try:
                others = [line for line in self._raw().splitlines(keepends=True) if not self._is_covered(line)]
            except UnusableError:
                return  # it is set aside when the text is opened next
            if others:
                write_atomically(self.path, b"".join(others), keep_previous=False)
            else:
                remove(self.path, durably=not saved)

    def set_aside(self, keys: Collection[Key] | None = None) -> Path | None:
        """Move events that cannot be used out of the way without losing them, and return their new place.

        Args:
            keys: which, of those that were read; None for all that is there, readable or not.

        Raises:
            StorageError: they could not be moved; they are where they were.
        """
        if not self.path.exists():
            return None
        aside = next(p for n in range(1, 10**6) if not (p := self.path.with_suffix(f".{n}.unused")).exists())
        if keys is None:
            with storage_errors(aside, "written"):
                self.path.rename(aside)
            return aside
        with locked(self.path):
            lines = self._lines()
            write_atomically(aside, _encoded(line for line in lines if line.key in keys), keep_previous=False)
            kept = _encoded(line for line in lines if line.key not in keys)
            write_atomically(self.path, kept, keep_previous=False)
        return aside

    def _is_covered(self, line: bytes) -> bool:
        head = self._decoded(line, _Head)  # the event itself takes five times as long
        return head.number <= self.covered.get(head.run, 0)

    def _lines(self) -> list[_Line]:
        whole = self._raw().rpartition(b"\n")[0]  # a torn last line was never shown
        return [self._decoded(line, _Line) for line in whole.splitlines()]

    def _raw(self) -> bytes:
        with storage_errors(self.path, "read"):
            try:
                return read_file(self.path)
            except FileNotFoundError:
                return b""

    def _decoded(self, line: bytes, kind: type[L]) -> L:
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise UnusableError(f"{printable(self.path)} holds a damaged decision ({error}).") from error


class _Head(msgspec.Struct):
    """Which event of which run a line holds."""

    run: str
    number: int

    @property
    def key(self) -> Key:
        return self.run, self.number


class _Line(_Head):
    hash: str
    event: Event


L = TypeVar("L", bound=_Head)


def _encoded(lines: Iterable[_Line]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


@contextmanager
def together(folder: ProjectFolder, author: str, lines: Mapping[str, bytes]) -> Iterator[None]:
    """Make the lines that are appended to several journals inside one decision, even if a crash comes between.

    Args:
        folder: the project.
        author: who decides.
        lines: the line for each text, by its name.

    Raises:
        StorageError: the lines could not be written down first; nothing was decided.
    """
    path = _together_file(folder, author)
    with locked(path, alone=True):  # the journals are locked meanwhile
        blind = folder.blind
        noted = (_Together(name, msgspec.Raw(line.rstrip(b"\n")), name in blind) for name, line in lines.items())
        write_atomically(path, b"".join(msgspec.json.encode(each) + b"\n" for each in noted), keep_previous=False)
        try:
            yield
        finally:
            remove(path)


def has_together(folder: ProjectFolder) -> bool:
    """Return whether somebody's decision on several files was cut off, or is under way."""
    return any(folder.all_journals.glob(f"*/{_TOGETHER}"))


def finish_together(
    folder: ProjectFolder, author: str, saved: Callable[[ProjectFolder, str], Mapping[str, int]]
) -> int:
    """Finish a decision on several files that was cut off; see `together`.

    Args:
        folder: the project.
        author: whose decision.
        saved: number of the last event of each run that is saved, by folder and name of the text.

    Returns:
        The number of journals that lacked it.

    Raises:
        StorageError: a file cannot be read or written.
    """
    path, added = _together_file(folder, author), 0
    if not path.exists():
        return 0
    with locked(path, alone=True):
        with storage_errors(path, "read"):
            noted = [_decoded_together(line, path) for line in read_file(path).splitlines()] if path.exists() else []
        for each in noted:
            if each.blind and each.name not in folder.blind:
                continue  # the versions of the text have become one since
            records = folder if each.blind else folder.main
            journal = Journal(records, each.name, author, "")
            try:
                added += journal.append_missing(bytes(each.line) + b"\n", saved(records, each.name))
            except NotFoundError:
                continue  # the text is gone, and the decision with it
        remove(path)
    return added


def _decoded_together(line: bytes, path: Path) -> _Together:
    try:
        return msgspec.json.decode(line, type=_Together)
    except (msgspec.DecodeError, ValueError) as error:
        raise UnusableError(f"{printable(path)} is damaged ({error}); move it away.") from error


def _together_file(folder: ProjectFolder, author: str) -> Path:
    return folder.journals(author) / _TOGETHER


_TOGETHER = ".together.jsonl"


class _Together(msgspec.Struct):
    name: str
    line: msgspec.Raw
    blind: bool = False


def has_unsaved(folder: ProjectFolder, name: str, author: str) -> bool:
    """Return whether the user has unsaved decisions on the text."""
    try:
        return folder.journal_file(name, author).stat().st_size > 0
    except OSError:
        return False
