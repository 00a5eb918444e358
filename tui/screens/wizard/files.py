"""Third step: the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.documents import FileEntry, Files
from core.domain.project.quota import Quota
from core.domain.wording import counted
from core.services.jobs import quota
from core.services.project import files
from tui.commands import Command
from tui.commands import wizard as commands
from tui.screens.data.tag_data import ALL, SEARCHED, TAGGED, UNTAGGED, Filter
from tui.screens.wizard.choice import Choice
from tui.screens.wizard.review import ReviewChoiceScreen
from tui.shell.screen import AutotagScreen
from tui.widgets.row_list import Column, RowList

_MORE = 10


class ChooseFilesScreen(AutotagScreen):
    """Files with their text records; untagged ones are shown first, none is chosen by default."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 3 of 4: choose files"
    OFFERS: ClassVar[Sequence[Command]] = commands.FILES_STEP

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self._files = Files()
        self._filter = Filter(UNTAGGED)
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
        """The list."""
        yield self._list

    async def load(self) -> None:
        """Gets the files and the quota."""
        self._list.focus()
        self._quota = await self.blocking(quota.current_quota)
        self._files = (await self.blocking(files.list_files, self.project)).usable()
        self._show()
        self._list.check(self._choice.files & set(self._files.names))

    def _show(self) -> None:
        shown = self._filter.apply(self._files)
        self._list.set_rows(shown)
        self._say_sum()
        if not shown:
            way_out = "escape shows all names again" if self._filter.search else "f changes the filter"
            self.say(f"No file is {self._filter}; {way_out}.".replace("is Untagged", "is untagged"))
        elif not self._choice.files:
            self.say("space chooses a file, + ten more, * all of those shown; enter goes on.")

    def _say_sum(self) -> None:
        chosen = self._files.named(self._choice.files)
        left = "no limit" if self._quota is None or self._quota.left is None else f"{self._quota.left:,} left"
        self.title_bar.show(
            f"3 of 4: files, {self._filter}",
            f"{counted(len(chosen), 'file')}, {counted(chosen.records, 'text record')} chosen; {left} this month",
        )

    @on(RowList.ChecksChanged)
    def _checked(self) -> None:
        self._choice.files = set(self._list.checked)
        self._say_sum()
        self.show_commands()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.FORWARD)

    def can_run(self, command: Command) -> bool:
        """Going on needs a file."""
        return command != commands.FORWARD or bool(self._choice.files)

    def do_forward(self) -> None:
        """On to the review."""
        self.app.push_screen(ReviewChoiceScreen(self._choice))

    def do_all(self) -> None:
        """All of those shown, or none of them."""
        self._list.toggle_all()

    def do_more(self) -> None:
        """The next ten of those shown."""
        waiting = [entry.name for entry in self._list.rows if entry.name not in self._list.checked]
        self._list.check(self._list.checked | set(waiting[:_MORE]))

    async def do_filter(self) -> None:
        """Asks for a filter."""
        if chosen := await self.question_bar.ask_choice("Show:", [UNTAGGED, TAGGED, ALL], self._filter.name):
            self._filter = replace(self._filter, name=chosen)
            self._show()

    async def do_search(self) -> None:
        """Asks for a part of a name."""
        answer = await self.question_bar.ask_text("Name holds:", self._filter.search)
        if answer is not None:
            self._search(answer)

    def _search(self, letters: str) -> None:
        self._filter = replace(self._filter, search=letters)
        self._show()
        if letters and self._list.rows:
            self.say(SEARCHED)

    async def do_back(self) -> None:
        """Leaves the search, if one is on; else goes back to the entities."""
        if self._filter.search:
            self._search("")
        else:
            await super().do_back()

    def do_view(self) -> None:
        """Shows a file, to look at."""
        from tui.screens.data.preview import PreviewScreen

        if self._list.current is not None:
            self.app.push_screen(PreviewScreen(self._list.current.name))
