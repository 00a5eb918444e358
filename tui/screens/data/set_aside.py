"""Tags that were set aside because their text changed, to be placed or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.finding.places import Place
from core.domain.wording import counted
from core.services.review import set_aside
from core.services.review.set_aside import LostTag, Settled
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.samples import in_middle
from tui.shell.destinations import FilePage
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_SHOWN = 4
"""Places that are shown at a time."""


class SetAsideScreen(AutotagScreen):
    """Lists tags without a place in the present text; below, the words as they were and where they may be now."""

    SECTION: ClassVar[str] = "Tag data"

    def __init__(self) -> None:
        super().__init__()
        self._heading = "Tags set aside"
        self._lost: list[LostTag] = []
        self._settled: list[Settled] = []
        self._places: dict[str, list[Place]] = {}
        self._chosen = 0
        self._about = Static(markup=False, classes="pad")
        self._list: RowList[LostTag] = RowList(
            [Column("Text"), Column("Entity", 20), Column("File", 26, keep_end=True)],
            lambda lost: (" ".join(lost.aside.anchor.quote.split()), lost.aside.tag.entity, lost.name),
            _key,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the tags, and the places for the one at the cursor."""
        yield self._list
        self._about.styles.height = _SHOWN + 2
        yield self._about

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.PUT, self.do_put, when=self._has_current),
            Offer(commands.DROP, self.do_drop, when=self._has_current),
            Offer(commands.NEXT_PLACE, self.do_next, when=self._has_current),
            Offer(commands.PREVIOUS_PLACE, self.do_previous, when=self._has_current),
            Offer(commands.UNSETTLE, self.do_unsettle, when=lambda: bool(self._settled)),
            Offer(commands.ASIDE_OPEN, self.do_open, when=self._has_current),
        )

    async def load(self) -> None:
        """List the tags, again each time the screen comes back: texts and tags may have changed."""
        self._list.focus()
        self.title_bar.show(self._heading, "looking ...")
        self._lost = await self.blocking(set_aside.lost_tags, self.project)
        await self._show()

    async def _show(self) -> None:
        self._places.clear()
        self._list.set_rows(self._lost)
        self.title_bar.show(self._heading, counted(len(self._lost), "tag"))
        await self._show_places()
        if not self._lost:
            self.say("No tag is set aside: each has its place in its text.")

    @on(RowList.Highlighted)
    def _moved(self) -> None:
        self._chosen = 0
        self.in_background(self._show_places, "places")

    async def _places_here(self) -> list[Place]:
        """Return the places for the tag at the cursor, which are looked for once."""
        lost = self._list.current
        if lost is None:
            return []
        if _key(lost) not in self._places:
            self._places[_key(lost)] = await self.blocking(set_aside.places_for, self.project, lost)
        return self._places[_key(lost)]

    async def _show_places(self) -> None:
        self._about.update("")
        lost = self._list.current
        places = await self._places_here()
        if lost is not None and lost == self._list.current:
            self._about.update(self._description(lost, places))

    def _description(self, lost: LostTag, places: Sequence[Place]) -> Text:
        width, cut = self.size.width, self.appearance.glyphs.cut
        anchor = lost.aside.anchor
        was = Place(lost.name, 0, 0, anchor.before, anchor.quote, anchor.after)
        lines = Text("was ", no_wrap=True).append_text(in_middle(was, width - 6, cut, Style(bold=True)))
        if not places:
            return lines.append(f"\nNo untagged place with similar words; {commands.ASIDE_OPEN} opens the file.")
        which = f"place {self._chosen + 1} of {len(places)}" if len(places) > 1 else "the only place"
        lines.append(f"\nnow, {which} that is alike:\n")
        first = max(0, min(self._chosen - 1, len(places) - _SHOWN))
        for number, place in enumerate(places[first : first + _SHOWN], first):
            is_chosen = number == self._chosen
            style = Style(bold=True, reverse=is_chosen)
            lines.append("  > " if is_chosen else "    ").append_text(in_middle(place, width - 6, cut, style))
            lines.append("\n")
        lines.rstrip()
        return lines

    def _has_current(self) -> bool:
        return self._list.current is not None

    async def do_next(self) -> None:
        """Choose the next place."""
        await self._choose(1)

    async def do_previous(self) -> None:
        """Choose the place before."""
        await self._choose(-1)

    async def _choose(self, by: int) -> None:
        if places := await self._places_here():
            self._chosen = (self._chosen + by) % len(places)
        await self._show_places()

    async def do_put(self) -> None:
        """Put the tag at the place chosen."""
        lost, places = self._list.current, await self._places_here()
        if lost is None or not places:
            self.say(f"No place is offered: {commands.ASIDE_OPEN} opens the file to tag it there.")
            return
        await self._settle(await self.blocking(set_aside.put_at, self.project, lost, places[self._chosen]), "placed")

    async def do_drop(self) -> None:
        """Give the tag up."""
        if lost := self._list.current:
            await self._settle(await self.blocking(set_aside.drop, self.project, lost), "dropped")

    async def _settle(self, settled: Settled, done: str) -> None:
        self._settled.append(settled)
        self._lost = [lost for lost in self._lost if lost != settled.lost]
        self._chosen = 0
        await self._show()
        self.say(f"{settled.lost.aside.tag.entity} {done}. {commands.UNSETTLE} takes it back.")

    async def do_unsettle(self) -> None:
        """Set the last tag aside again."""
        settled = self._settled[-1]
        await self.blocking(set_aside.take_back, self.project, settled)
        self._settled.pop()
        self._lost = [settled.lost, *self._lost]
        self._chosen = 0
        self._list.set_rows(self._lost)
        self._list.move_to(_key(settled.lost))
        await self._show()
        self.say(f"{settled.lost.aside.tag.entity} is set aside again.")

    @on(RowList.Chosen)
    def _open_chosen(self) -> None:
        self.run_command(commands.ASIDE_OPEN)

    async def do_open(self) -> None:
        """Open the file at the place chosen."""
        lost, places = self._list.current, await self._places_here()
        if lost is not None:
            place = places[self._chosen] if places else None
            names = list(dict.fromkeys(each.name for each in self._lost))
            self.go(FilePage(lost.name, names, (place.start, place.end) if place else None))


def _key(lost: LostTag) -> str:
    tag = lost.aside.tag
    return f"{lost.name}\n{tag.start}\n{tag.end}\n{tag.entity}\n{lost.aside.anchor}"
