"""Sort places into an entity: tags of an entity that is split, or untagged places that are like its tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.finding.piles import Pile
from core.domain.wording import counted
from core.errors import AutotagError
from core.services.review.sorting import Sorting, Splitting, Widening
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.samples import SAMPLES, samples
from tui.shell.destinations import FilePage, Places
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList


class SortingScreen(AutotagScreen):
    """Asks of one text after another whether it is a mention of an entity.

    Args:
        into: the entity.
        old: the entity whose tags are asked about; empty for untagged places where `into` is likely.
    """

    SECTION: ClassVar[str] = "Entities"

    def __init__(self, into: str, old: str) -> None:
        super().__init__()
        self._into = into
        self._old = old
        self._singly = False
        self._sorting: Sorting | None = None
        self._samples = Static(markup=False, classes="pad")
        self._list: RowList[Pile] = RowList(
            [Column("Text"), Column("Places", 6, right=True), Column("Files", 5, right=True)],
            lambda pile: (pile.text, str(len(pile.found)), str(len(pile.spans))),
            lambda pile: pile.id,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the texts, and some places of the one under the cursor."""
        yield self._list
        self._samples.styles.height = SAMPLES
        yield self._samples

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.TAKE, self.do_take, when=self._has_current),
            Offer(commands.LEAVE, self.do_leave, when=self._has_current),
            Offer(commands.SAVE_SORTING, self.do_save),
            Offer(commands.UNDO_SORTING, self.do_undo),
            Offer(commands.REDO_SORTING, self.do_redo),
            Offer(commands.SINGLY, self.do_singly),
            Offer(commands.TAKE_ALL, self.do_take_all, when=self._has_current),
            Offer(commands.SORTED_PLACES, self.do_places, when=self._has_current),
        )

    async def load(self) -> None:
        """Open the files, also when the screen comes back: decisions may have been made elsewhere."""
        self._list.focus()
        self.title_bar.show(self._heading, "looking ...")
        self._sorting = await self.blocking(self._opened)
        await self._show()

    def _opened(self) -> Sorting:
        earlier = self._sorting or self.host.sorted_places.get(self._key)
        if self._old:
            return Splitting(self.project, self._old, self._into, earlier if isinstance(earlier, Splitting) else None)
        return Widening(self.project, self._into, earlier if isinstance(earlier, Widening) else None)

    def on_unmount(self) -> None:
        """Leave the files."""
        super().on_unmount()
        if self._sorting is not None:
            self.host.sorted_places[self._key] = self._sorting
            with suppress(AutotagError):  # the next session finds what could not be removed
                self._sorting.close()

    @property
    def _heading(self) -> str:
        return f"{self._old}: which are {self._into}?" if self._old else f"Where else is {self._into}?"

    @property
    def _key(self) -> tuple[Path, str, str]:
        return self.project.folder, self._old, self._into

    async def _show(self) -> None:
        assert self._sorting is not None
        piles = await self.blocking(self._sorting.piles, singly=self._singly)
        self._list.set_rows(piles)
        waiting = self._sorting.decided if self._sorting.has_unsaved else 0  # not what was decided in the files
        decided = f"  {waiting} to save" if waiting else ""
        places = sum(len(pile.found) for pile in piles)
        self.title_bar.show(self._heading, f"{counted(len(piles), 'text')}, {counted(places, 'place')}{decided}")
        self._show_samples()
        if not piles:
            self.say(self._nothing_left())

    def _nothing_left(self) -> str:
        if isinstance(self._sorting, Widening) and not self._sorting.has_examples:
            return f"Tag a few places as {self._into} first: then places like them are listed here."
        return f"Nothing is left to sort. {commands.SAVE_SORTING} saves."

    @on(RowList.Highlighted)
    def _show_samples(self) -> None:
        pile = self._list.current
        self._samples.update(samples(pile.places if pile else (), self.size.width, self.appearance.glyphs.cut))

    def _has_current(self) -> bool:
        return self._list.current is not None

    async def do_take(self) -> None:
        """Make the text under the cursor a tag of the entity."""
        if self._sorting is not None and (pile := self._list.current):
            await self.blocking(self._sorting.move, [pile])
            await self._show()

    async def do_leave(self) -> None:
        """Leave the text under the cursor as it is."""
        if self._sorting is not None and (pile := self._list.current):
            await self.blocking(self._sorting.leave, [pile])
            await self._show()

    async def do_take_all(self) -> None:
        """Take all that is listed, after asking."""
        piles = self._list.rows
        places = counted(sum(len(pile.found) for pile in piles), "place")
        if self._sorting is not None and await self.ask(f"Make {places} {self._into}?"):
            await self.blocking(self._sorting.move, piles)
            await self._show()

    async def do_singly(self) -> None:
        """List each place on its own, or places with the same text together."""
        self._singly = not self._singly
        await self._show()

    def do_places(self) -> None:
        """List the places of the text, or open the file at the only one."""
        pile = self._list.current
        if pile is None:
            return
        places = list(pile.places)
        if len(places) == 1:
            self.go(FilePage(places[0].name, [places[0].name], (places[0].start, places[0].end)))
        else:
            self.go(Places(pile.text, lambda: places))

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.SORTED_PLACES)

    async def do_undo(self) -> None:
        """Take the last decision back."""
        if self._sorting is None:
            return
        piles = await self.blocking(self._sorting.undo)
        await self._show()
        if piles:
            self._list.move_to(piles[0].id)
        self.say(f"Undone: {_named(piles)}." if piles else "There is nothing to undo.")

    async def do_redo(self) -> None:
        """Repeat the decision that was undone last."""
        if self._sorting is None:
            return
        piles = await self.blocking(self._sorting.redo)
        await self._show()
        self.say(f"Done again: {_named(piles)}." if piles else "There is nothing to redo.")

    async def before_round(self) -> None:
        """Save decisions made here: the next model learns from saved tags only."""
        if self._sorting is not None:
            await self.blocking(self._sorting.save)

    async def do_save(self) -> None:
        """Save all files."""
        if self._sorting is None:
            return
        saved = await self.blocking(self._sorting.save)
        await self._show()
        self.say(f"Saved {counted(saved, 'file')}; 'autotag restore' takes it back." if saved else "Nothing to save.")


def _named(piles: Sequence[Pile]) -> str:
    return piles[0].text if len(piles) == 1 else counted(len(piles), "text")
