"""A sample of tags that were accepted unseen, to judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.domain.finding.places import Place
from core.domain.models.metrics import wilson_interval
from core.domain.tagging.tagging import Change
from core.services.review import history
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.places import PlacesScreen, key_of


class SpotCheckScreen(PlacesScreen):
    """A sample of tags that were accepted unseen: right or wrong, and how often they were wrong."""

    def __init__(self, find: Callable[[], list[Place]]) -> None:
        super().__init__("Spot check of tags accepted unseen", find, "No tag was accepted unseen, or all were checked.")
        self._judged: list[tuple[Place, Change]] = []

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.RIGHT, self.do_right),
            Offer(commands.WRONG, self.do_wrong),
            Offer(commands.UNJUDGE, self.do_unjudge),
            Offer(commands.OPEN, self.do_open),
        )

    async def load(self) -> None:
        """Draw the sample once; what was judged does not come back."""
        if not self._places:
            await super().load()
        self._list.focus()

    async def do_right(self) -> None:
        """Judge the tag as right."""
        await self._judge(right=True)

    async def do_wrong(self) -> None:
        """Judge the tag as wrong."""
        await self._judge(right=False)

    async def do_unjudge(self) -> None:
        """Take the last judgement back."""
        if not self._judged:
            self.say("There is nothing to undo.")
            return
        place, change = self._judged[-1]
        await self.blocking(history.take_back_judgement, self.project, place, change)
        self._judged.pop()
        self._show([place, *self._places])
        self._list.move_to(key_of(place))
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
        """Say how often a tag was wrong, and what that means for all of them."""
        wrong, judged = sum(not change.tags_added for _, change in self._judged), len(self._judged)
        low, high = wilson_interval(wrong, judged)
        share = f": {low:.0%} to {high:.0%} of all that were accepted unseen" if judged else ""
        self.say(f"{wrong} of {judged} were wrong{share}.")
