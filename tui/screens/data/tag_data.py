"""Tag data: the files of the project."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.models.splits import Dataset
from core.domain.project.documents import FileEntry, Files
from core.domain.project.file_filter import (
    ALL,
    AUTO_TAGGED,
    FLAGGED,
    TAGGED,
    UNDECIDED,
    UNSAVED,
    UNTAGGED,
    WITH_ENTITY,
    FileFilter,
)
from core.domain.wording import counted
from core.services.project import files
from core.services.review import bookmarks
from tui.commands import Command, Offer, anywhere
from tui.commands import tag_data as commands
from tui.screens.data.export_report import summary
from tui.screens.data.file_rows import cells
from tui.shell.destinations import (
    Destination,
    FileList,
    FilePage,
    History,
    ImportSource,
    Places,
    ReviewByText,
    Section,
    SpotCheck,
)
from tui.shell.screen import AutotagScreen
from tui.widgets.row_list import Column, RowList

_SAMPLE = 20
"""Tags that a spot check draws."""


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
        self._list: RowList[FileEntry] = RowList(
            [
                Column("File"),
                Column("Tags", 6, right=True),
                Column("Suggested", 9, right=True),
                Column("Records", 7, right=True),
                Column("Set", 8),
                Column("State", 12),
            ],
            cells,
            lambda entry: entry.name,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.FILTER, self.do_filter),
            Offer(commands.SEARCH, self.do_search),
            Offer(commands.BY_TEXT, self.do_by_text),
            Offer(commands.SEARCH_TEXTS, self.do_search_texts),
            Offer(commands.CHECK, self.do_check),
            Offer(commands.DATASET, self.do_dataset),
            Offer(commands.IMPORT, self.do_import),
            Offer(commands.EXPORT, self.do_export),
            Offer(commands.SPOT_CHECK, self.do_spot_check),
            Offer(commands.HISTORY, self.do_history),
            Offer(commands.ORDER, self.do_order),
            Offer(commands.STATISTICS, self.do_statistics),
            Offer(commands.REFRESH, self.load),
        )

    def present_destination(self, opened_as: Destination) -> Destination:  # noqa: ARG002 - the filter says it all
        """Return the list with the filter that is on."""
        return FileList(self._filter) if self._filter != FileFilter() else Section.TAG_DATA

    async def load(self) -> None:
        """Show what was known at once, then what is there now."""
        if not self._files:
            if self._filter == FileFilter():
                left = await self.blocking(bookmarks.bookmark, self.project)
                self._resume_at = left.file if left else ""
            self._listed = await self.blocking(files.known_files, self.project)
            self._show(self._listed)
        self._list.focus()
        # Beside the commands: a large project is scanned while the user is at work already.
        self.in_background(self._scan(), "scan")

    async def _scan(self) -> None:
        updates = files.scan_files(self.project, self._listed)
        while (found := await self.blocking(next, updates, None)) is not None:
            self._show(found)
        self._listed = self._files
        if not self._list.rows:
            self.say(f"No file passes the filter; {commands.FILTER} changes it.")
        elif self._filter == FileFilter() and not self.message_line.message:
            await self._say_next_step()

    async def _say_next_step(self) -> None:
        from core.services.project.next_steps import find_next_step  # late: the first frame does without
        from tui.shell.next_steps import sentence

        if step := await self.blocking(find_next_step, self.project, self._files):
            self.say(sentence(step, self._files))

    def _show(self, found: Files) -> None:
        self._files = found
        shown = self._filter.apply(found)
        self._list.set_rows(shown)
        if self._resume_at and self._resume_at in set(shown.names):
            self._list.move_to(self._resume_at)
            self._resume_at = ""
        tagged, unsaved = found.tagged(), len(found.unsaved())
        figures = [f"{len(shown)}/{counted(len(found), 'file')}"]
        figures += [f"{unsaved} unsaved"] if unsaved else []
        more = [f"{len(tagged)} tagged"]
        more += [f"{undecided} of them undecided"] if (undecided := len(tagged.undecided())) else []
        more += [f"{found.suggestion_count} suggested"]
        self.title_bar.show(f"Tag data: {self._filter}", "  ".join(figures), "  ".join(more))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        entry = next(entry for entry in self._list.rows if entry.name == event.key)
        if entry.problem:
            self.message_line.show(entry.problem, error=True)
        else:
            self.go(FilePage(entry.name, self._filter.apply(self._files).usable().names))

    async def do_filter(self) -> None:
        """Ask for a filter."""
        from core.services.project import entities

        schema = await self.blocking(entities.load_schema, self.project)
        kinds = [ALL, UNTAGGED, TAGGED, UNDECIDED, AUTO_TAGGED, UNSAVED, FLAGGED]
        options = [*kinds, *(WITH_ENTITY + name for name in schema.names)]
        chosen = await self.question_bar.ask_choice("Show:", options, self._filter.name)
        if chosen:
            self._filter = replace(self._filter, name=chosen, job="")
            self._show(self._files)

    async def do_search(self) -> None:
        """Ask for a part of a name."""
        answer = await self.question_bar.ask_text("Name holds:", self._filter.search)
        if answer is not None:
            self._search(answer)

    def _search(self, letters: str) -> None:
        self._filter = replace(self._filter, search=letters)
        self._show(self._files)
        self.say(
            f"Only names that contain these letters are shown; {anywhere.BACK} shows all again." if letters else ""
        )

    async def do_back(self) -> None:
        """Leave the search, if one is on."""
        if self._filter.search:
            self._search("")
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
        from core.services import exchange  # with all formats, which the first frame does not wait for

        chosen = await self.question_bar.ask_choice("Format:", exchange.written_format_names())
        if not chosen:
            return
        ending = exchange.ending_of(chosen)
        answer = await self.question_bar.ask_text("Export to:", f"{self.project.folder}-{chosen}{ending}")
        if not answer:
            return
        path = Path(answer).expanduser()
        path = path if path.suffix else path.with_name(f"{path.name}{ending}")
        if path.exists() and not await self.ask(f"{path.name} exists. Overwrite it?"):
            return
        loop = asyncio.get_running_loop()

        def told(number: int) -> None:
            if number % 50 == 0:
                loop.call_soon_threadsafe(self.say, f"{counted(number, 'file')} written")

        shown = self._filter.apply(self._files)
        selection = exchange.Selection(files=None if len(shown) == len(self._files) else shown.names)
        report = await self.blocking(
            exchange.export_file, self.project, path, chosen, selection=selection, progress=told
        )
        self.say(summary(report, path))

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

    def do_check(self) -> None:
        """List what looks like a mistake."""
        from core.services.review import places

        nothing = "No text is tagged in two ways, or tagged in one place only."
        self.go(Places("Check of the tags", partial(places.check, self.project), nothing))

    def do_statistics(self) -> None:
        """Say how fast the work goes."""
        self.say(self.host.statistics.sentence(time.monotonic() - self.host.opened_at))

    def do_spot_check(self) -> None:
        """Sample what was accepted unseen."""
        from core.services.review import places

        seed = len(self._files) + self._files.tag_count
        self.go(SpotCheck(partial(places.unseen_sample, self.project, _SAMPLE, seed)))

    async def do_history(self) -> None:
        """Show what happened to the file."""
        if entry := self._list.current:
            self.go(History(entry.name))
