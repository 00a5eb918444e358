"""A scripted reviewer: knows the right spans, and drives the app with the cheapest keys that it offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from textual.pilot import Pilot

from benchmarks.reviewing.borders import MOVES, fitting
from benchmarks.reviewing.keystrokes import Effort, Kind
from benchmarks.reviewing.ways import Ways
from core.domain.finding.tagged_strings import places_of
from core.domain.tagging.tags import Suggestion
from core.domain.text.selection import Borders
from core.domain.text.spans import Span
from tui.app import AutotagApp
from tui.file.screen import FileScreen
from tui.screens.data.same_text import SameTextScreen

FEWEST_FILES = 3
"""Fewest files in which the four keys for tagging a text elsewhere are fewer than two in each."""

Gold = dict[str, tuple[Span, ...]]


class Reviewer:
    """Presses the keys.

    Args:
        app: to press them in.
        pilot: presses a key.
        texts: of the files.
        gold: right spans of the files.
        hotkeys: of the entities.

    Attributes:
        effort: keys and decisions since it was last reset.
        spreads: whether to tag the same text in other files too if that saves keys.
    """

    def __init__(
        self, app: AutotagApp, pilot: Pilot[None], texts: dict[str, str], gold: Gold, hotkeys: dict[str, str]
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.texts = texts
        self.gold = gold
        self.hotkeys = hotkeys
        self.effort = Effort()
        self.spreads = False
        self._unread = set(gold)
        self._spread: set[str] = set()

    @property
    def screen(self) -> Any:
        """The open screen."""
        return self.app.screen

    async def press(self, kind: Kind, *keys: str) -> None:
        """Press keys, one by one."""
        for key in keys:
            self.effort.keys[kind] += 1
            await self.pilot.press(key)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be on the screen."""
        async with asyncio.timeout(300):
            while not condition():
                await self.pilot.pause(0.02)

    async def begin(self) -> None:
        """Open the first file."""
        await self.until(lambda: self.screen._list.rows)
        await self.press(Kind.SAVING, "enter")
        await self.until(lambda: isinstance(self.screen, FileScreen) and self.screen.state is not None)

    # One file.

    @property
    def name(self) -> str:
        """The open file."""
        name: str = self.screen.state.name
        return name

    @property
    def text(self) -> str:
        """Its text."""
        text: str = self.screen.state.text
        return text

    @property
    def session(self) -> Any:
        """Its session."""
        return self.screen.state.session

    @property
    def is_read_in(self) -> bool:
        """Whether the app knows what is tagged in other files; labels would change on the way else."""
        return all(worker.is_finished for worker in self.screen.workers if worker.group == "evidence")

    def key_of(self, entity: str) -> str:
        """Return the entity's key."""
        return self.hotkeys[entity]

    def missing(self) -> list[Span]:
        """Right spans that are not tagged yet."""
        tagged = {tag.span for tag in self.session.current.tags}
        return [span for span in self.gold[self.name] if span not in tagged]

    async def finish_file(self) -> None:
        """Decide on all suggestions, tag what is missing, and open the next file."""
        before = self.name
        await self.until(lambda: self.screen.state.likely is not None and self.is_read_in)
        self.effort.entities += len(self.gold[self.name])
        while self.session.current.suggestions:
            if key := self.answer_to_rest():
                await self.decide_rest(key)
                break
            await self.decide()
        else:
            await self.tag_missing()
            await self.press(Kind.SAVING, "enter")
        self._unread.discard(before)
        await self.until(lambda: self.has_gone_on(before))

    def has_gone_on(self, before: str) -> bool:
        """Return whether the app has left a file that was open, or says that no other file follows in its list."""
        return self.name != before or "Every file" in self.screen.message_line.message

    async def tag_missing(self) -> None:
        """Tag the entities that nothing suggested."""
        wrong = [tag for tag in self.session.current.tags if tag.span not in self.gold[self.name]]
        assert not wrong, f"{self.name}: {wrong[0]} is wrong"
        while missing := self.missing():
            pressed = self.effort.keys.total()
            made = await self.tag(missing[0])
            self.effort.each += [(self.effort.keys.total() - pressed) / made] * made

    def answer_to_rest(self) -> str | None:
        """Return the key that is right for all suggestions that are left, if nothing has to be tagged besides them."""
        suggested = {suggestion.span for suggestion in self.session.current.suggestions}
        missing = set(self.missing())
        if suggested == missing:
            return "v"
        return None if missing else "r"

    async def decide_rest(self, key: str) -> None:
        """Decide on all that is left, which saves and goes on too. Answer the question if there is one."""
        before, decisions = self.name, len(self.session.current.suggestions)
        await self.press(Kind.DECIDING, key)
        await self.until(lambda: self.screen.question_bar.display or self.has_gone_on(before))
        if self.screen.question_bar.display:
            await self.press(Kind.DECIDING, "y")
        self.effort.decisions += decisions

    async def decide(self) -> None:
        """Decide on the suggestion in focus, or on all that are left if they need the same answer."""
        suggestions = list(self.session.current.suggestions)
        right = [suggestion.span in self.gold[self.name] for suggestion in suggestions]
        focus = self.session.selected_suggestion
        if focus is None:
            await self.press(Kind.DECIDING, "n")
        elif len(right) > 2 and len(set(right)) == 1:
            await self.press(Kind.DECIDING, "A" if right[0] else "X", "y")
            self.effort.decisions += len(right)
        else:
            for key in self.keys_for(focus):
                await self.press(Kind.BORDERS if key in MOVES else Kind.DECIDING, key)
            self.effort.decisions += 1

    def keys_for(self, focus: Suggestion) -> list[str]:
        """Return the keys that correct a suggestion, or reject it."""
        gold = self.gold[self.name]
        if focus.span in gold:
            return ["a"]
        overlapped = [span for span in gold if span.overlaps(focus) and not self.is_tagged(span)]
        if len(overlapped) == 1:
            wanted = overlapped[0]
            if wanted.borders == focus.borders:
                return [self.key_of(wanted.entity)]
            keys = fitting(self.text, focus.borders, wanted.borders, MOVES)
            relabel = [] if wanted.entity == focus.entity else [self.key_of(wanted.entity)]
            if keys is not None and len(keys) + len(relabel) <= 2 and self.is_clear(focus.borders, keys):
                return [*keys, *relabel]
        return ["x"]

    def is_tagged(self, span: Span) -> bool:
        """Return whether some tag is in the way."""
        return bool(self.session.current.tags.overlapping(*span.borders))

    def is_clear(self, borders: Borders, keys: Sequence[str]) -> bool:
        """Return whether moving borders so meets no tag on the way."""
        for key in keys:
            borders = MOVES[key](self.text, borders)
            if self.session.current.tags.overlapping(*borders):
                return False
        return True

    async def tag(self, wanted: Span) -> int:
        """Tag a missing span, and others with the same text if that is cheap; return how many."""
        while (keys := Ways(self.screen).to(wanted)) is None:
            start, end = self.screen.state.visible
            assert not (start <= wanted.start and wanted.end <= end), f"{self.name}: no way leads to {wanted}"
            await self.press(Kind.FINDING, "pagedown" if end < wanted.end else "pageup")
        await self.press(Kind.FINDING, *keys)
        await self.press(Kind.TAGGING, self.key_of(wanted.entity))
        assert wanted not in self.missing(), (self.name, wanted, keys)
        made = 1 + await self.tag_alike(wanted)
        if self.spreads:
            await self.tag_elsewhere(wanted)
        return made

    async def tag_alike(self, tagged: Span) -> int:
        """Tag other places with the same text if that takes fewer than two keys for each."""
        string = self.text[tagged.start : tagged.end]
        tags = self.session.current.tags
        places = [place for place in places_of(string, self.text) if not tags.overlapping(*place)]
        missing = {span.borders for span in self.missing() if span.entity == tagged.entity}
        right = [place in missing for place in places]
        if not any(right) or sum(right) < 2:
            return 0
        last = len(right) - right[::-1].index(True)  # after this one there is nothing to tag
        same_from = next(n for n in range(len(right) + 1) if all(right[n:]))
        answers = ["y" if each else "n" for each in right[: same_from if same_from < len(right) else last]]
        answers += ["a"] if same_from < len(right) else ["escape"] if last < len(right) else []
        if 1 + len(answers) > 2 * sum(right):
            return 0
        await self.press(Kind.TAGGING, "t", *answers)
        return sum(right)

    async def tag_elsewhere(self, tagged: Span) -> None:
        """Tag the same text in all other files if every place is right and that takes fewer keys."""
        string = self.text[tagged.start : tagged.end]
        found = {name: set(places_of(string, self.texts[name])) for name in self._unread - {self.name}}
        wrong = (
            places - {span.borders for span in self.gold[name] if span.entity == tagged.entity}
            for name, places in found.items()
        )
        if sum(map(bool, found.values())) < FEWEST_FILES or string in self._spread or any(wrong):
            return
        self._spread.add(string)
        await self.press(Kind.TAGGING, "T")
        await self.until(lambda: isinstance(self.screen, SameTextScreen) and self.screen._places)
        await self.press(Kind.TAGGING, "A", "y", "escape")
        await self.until(lambda: isinstance(self.screen, FileScreen) and self.screen.state is not None)
