"""Labels on places: the letters of a label select its place, or grow the selection up to there."""

from __future__ import annotations

from bisect import bisect_left
from string import ascii_lowercase

from textual import events

from core.domain.candidates import Likely
from core.domain.hints import hints
from core.domain.selection import Borders
from core.domain.words import words
from tui.screens.file.opened import OpenedFile

_KEPT_LETTERS = "".join(letter for letter in ascii_lowercase if letter not in "ghtu")
"""Letters of labels that stay: all but those that label words, take labels off, tag the same text, and undo."""


class Labelling(OpenedFile):
    """The commands that label places: all words for one choice, or likely places until the labels are taken off."""

    _likely: Likely | None = None
    _keeps_labels = False
    _chooses = False
    """Whether labels stand there for one choice; any key but their letters leaves them."""
    _grows = False
    """Whether that choice grows the selection."""

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
        if self._keeps_labels:
            self._show()

    def do_hints(self) -> None:
        """Labels what is in view; the letters of a label select its place."""
        self._choose(grow=False)

    def do_hints_grow(self) -> None:
        """Labels what is in view; the letters of a label grow the selection up to there."""
        self._choose(grow=True)

    def do_labels(self) -> None:
        """Labels likely places from now on; if they are labelled, not any more."""
        self._keeps_labels, self._hints = not self._hints, {}
        if self._keeps_labels and not self._session.selected_suggestion:
            self._opened.select(None)
        self._show()
        self.say("A letter selects its place, a digit tags it; h takes the labels off." if self._keeps_labels else "")

    def _choose(self, *, grow: bool) -> None:
        self._chooses, self._grows = True, grow
        self._hints = self._labels(grow=grow)
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

    def _show(self) -> None:
        super()._show()
        if self._keeps_labels and not self._chooses and self._file is not None:
            before, self._hints = self._hints, self._labels_to_keep()
            if before != self._hints:
                super()._show()

    def _labels_to_keep(self) -> dict[str, Borders]:
        """None while what is selected waits for an entity or a decision."""
        session = self._session
        waits = session.selected_suggestion or (session.selection and session.current.is_bare(session.selection))
        return {} if waits else self._likely_labels()

    def _likely_labels(self) -> dict[str, Borders]:
        """Labels of the likely places in view."""
        session = self._session
        places = self._likely.between(*self._text.visible_stretch, session.current) if self._likely else []
        return hints(places, [], _KEPT_LETTERS)

    def _page(self, pages: int) -> None:
        """Scrolls; labels that are kept go along, and nothing selected holds the view back."""
        self._text.scroll_page(pages)
        if self._hints and not self._chooses:
            self._opened.select(None)
            self._show()

    def key_pressed(self, event: events.Key) -> bool:
        """A letter of a label; any other key leaves labels that stand there for one choice, escape all."""
        if super().key_pressed(event):
            return True
        if not self._hints:
            return False
        letter = event.character or ""
        if letter and letter in (ascii_lowercase if self._chooses else _KEPT_LETTERS):
            self.perform(lambda: self._narrow(letter))
            return True
        if self._chooses or event.key == "escape":
            self._keeps_labels = self._keeps_labels and self._chooses
            self.perform(self._leave_labels)
        return event.key == "escape"

    def _leave_labels(self) -> None:
        self._hints, self._chooses = {}, False
        self._show()

    def _narrow(self, letter: str) -> None:
        left = {label[1:]: place for label, place in self._hints.items() if label[0] == letter}
        if not left:
            self._leave_labels()
            return
        if "" not in left:
            self._hints = left
            super()._show()
            return
        grows, selection = self._chooses and self._grows, self._session.selection
        self._hints, self._chooses = {}, False
        if grows and selection:
            self._select((selection[0], max(left[""][1], selection[1])))
        else:
            self._select(left[""])
