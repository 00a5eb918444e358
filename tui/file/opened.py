"""An open file on the screen: what is shown of it, and how a decision gets onto the disk and then into view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.containers import Container
from textual.widget import Widget

from core.domain.project.schema import Schema
from core.domain.tagging.review import Event, ReviewSession
from core.domain.text.selection import Borders
from core.domain.wording import counted
from core.errors import AutotagError
from core.services.project import entities
from core.services.review import bookmarks, evidence, open_file
from tui.shell.screen import AutotagScreen
from tui.widgets.legend import Legend
from tui.widgets.selection_line import SelectionLine
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View

_WIDE = 110
"""Cells from which the legend stands beside the text."""


class OpenedFile(AutotagScreen):
    """Shows a file, its legend and what is selected.

    Args:
        name: of the file.
        names: of the files that next and previous go through.
        select: the stretch to select at first; the first suggestion if none is given.
    """

    DEFAULT_CSS = "OpenedFile TaggedText { width: 1fr; }"
    SECTION: ClassVar[str] = "Tag data"

    def __init__(self, name: str, names: Sequence[str], select: Borders | None = None) -> None:
        super().__init__()
        self._file_name = name
        self._names = names
        self._select_first = select
        self._file: open_file.OpenFile | None = None
        self._schema = Schema()
        self._evidence = evidence.Evidence()
        self._has_decided = False
        self._why = ""
        self._hints: Mapping[str, Borders] = {}
        self._text = TaggedText(self.appearance)
        self._legend = Legend(self.appearance)
        self._body = Container(self._text, self._legend)
        self._line = SelectionLine(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Legend, text, and what is selected."""
        yield self._body
        yield self._line

    def on_resize(self) -> None:
        """The legend stands beside the text where there is room, else below it."""
        is_wide = self.size.width >= _WIDE
        self._body.styles.layout = "horizontal" if is_wide else "vertical"
        self._legend.set_class(is_wide, "column")

    async def do_back(self) -> None:
        """Goes back."""
        self._close()
        await self._note_place(self._file_name, inside=False)  # first: what a screen does ends when it is left
        await super().do_back()

    async def _note_place(self, name: str, *, inside: bool) -> None:
        """Notes where the user is: even if autotag is killed, whoever comes back goes on there."""
        with suppress(AutotagError):  # it is a comfort
            await self.blocking(bookmarks.leave_bookmark, self.project, name, inside=inside)

    def on_unmount(self) -> None:
        """Closes the file, whichever way the screen was left."""
        self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            self._remember(file)
            with suppress(AutotagError):  # the next session finds what could not be removed
                file.close()

    def _session_key(self, file: open_file.OpenFile) -> tuple[Path, str, str]:
        return self.project.folder, file.document.name, file.document.hash

    def _remember(self, file: open_file.OpenFile) -> None:
        """Keeps what was done in a file, to be undone when it is opened again."""
        if file.session.done or file.session.undone:
            self.host.sessions[self._session_key(file)] = file.session

    def bookmark(self) -> tuple[str, Borders | None] | None:
        """This file, and what is selected in it."""
        return (self._file_name, self._session.selection) if self._file is not None else None

    async def load(self) -> None:
        """Opens the file."""
        self._text.focus()
        self._schema = await self.blocking(entities.load_schema, self.project)
        if self._file is None:
            await self._open(self._file_name)
            # Beside the commands: a large project has many tags to read, and nothing waits for them.
            self.in_background(self._load_evidence(), "evidence")
        self._show()

    async def _load_evidence(self) -> None:
        self._evidence = await self.blocking(evidence.load_evidence, self.project)
        if self._file is not None:
            self._show()

    def key_pressed(self, event: events.Key) -> bool:
        """Counts the key."""
        self.host.statistics.keys += 1
        return super().key_pressed(event)

    async def _open(self, name: str) -> None:
        if self._file is not None:
            self._remember(self._file)
            await self.blocking(self._file.close)
        self._file = await self.blocking(open_file.open_file, self.project, name, announce=True)
        earlier = self.host.sessions.get(self._session_key(self._file))
        if earlier:
            self._file.continue_from(earlier)
        self._file_name = name
        self._has_decided = False
        if self._select_first is not None:
            self._file.select(self._select_first)
            self._select_first = None
        self._show()
        await self._note_place(name, inside=True)
        notes = list(self._file.notes)
        if self._file.has_restored and not earlier:
            notes.append("Unsaved decisions of an earlier session were restored; Save tags keeps them.")
        if notes:
            self.say(" ".join(notes))
        elif not len(self._schema):
            self.say("This project has no entity yet; press e to add the first one.")

    @property
    def _opened(self) -> open_file.OpenFile:
        assert self._file is not None, "commands run after the file was opened"
        return self._file

    @property
    def _session(self) -> ReviewSession:
        return self._opened.session

    @property
    def _content(self) -> str:
        return self._opened.document.text

    def _show(self) -> None:
        """Brings everything up to date with the session."""
        if self._file is None:
            return
        session = self._session
        labels = {start: label for label, (start, _) in self._hints.items()}
        self._text.show(self._content, View.of_session(session, self._schema, labels))
        self._legend.show(self._schema, Counter(tag.entity for tag in session.current.tags))
        self._line.show(session, self._content)
        self._show_why()
        unsaved = len(session.unsaved_tags) + len(session.unsaved_rejections) + len(session.unsaved_removals)
        figures = f"{counted(len(session.current.tags), 'tag')}  {len(session.current.suggestions)} suggested"
        number = self._names.index(self._file_name) + 1 if self._file_name in self._names else 1
        self.title_bar.show(
            f"{self._file_name} ({number}/{max(1, len(self._names))})",
            figures + (f"  {unsaved} unsaved" if unsaved else ""),
        )

    def _show_why(self) -> None:
        """Says what stands behind the suggestion in focus, unless there is something to be told."""
        shown, self._why = self._why, ""
        if suggestion := self._session.selected_suggestion:
            self._why = self._evidence.strings.why(self._content[suggestion.start : suggestion.end], suggestion.entity)
        if self.message_line.message in ("", shown):
            self.message_line.show(self._why)

    async def _record(self, event: Event | None) -> None:
        """Takes a decision in: first onto the disk, then onto the screen."""
        await self.blocking(self._opened.record, event)
        if event is not None:
            self._has_decided = True
            self.host.statistics.take(event)
        self._show()

    def _select(self, borders: Borders | None) -> None:
        if borders is not None:
            self._opened.select(borders)
            self._show()
