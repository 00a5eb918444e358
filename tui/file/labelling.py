"""Labels on places: the letters of a label select its place, or grow the selection up to there."""

from __future__ import annotations

from bisect import bisect_left
from string import ascii_lowercase

from textual import events

from core.domain.finding.candidates import Likely
from core.domain.finding.jump_labels import hints
from core.domain.text.selection import Borders
from core.domain.text.words import words
from tui.file.opened import OpenedFile

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
        if self._keeps_labels and not self._hints:  # those that are read already do not change under the hand
            self._show()

    def do_hints(self) -> None:
        """Labels what is in view; the letters of a label select its place."""
        self._choose(grow=False)

    def do_hints_grow(self) -> None:
        """Labels what is in view; the letters of a label grow the selection up to there."""
        self._choose(grow=True)

    def do_labels(self) -> None:
        """Labels likely places from now on; if they are labelled, not any more."""
        suggestions = self._session.current.suggestions
        is_bare = self._is_waiting and not suggestions
        self._keeps_labels, self._hints = not self._keeps_labels or is_bare, {}
        if is_bare:
            self._opened.select(None)
        self._show()
        if self._hints:
            self.say("A letter selects its place, a digit tags it; h takes the labels off.")
        elif self._keeps_labels:
            self.say("Labels come when no suggestion is left, on what looks like an entity; h takes them off.")

    def _choose(self, *, grow: bool) -> None:
        self._chooses, self._grows = True, grow
        selection = self._session.selection
        self._hints = self._labels_after(selection[1] if selection else 0) if grow else self._labels()
        self._show()
        self.say("Type the letters of a place; any other key leaves.")

    def _labels(self) -> dict[str, Borders]:
        """Labels of likely places and of all other words in view that are not tagged."""
        start, end = self._text.visible_stretch
        tagging = self._session.current
        likely = self._likely.between(start, end, tagging) if self._likely else []
        starts = {borders[0] for borders in likely}
        others = [w for w in self._words_in_view(start) if w[0] not in starts and not tagging.tags.overlapping(*w)]
        return hints(likely, others)

    def _labels_after(self, offset: int) -> dict[str, Borders]:
        """Labels of all words in view from an offset on."""
        return hints([], self._words_in_view(offset))

    def _words_in_view(self, after: int) -> list[Borders]:
        found = words(self._content)
        start, end = self._text.visible_stretch
        in_view = found[bisect_left(found, (max(after, start), -1)) : bisect_left(found, (end, -1))]
        return [word for word in in_view if self._content[word[0]].isalnum()]

    def _show(self) -> None:
        super()._show()
        if self._keeps_labels and not self._chooses and self._file is not None:
            before, self._hints = self._hints, self._labels_to_keep()
            if before != self._hints:
                super()._show()

    def _labels_to_keep(self) -> dict[str, Borders]:
        return {} if self._is_waiting else self._likely_labels()

    @property
    def _is_waiting(self) -> bool:
        """Whether suggestions wait for decisions, or what is selected for an entity: letters are commands then."""
        selection, tagging = self._session.selection, self._session.current
        return bool(tagging.suggestions) or (selection is not None and tagging.is_bare(selection))

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
