"""The services that actions on an open file may call. All block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.domain.project.documents import Files
from core.domain.project.schema import Schema
from core.domain.tagging.events import Event
from core.domain.tagging.review import MOST_STEPS, ReviewSession
from core.domain.tagging.statistics import Statistics
from core.domain.team.notes import Note
from core.domain.text.selection import Borders
from core.errors import AutotagError
from core.services.project import entities, files
from core.services.project.projects import Project
from core.services.review import bookmarks
from core.services.review.open_file import OpenFile, open_file
from core.services.review.same_text import SameText
from core.services.team import notes
from tui.file.state import State

Sessions = MutableMapping[tuple[Path, str, str], ReviewSession]
"""Sessions of files left, by project, file name and hash of the text."""


class Ports:
    """A project and the file in it that is open, as actions reach them.

    Args:
        project: of the files.
        keymap: the user's keys of commands.
        sessions: where sessions of files left are kept, so that undo still works in them.
        statistics: counts decisions.
        word_below: returns the word so many rows below a selection, as the text is wrapped on the screen.
        meter: draws a bar for a share between 0 and 1.
    """

    def __init__(
        self,
        project: Project,
        keymap: Callable[[], Mapping[str, str]],
        sessions: Sessions,
        statistics: Statistics,
        word_below: Callable[[Borders | None, int], Borders | None],
        meter: Callable[[float], str],
    ) -> None:
        self.word_below = word_below
        self.statistics = statistics
        self.meter = meter
        self._keymap = keymap
        self._project = project
        self._sessions = sessions
        self._file: OpenFile | None = None

    @property
    def keymap(self) -> Mapping[str, str]:
        """The user's keys of commands."""
        return self._keymap()

    @property
    def file(self) -> OpenFile:
        """The open file."""
        assert self._file is not None, "actions run after a file was opened"
        return self._file

    def open(self, name: str) -> tuple[OpenFile, bool]:
        """Open another file, and close the one before.

        Returns:
            The file, and whether the steps of a session of before can be undone in it.
        """
        opened = open_file(self._project, name, announce=True)
        self.close()
        self._file = opened
        earlier = self._sessions.get(self._key(opened))
        if earlier:
            opened.continue_from(earlier)
        with suppress(AutotagError):  # losing one's place is no reason to stop
            bookmarks.leave_bookmark(self._project, name, inside=True)
        return opened, earlier is not None

    def close(self) -> None:
        """Close the file, if one is open, and keep its session."""
        closed, self._file = self._file, None
        if closed is None:
            return
        if closed.session.done or closed.session.undone:
            self._sessions.pop(self._key(closed), None)  # and then comes last
            self._sessions[self._key(closed)] = closed.session
            _forget_oldest(self._sessions)
        with suppress(AutotagError):  # the next session finds what could not be removed
            closed.close()

    def _key(self, file: OpenFile) -> tuple[Path, str, str]:
        return self._project.folder, file.document.name, file.document.hash

    def leave(self, name: str) -> None:
        """Close the file, and note that the user is no longer in it."""
        self.close()
        with suppress(AutotagError):  # losing one's place is no reason to stop
            bookmarks.leave_bookmark(self._project, name, inside=False)

    def record(self, state: State, event: Event | None) -> State:
        """Write an event down and return the state after it.

        Raises:
            AutotagError: it does not fit, or could not be written.
        """
        if event is None:
            return state
        self.file.select(state.selection)
        session = self.file.record(event)
        self.statistics.take(event)
        return replace(state, session=session, has_decided=True)

    def save(self, state: State) -> State:
        """Save the decisions and return the state after it.

        Raises:
            AutotagError: the decisions stay unsaved.
        """
        self.file.select(state.selection)
        session = self.file.save()
        is_read = not session.saved.suggestions
        state.evidence.put(state.name, state.text, session.saved.tags, read=is_read)
        return replace(state, session=session, is_read=self.file.is_read)

    def discard(self, state: State) -> State:
        """Give up the unsaved decisions and return the state after it."""
        return replace(state, session=self.file.discard())

    def load_notes(self) -> tuple[Note, ...]:
        """Return the notes on the open file."""
        return notes.load_notes(self._project, self.file.document)

    def add_note(self, text: str, borders: Borders | None) -> tuple[Note, ...]:
        """Write a note on the open file, or on a stretch of it; return all notes on it."""
        return notes.add_note(self._project, self.file.document, text, borders)

    def toggle_note(self, note_id: str) -> tuple[Note, ...]:
        """Resolve a note on the open file, or open it again; return all notes on it."""
        return notes.toggle_note(self._project, self.file.document, note_id)

    def load_schema(self) -> Schema:
        """Return the entities of the project."""
        return entities.load_schema(self._project)

    def add_entity(self, name: str) -> Schema:
        """Add an entity and return all of them."""
        return entities.add_entity(self._project, name)

    def list_files(self) -> Files:
        """Return the files of the project that can be used."""
        return files.list_files(self._project).usable()

    def count_files(self, changed: Collection[str]) -> Files:
        """Return the files of the project that can be used, to be counted; see `files.count_files`."""
        return files.count_files(self._project, changed).usable()

    def next_to_do(self, names: Sequence[str], after: str) -> str | None:
        """Return the next file of a list with something to do; see `files.next_to_do`."""
        return files.next_to_do(self._project, names, after)

    def same_text(self, string: str, entity: str, leaving_out: str) -> SameText:
        """Return the places of a string in other files."""
        return SameText(self._project, string, entity, leaving_out)


def _forget_oldest(sessions: Sessions) -> None:
    """Forget files left long ago while all that are kept have more steps than one file may have."""
    steps = sum(len(session.done) + len(session.undone) for session in sessions.values())
    for key in list(sessions)[:-1]:
        if steps <= MOST_STEPS:
            return
        forgotten = sessions.pop(key)
        steps -= len(forgotten.done) + len(forgotten.undone)
