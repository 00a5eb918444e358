"""Finding a place in few keys: what looks like an entity, labels, letters, words."""

from __future__ import annotations

from bisect import bisect_left

from textual import events

from core.domain.candidates import Likely, candidate_at
from core.domain.hints import hints
from core.domain.selection import Borders, next_word, previous_word, word_at
from core.domain.words import words
from tui.screens.file.opened import OpenedFile


class Finding(OpenedFile):
    """The commands that select a place."""

    _likely: Likely | None = None
    _hints_grow = False
    _stepping = False
    """Whether the user goes from one likely place to the next, so that tagging one goes on to the next."""

    async def _load_evidence(self) -> None:
        await super()._load_evidence()
        await self._look_for_likely()

    async def _open(self, name: str) -> None:
        self._likely = None
        await super()._open(name)
        await self._look_for_likely()

    async def _look_for_likely(self) -> None:
        found = self._evidence
        self._likely = await self.blocking(Likely, self._content, found.strings, found.bare)

    def do_next_likely(self) -> None:
        """Selects the next place where a mention may have been missed."""
        after = self._session.selection[0] if self._session.selection else -1
        self._go_likely(self._likely.next(after, self._session.current) if self._likely else None)

    def do_previous_likely(self) -> None:
        """Selects the previous place where a mention may have been missed."""
        before = self._session.selection[0] if self._session.selection else len(self._content)
        self._go_likely(self._likely.previous(before, self._session.current) if self._likely else None)

    def _go_likely(self, borders: Borders | None) -> None:
        if borders is None:
            self.say("Nothing that looks like an entity is left there.")
        else:
            self._select(borders)
            self._stepping = True

    def _select(self, borders: Borders | None) -> None:
        self._stepping = False
        super()._select(borders)

    def do_hints(self) -> None:
        """Labels what is in view; the letters of a label select it."""
        self._show_hints(grow=False)

    def do_hints_grow(self) -> None:
        """Labels what is in view; the letters of a label grow the selection up to there."""
        self._show_hints(grow=True)

    def _show_hints(self, *, grow: bool) -> None:
        self._hints, self._hints_grow = self._labels(grow=grow), grow
        self._show()
        self.say("Type the letters of a place; any other key leaves.")

    def _labels(self, *, grow: bool) -> dict[str, Borders]:
        """Labels of the words in view; of those after the selection if it is to grow."""
        start, end = self._text.visible_stretch
        after = self._session.selection[1] if grow and self._session.selection else start
        tagging = self._session.current
        found = words(self._content)
        in_view = found[bisect_left(found, (after, -1)) : bisect_left(found, (end, -1))]
        named = [word for word in in_view if self._content[word[0]].isalnum()]
        if grow:
            return hints([], named)
        likely = self._likely.between(start, end, tagging) if self._likely else []
        starts = {borders[0] for borders in likely}
        others = [word for word in named if word[0] not in starts and not tagging.tags.overlapping(*word)]
        return hints(likely, others)

    def key_pressed(self, event: events.Key) -> bool:
        """A letter of a label; any other key leaves the labels."""
        if super().key_pressed(event):
            return True
        if not self._hints:
            return False
        letter = event.character or ""
        if letter.isascii() and letter.islower():
            self.perform(lambda: self._narrow_hints(letter))
            return True
        self._hints = {}
        self.perform(self._show)
        return event.key == "escape"

    def _narrow_hints(self, letter: str) -> None:
        left = {label[1:]: place for label, place in self._hints.items() if label[0] == letter}
        self._hints = {} if "" in left else left
        if "" not in left:
            self._show()
        elif self._hints_grow and self._session.selection:
            self._select((self._session.selection[0], max(left[""][1], self._session.selection[1])))
        else:
            self._select(left[""])

    async def do_find(self) -> None:
        """Selects the next place that holds some letters."""
        wanted = await self.question_bar.ask_text("Find:")
        if not wanted:
            return
        after = self._session.selection[1] if self._session.selection else 0
        lower, wanted_lower = self._content.lower(), wanted.lower()
        found = lower.find(wanted_lower, after)
        if found < 0:
            found = lower.find(wanted_lower)
        if found < 0 or len(lower) != len(self._content):
            self.say(f"{wanted!r} is not in this file.")
        else:
            self._select((found, found + len(wanted)))

    def do_phrase(self) -> None:
        """Takes the whole phrase around the selection, or only its first word again."""
        if self._session.selection is None:
            self.do_word_right()
            return
        at = self._session.selection[0]
        phrase = candidate_at(self._content, at)
        self._select(phrase if phrase and phrase != self._session.selection else word_at(self._content, at))

    def do_word_right(self) -> None:
        """Selects the next word."""
        self._select(next_word(self._content, self._session.selection))

    def do_word_left(self) -> None:
        """Selects the previous word."""
        self._select(previous_word(self._content, self._session.selection))

    def do_word_down(self) -> None:
        """Selects a word below."""
        self._select(self._text.word_below(self._session.selection, 1))

    def do_word_up(self) -> None:
        """Selects a word above."""
        self._select(self._text.word_below(self._session.selection, -1))

    def do_page_down(self) -> None:
        """Scrolls down."""
        self._text.scroll_page(1)

    def do_page_up(self) -> None:
        """Scrolls up."""
        self._text.scroll_page(-1)
