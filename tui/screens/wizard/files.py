"""Third step: the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.file_filter import ALL, TAGGED, UNTAGGED, FileFilter
from core.domain.project.quota import Quota
from core.domain.wording import counted
from core.services.jobs import quota
from core.services.project import files
from tui.commands import Offer, anywhere
from tui.commands import wizard as commands
from tui.shell.destinations import Preview, ReviewDraft
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_MORE = 10


class ChooseFilesScreen(AutotagScreen):
    """Files with their text records; untagged ones are shown first, none is chosen by default."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 3 of 4: choose files"

    def __init__(self, draft: AutotagDraft) -> None:
        super().__init__()
        self._draft = draft
        self._files = Files()
        self._filter = FileFilter(UNTAGGED)
        self._quota: Quota | None = None
        self._list: RowList[FileEntry] = RowList(
            [
                Column("File"),
                Column("Text records", 12, right=True),
                Column("Tags", 6, right=True),
                Column("Suggested", 9, right=True),
            ],
            lambda entry: [
                entry.name,
                f"{entry.records:,}",
                str(entry.tag_count or ""),
                str(entry.suggestion_count or ""),
            ],
            lambda entry: entry.name,
            self.appearance,
            checkable=True,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.FORWARD, self.do_forward, when=self._has_chosen),
            Offer(commands.BACK, self.do_back),
            Offer(commands.MORE, self.do_more),
            Offer(commands.ALL, self.do_all),
            Offer(commands.FILTER, self.do_filter),
            Offer(commands.SEARCH, self.do_search),
            Offer(commands.VIEW, self.do_view),
        )

    async def load(self) -> None:
        """Get the files and the quota."""
        self._list.focus()
        self._quota = await self.blocking(quota.current_quota)
        self._files = (await self.blocking(files.list_files, self.project)).usable()
        self._show()
        self._list.check(self._draft.files & set(self._files.names))

    def _show(self) -> None:
        shown = self._filter.apply(self._files)
        self._list.set_rows(shown)
        self._say_sum()
        if not shown:
            way_out = (
                f"{anywhere.BACK} shows all names again"
                if self._filter.search
                else f"{commands.FILTER} changes the filter"
            )
            self.say(f"No file is {self._filter}; {way_out}.".replace("is Untagged", "is untagged"))
        elif not self._draft.files:
            more, all_, on = commands.MORE, commands.ALL, commands.FORWARD
            self.say(f"space chooses a file, {more} ten more, {all_} all of those shown; {on} goes on.")

    def _say_sum(self) -> None:
        chosen = self._files.named(self._draft.files)
        left = "no limit" if self._quota is None or self._quota.left is None else f"{self._quota.left:,} left"
        self.title_bar.show(
            f"3 of 4: files, {self._filter}",
            f"{counted(len(chosen), 'file')}, {counted(chosen.records, 'text record')} chosen; {left} this month",
        )

    @on(RowList.ChecksChanged)
    def _checked(self) -> None:
        self._draft.files = set(self._list.checked)
        self._say_sum()
        self.show_commands()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.FORWARD)

    def _has_chosen(self) -> bool:
        return bool(self._draft.files)

    def do_forward(self) -> None:
        """Continue with the review."""
        self.go(ReviewDraft(self._draft))

    def do_all(self) -> None:
        """Choose all files shown, or none of them if all are chosen."""
        self._list.toggle_all()

    def do_more(self) -> None:
        """Choose the next ten of the files shown."""
        waiting = [entry.name for entry in self._list.rows if entry.name not in self._list.checked]
        self._list.check(self._list.checked | set(waiting[:_MORE]))

    async def do_filter(self) -> None:
        """Ask for a filter."""
        if chosen := await self.question_bar.ask_choice("Show:", [UNTAGGED, TAGGED, ALL], self._filter.name):
            self._filter = replace(self._filter, name=chosen)
            self._show()

    async def do_search(self) -> None:
        """Ask for a part of a name."""
        answer = await self.question_bar.ask_text("Name holds:", self._filter.search)
        if answer is not None:
            self._search(answer)

    def _search(self, letters: str) -> None:
        self._filter = replace(self._filter, search=letters)
        self._show()
        if letters and self._list.rows:
            self.say(f"Only names that contain these letters are shown; {anywhere.BACK} shows all again.")

    async def do_back(self) -> None:
        """Leave the search, if one is on; else goes back to the entities."""
        if self._filter.search:
            self._search("")
        else:
            await super().do_back()

    def do_view(self) -> None:
        """Show a file, to look at."""
        if self._list.current is not None:
            self.go(Preview(self._list.current.name))
