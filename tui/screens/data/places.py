"""Lists of places in files: what a search or a check found; enter jumps there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.finding.places import Place
from core.domain.models.metrics import wilson_interval
from core.domain.tagging.tagging import Change
from core.domain.wording import counted
from core.services.review import history
from tui.commands import Command
from tui.commands import places as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import fit, visible
from tui.widgets.row_list import Column, RowList

_BEFORE = 22
"""Cells for what stands before a place, so that the places stand below each other."""


class PlacesScreen(AutotagScreen):
    """Shows places with what surrounds them.

    Args:
        heading: what they are.
        find: finds them; it may take its time.
        nothing: what to say if there are none.
    """

    SECTION: ClassVar[str] = "Tag data"
    OFFERS: ClassVar[Sequence[Command]] = commands.LIST

    def __init__(self, heading: str, find: Callable[[], list[Place]], nothing: str = "Nothing was found.") -> None:
        super().__init__()
        self._heading = heading
        self._find = find
        self._nothing = nothing
        self._places: list[Place] = []
        self._about = Static(markup=False, classes="pad")
        self._list: RowList[Place] = RowList(
            [Column("Text"), Column("File", 20, keep_end=True), Column("", 34, optional=True)],
            self._cells,
            _key,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """The list, and a line with what no narrow column has room for."""
        yield self._list
        self._about.styles.height = 1
        yield self._about

    async def load(self) -> None:
        """Finds the places, anew whenever the screen comes back: they may have been dealt with."""
        self._list.focus()
        self.title_bar.show(self._heading, "looking ...")
        self._show(await self.blocking(self._find))

    def _show(self, places: list[Place]) -> None:
        self._places = places
        self._list.set_rows(places)
        self.title_bar.show(self._heading, counted(len(places), "place"))
        self._show_about()
        if not places:
            self.say(self._nothing)

    @on(RowList.Highlighted)
    def _show_about(self) -> None:
        """Says of the place under the cursor what is to be said, and which file it is in."""
        place = self._list.current
        about = f"{place.note}, in {place.name}" if place and place.note else place.name if place else ""
        self._about.update(visible(about))

    def _cells(self, place: Place) -> Sequence[str]:
        before, text, after = place.in_line
        before = fit(before, _BEFORE, self.appearance.glyphs.cut, right=True, keep_end=True)
        return f"{before}[{text}]{after}", place.name, place.note

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.OPEN)

    def do_open(self) -> None:
        """Opens the file at the place."""
        from tui.file import FileScreen

        place = self._list.current
        if place is not None:
            names = list(dict.fromkeys(place.name for place in self._places))
            self.app.push_screen(FileScreen(place.name, names, (place.start, place.end)))


class SpotCheckScreen(PlacesScreen):
    """A sample of tags that were accepted unseen: right or wrong, and how often they were wrong."""

    OFFERS: ClassVar[Sequence[Command]] = commands.SPOT_CHECK

    def __init__(self, find: Callable[[], list[Place]]) -> None:
        super().__init__("Spot check of tags accepted unseen", find, "No tag was accepted unseen, or all were checked.")
        self._judged: list[tuple[Place, Change]] = []

    async def load(self) -> None:
        """Draws the sample once; what was judged does not come back."""
        if not self._places:
            await super().load()
        self._list.focus()

    async def do_right(self) -> None:
        """The tag is right."""
        await self._judge(right=True)

    async def do_wrong(self) -> None:
        """The tag is wrong."""
        await self._judge(right=False)

    async def do_unjudge(self) -> None:
        """Takes the last judgement back."""
        if not self._judged:
            self.say("There is nothing to undo.")
            return
        place, change = self._judged[-1]
        await self.blocking(history.take_back_judgement, self.project, place, change)
        self._judged.pop()
        self._show([place, *self._places])
        self._list.move_to(_key(place))
        self._say_verdict()

    async def _judge(self, *, right: bool) -> None:
        place = self._list.current
        if place is None:
            return
        change = await self.blocking(history.judge_unseen, self.project, place, right=right)
        self._judged.append((place, change))
        self._show([other for other in self._places if other != place])
        self._say_verdict()

    def _say_verdict(self) -> None:
        """Says how often a tag was wrong, and what that means for all of them."""
        wrong, judged = sum(not change.tags_added for _, change in self._judged), len(self._judged)
        low, high = wilson_interval(wrong, judged)
        share = f": {low:.0%} to {high:.0%} of all that were accepted unseen" if judged else ""
        self.say(f"{wrong} of {judged} were wrong{share}.")


def _key(place: Place) -> str:
    return f"{place.name}\n{place.start}\n{place.end}"
