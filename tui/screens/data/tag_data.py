"""Tag data: the files of the project."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.models.splits import Dataset
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.file_filter import ASSIGNED, DECIDED, NOTE, FileFilter
from core.services.project import files
from core.services.project.preferences import author
from core.services.review import bookmarks
from core.services.team.assignments import people_progress
from core.services.team.notes import files_with_note
from tui.commands import Command, Offer, anywhere
from tui.commands import tag_data as commands
from tui.screens.data.file_rows import figures, layout, people_line
from tui.shell.destinations import (
    Adjudicate,
    AuditPage,
    CheckTags,
    Destination,
    FileList,
    FilePage,
    History,
    ImportSource,
    Places,
    ProgressPage,
    ReviewByText,
    Section,
    SetAsideTags,
    SpotCheck,
)
from tui.shell.screen import AutotagScreen
from tui.widgets.row_list import RowList

_SAMPLE = 20
"""Tags that a spot check draws."""

_PATIENCE = 5.0
"""Seconds that keys wait for the first file of an empty list, while the project is scanned."""


class TagDataScreen(AutotagScreen):
    """The files with what is tagged in each; enter opens one."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Tag data"
    SHOWS_FIRST: ClassVar[Sequence[Command]] = (anywhere.ROUND,)

    def __init__(self, shown: FileFilter | None = None) -> None:
        super().__init__()
        self._filter = shown or FileFilter()
        self._files = Files()
        self._listed = Files()
        self._resume_at = ""
        self._has_rows = asyncio.Event()
        self._list: RowList[FileEntry] = RowList(
            *layout(self._files),
            lambda entry: entry.name,
            self.appearance,
            checkable=True,
            marks_when_checked=True,
        )
        self._people = Static(markup=False, classes="pad")
        self._me = ""

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list, and a line on how far the annotators are."""
        yield self._list
        self._people.styles.height = 1
        self._people.display = False
        yield self._people

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.FILTER, self.do_filter),
            Offer(commands.SEARCH, self.do_search),
            Offer(commands.BY_TEXT, self.do_by_text),
            Offer(commands.SEARCH_TEXTS, self.do_search_texts),
            Offer(commands.CHECK, partial(self.go, CheckTags())),
            Offer(commands.ASSIGN, self.do_assign),
            Offer(commands.DATASET, self.do_dataset),
            Offer(commands.IMPORT, self.do_import),
            Offer(commands.EXPORT, self.do_export),
            Offer(commands.SET_ASIDE, partial(self.go, SetAsideTags())),
            Offer(commands.MOVED, self.do_moved),
            Offer(commands.SPOT_CHECK, self.do_spot_check),
            Offer(commands.AUDIT, partial(self.go, AuditPage())),
            Offer(commands.ADJUDICATE, partial(self.go, Adjudicate())),
            Offer(commands.HISTORY, self.do_history),
            Offer(commands.ORDER, self.do_order),
            Offer(commands.PROGRESS, partial(self.go, ProgressPage())),
            Offer(commands.REFRESH, self.load),
        )

    def present_destination(self, opened_as: Destination) -> Destination:  # noqa: ARG002 - the filter says it all
        """Return the list with the filter that is on."""
        return FileList(self._filter) if self._filter != FileFilter() else Section.TAG_DATA

    async def load(self) -> None:
        """Show what was known at once, then what is there now."""
        self._me = await self.blocking(author)
        if not self._files:
            if self._filter == FileFilter():
                left = await self.blocking(bookmarks.bookmark, self.project)
                self._resume_at = left.file if left else ""
            self._listed = await self.blocking(files.known_files, self.project)
            self._show(self._listed)
            await self._show_people()
        self._list.focus()
        # In the background: a large project is scanned while the user is at work already.
        self.in_background(self._scan, "scan")
        if not self._list.rows:  # a key typed ahead has to find a row
            with suppress(TimeoutError):
                await asyncio.wait_for(self._has_rows.wait(), _PATIENCE)

    async def _scan(self) -> None:
        updates = files.scan_files(self.project, self._listed)
        try:
            while (found := await self.blocking(next, updates, None)) is not None:
                self._show(found)
        finally:
            self._has_rows.set()
        await self._show_people()
        self._listed = self._files
        if not self._list.rows:
            self.say(f"No file passes the filter; {commands.FILTER} changes it.")
        elif self._filter == FileFilter() and not self.message_line.message:
            await self._say_next_step()

    async def _say_next_step(self) -> None:
        if lost := await self.blocking(files.count_orphans, self.project):
            belong = "text that is gone has" if lost == 1 else "texts that are gone have"
            self.say(f"{lost:,} {belong} tags; {commands.MOVED} gives them to the texts they belong to.")
            return
        from core.services.project.next_steps import find_next_step  # late: the first frame does without
        from tui.shell.next_steps import sentence

        if step := await self.blocking(find_next_step, self.project, self._files):
            self.say(sentence(step, self._files))

    def _show(self, found: Files) -> None:
        self._files = found
        shown = self._filter.apply(found)
        self._list.set_rows(shown)
        if shown:
            self._has_rows.set()
        if self._resume_at and shown.position(self._resume_at) is not None:
            self._list.move_to(self._resume_at)
            self._resume_at = ""
        self.title_bar.show(f"Tag data: {self._filter}", *figures(found, shown))

    async def _show_people(self) -> None:
        """Show how far each annotator is, and who has which file, where files are assigned."""
        people = await self.blocking(people_progress, self.project, self._files)
        self._people.display = bool(people)
        self._people.update(people_line(people, self._me))
        self._list.set_columns(*layout(self._files, people=bool(people)))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        entry = self._list.current
        if entry is None:
            return
        if entry.problem:
            self.message_line.show(entry.problem, error=True)
        else:
            self.go(FilePage(entry.name, self._filter.apply(self._files).usable().names))

    async def do_filter(self) -> None:
        """Ask for a filter."""
        from core.services.project import entities

        schema = await self.blocking(entities.load_schema, self.project)
        choices = await self.blocking(self._filter.choices, self._files, schema.names, self._me)
        chosen = await self.question_bar.ask_choice("Show:", list(choices), self._filter.name)
        if chosen:
            self._filter = choices[chosen]
            self._show(self._files)

    async def do_search(self) -> None:
        """Ask for a part of a name, for people, or for letters in notes."""
        asked = f"Name holds (or {ASSIGNED}NAME, {DECIDED}NAME, {NOTE}TEXT):"
        answer = await self.question_bar.ask_text(asked, self._filter.search)
        if answer is None:
            return
        if answer.startswith(NOTE):
            letters = answer.removeprefix(NOTE).strip()
            names = await self.blocking(files_with_note, self.project, letters)
            self._filter = self._filter.with_note(letters, names)
        else:
            self._filter = self._filter.searched(answer, self._me)
        self._show(self._files)
        self.say(f"Shown: {self._filter}; {anywhere.BACK} ends the search." if self._filter.is_searched else "")

    async def do_back(self) -> None:
        """Uncheck the files, or leave the search, if some are checked or one is on."""
        if self._list.checked:
            self._list.check(set())
        elif self._filter.is_searched:
            self._filter = self._filter.unsearched()
            self._show(self._files)
        else:
            await super().do_back()

    def do_order(self) -> None:
        """Put the most doubtful files first, or goes back to the order of names."""
        self._filter = replace(self._filter, by_doubt=not self._filter.by_doubt)
        self._show(self._files)

    async def do_dataset(self) -> None:
        """Move the file to the other set."""
        entry = self._list.current
        if entry is None:
            return
        other = Dataset.TRAINING if entry.dataset is Dataset.TESTING else Dataset.TESTING
        await self.blocking(files.set_dataset, self.project, [entry.name], other)
        await self.load()
        self.say(f"{entry.name} is in the {other} set now.")

    def do_import(self) -> None:
        """Open the file chooser."""
        self.go(ImportSource(Path.cwd()))

    async def do_export(self) -> None:
        """Ask for a format and a path, and write the files shown."""
        from tui.screens.data.exporting import export_files  # with all formats, which the first frame does without

        shown = self._filter.apply(self._files)
        await export_files(self, None if len(shown) == len(self._files) else shown.names)

    async def do_assign(self) -> None:
        """Assign the files that are checked, the one under the cursor or all shown."""
        from tui.screens.data.assigning import ask_which, assign_files  # late: the first frame does without

        shown, entry = self._filter.apply(self._files), self._list.current
        chosen = self._files.named(self._list.checked) or await ask_which(self, shown, entry)
        if chosen and (done := await assign_files(self, chosen, self._files)):
            self._list.check(set())
            await self.load()
            self.say(done)

    def do_by_text(self) -> None:
        """Open the suggestions of the files shown as questions."""
        names = self._filter.apply(self._files).auto_tagged().names
        if names:
            self.go(ReviewByText(names))
        else:
            self.say(f"None of the files shown has suggestions; Autotag data ({anywhere.AUTOTAG}) makes some.")

    async def do_search_texts(self) -> None:
        """Ask what to look for in all texts."""
        from core.domain.finding.places import SEARCHED_FOR, Query
        from core.services.review import places

        written = await self.question_bar.ask_text(f"Find ({SEARCHED_FOR}):", check=Query.parse_answer)
        if written:
            self.go(Places(f"Found: {written}", partial(places.search, self.project, written)))

    async def do_moved(self) -> None:
        """Ask which texts the tags of texts that are gone belong to."""
        from tui.screens.data.moved import ask_where  # late: the first frame does without

        done = await ask_where(self)
        await self.load()
        self.say(done)

    def do_spot_check(self) -> None:
        """Sample what was accepted unseen."""
        from core.services.review import places

        seed = len(self._files) + self._files.tag_count
        self.go(SpotCheck(partial(places.unseen_sample, self.project, _SAMPLE, seed)))

    async def do_history(self) -> None:
        """Show what happened to the file."""
        if entry := self._list.current:
            self.go(History(entry.name))
