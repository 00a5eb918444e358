"""Places in other files that read like a tag, to be tagged as well."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from core.domain.finding.places import Place
from core.domain.wording import counted
from core.errors import AutotagError
from core.services.review.same_text import SameText
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.places import PlacesScreen


class SameTextScreen(PlacesScreen):
    """Bare places with the same text in files not read yet; tags them one by one or all at once.

    Args:
        same: what to look for, and to tag it as.
    """

    def __init__(self, same: SameText) -> None:
        heading = f"{same.string}: {same.entity} in other files?"
        super().__init__(heading, same.places, "No untagged place with this text in files not read yet.")
        self._same = same
        self._left_out: set[tuple[str, int]] = set()

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.TAG, self.do_tag, when=self._has_current),
            Offer(commands.LEAVE_OUT, self.do_leave_out, when=self._has_current),
            Offer(commands.TAG_ALL, self.do_tag_all, when=self._has_current),
            Offer(commands.TAKE_BACK, self.do_take_back),
            Offer(commands.SAME_OPEN, self.do_open, when=self._has_current),
        )

    def on_unmount(self) -> None:
        """Leave the files."""
        super().on_unmount()
        with suppress(AutotagError):  # the next session finds what could not be removed
            self._same.close()

    def _show(self, places: list[Place]) -> None:
        super()._show([place for place in places if (place.name, place.start) not in self._left_out])

    def _has_current(self) -> bool:
        return self._list.current is not None

    async def do_tag(self) -> None:
        """Tag the place that the cursor is on."""
        if place := self._list.current:
            await self._tag([place])

    async def do_tag_all(self) -> None:
        """Tag all that are listed, after asking."""
        files = counted(len({place.name for place in self._places}), "file")
        if await self.ask(f"Tag {counted(len(self._places), 'place')} in {files} as {self._same.entity}?"):
            await self._tag(self._places)

    async def _tag(self, places: Sequence[Place]) -> None:
        tagged = await self.blocking(self._same.tag, places)
        self._show([place for place in self._places if place not in places])
        done = f"{counted(tagged, 'place')} tagged; saved with the other decisions in each file."
        self.say(f"{done} {commands.TAKE_BACK} takes it back.")

    def do_leave_out(self) -> None:
        """Take the place off the list."""
        if place := self._list.current:
            self._left_out.add((place.name, place.start))
            self._show(self._places)

    async def do_take_back(self) -> None:
        """Take the last tags back."""
        undone = await self.blocking(self._same.undo)
        self._show(await self.blocking(self._same.places))
        self.say(f"{counted(undone, 'place')} untagged again." if undone else "There is nothing to undo.")
