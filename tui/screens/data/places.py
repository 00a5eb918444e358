"""Lists of places in files: what a search or a check found; enter jumps there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.finding.places import Place
from core.domain.wording import counted
from tui.commands import Offer
from tui.commands import places as commands
from tui.shell.destinations import FilePage
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import fit, visible
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_BEFORE = 22
"""Cells for the text before a place, so that the places are aligned."""


class PlacesScreen(AutotagScreen):
    """Shows places with what surrounds them.

    Args:
        heading: what they are.
        find: finds them; it may take its time.
        nothing: what to say if there are none.
    """

    SECTION: ClassVar[str] = "Tag data"

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
            key_of,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list, and a line for details that need more room than a column."""
        yield self._list
        self._about.styles.height = 1
        yield self._about

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.OPEN, self.do_open),)

    async def load(self) -> None:
        """Find the places, again each time the screen comes back: some may have been dealt with."""
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
        """Say what is known about the place under the cursor, and which file it is in."""
        place = self._list.current
        about = f"{place.note}, in {place.name}" if place and place.note else place.name if place else ""
        self._about.update(visible(about))

    def _cells(self, place: Place) -> Sequence[str]:
        before, text, after = place.in_line
        before = fit(before, _BEFORE, self.appearance.glyphs.cut, right=True, keep_end=True)
        return f"{before}[{text}]{after}", place.name, place.note

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.perform(self.do_open)

    def do_open(self) -> None:
        """Open the file at the place."""
        place = self._list.current
        if place is not None:
            names = list(dict.fromkeys(place.name for place in self._places))
            self.go(FilePage(place.name, names, (place.start, place.end)))


def key_of(place: Place) -> str:
    """Return what tells a place from others in the list."""
    return f"{place.name}\n{place.start}\n{place.end}"
