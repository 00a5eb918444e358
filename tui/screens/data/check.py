"""Places that look like mistakes; those that are right can be marked."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.wording import counted
from core.services.review import checking
from core.services.review.checking import Doubt, Marks
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.places import PlacesScreen, key_of


class CheckScreen(PlacesScreen):
    """Lists texts that are tagged in two ways, or in one place and not in another."""

    def __init__(self) -> None:
        nothing = "No text is tagged in two ways, or tagged in one place only, or all places are marked as right."
        super().__init__("Check of the tags", list, nothing)
        self._open: list[Doubt] = []
        self._right = 0
        self._marked: list[tuple[list[Doubt], Marks]] = []

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.MARK_RIGHT, self.do_right, when=self._has_current),
            Offer(commands.MARK_ALIKE, self.do_alike, when=self._has_current),
            Offer(commands.UNMARK, self.do_unmark, when=lambda: bool(self._marked)),
            Offer(commands.CHECK_OPEN, self.do_open, when=self._has_current),
        )

    async def load(self) -> None:
        """Check the tags, again each time the screen comes back: some may have been changed."""
        self._list.focus()
        self.title_bar.show(self._heading, "looking ...")
        doubts = await self.blocking(checking.check, self.project)
        self._open, self._right = list(doubts.open), doubts.right
        self._show_open()

    async def do_right(self) -> None:
        """Mark the place at the cursor as right."""
        if doubt := self._current():
            await self._mark([doubt])

    async def do_alike(self) -> None:
        """Mark all places as right in which the same text is tagged alike."""
        if doubt := self._current():
            await self._mark([other for other in self._open if other.is_like(doubt)])

    async def do_unmark(self) -> None:
        """Take the last mark back."""
        doubts, marks = self._marked[-1]
        await self.blocking(checking.take_marks_back, self.project, marks)
        self._marked.pop()
        self._open = [*doubts, *self._open]
        self._right -= len(doubts)
        self._show_open()
        self._list.move_to(key_of(doubts[0].place))
        self.say(f"{counted(len(doubts), 'place')} unmarked.")

    async def _mark(self, doubts: list[Doubt]) -> None:
        self._marked.append((doubts, await self.blocking(checking.mark_right, self.project, doubts)))
        self._open = [doubt for doubt in self._open if doubt not in doubts]
        self._right += len(doubts)
        self._show_open()
        self.say(f"{counted(len(doubts), 'place')} marked as right. {commands.UNMARK} takes it back.")

    def _show_open(self) -> None:
        self._show([doubt.place for doubt in self._open])
        self.title_bar.show(self._heading, f"{counted(len(self._open), 'place')}, {self._right} marked as right")

    def _current(self) -> Doubt | None:
        return next((doubt for doubt in self._open if doubt.place == self._list.current), None)

    def _has_current(self) -> bool:
        return self._list.current is not None
