"""The ways that the app offers to select a place of an open file, and the one with the fewest keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from benchmarks.reviewing.borders import SELECTING, fitting
from core.domain.text.selection import Borders
from core.domain.text.spans import Span
from tui.file.actions.label import labelled, labels_behind, labels_in_view
from tui.file.modes import KeptLabels
from tui.file.screen import FileScreen

MOST_TABS = 8
"""Likely places beyond which another way is always cheaper."""

_NEAR = 60
"""Characters from a span beyond which a place is of no use for it."""

Way = list[str]


class Ways:
    """What can be pressed in a file as it stands.

    Args:
        screen: that shows the file.
    """

    def __init__(self, screen: FileScreen) -> None:
        assert screen.state is not None, "a file is open"
        self._state = screen.state
        self._session = screen.state.session
        self._text = screen.state.text

    def to(self, wanted: Span) -> Way | None:
        """Return the fewest keys that select a place; None if it is not in view."""
        ways = [*self._by_tabs(wanted), *self._by_kept_labels(wanted), *self._by_labels(wanted)]
        return min(ways or self._by_two_labels(wanted), key=len, default=None)

    def _by_tabs(self, wanted: Span) -> Iterator[Way]:
        """From one likely place to the next."""
        here = self._session.selection
        for tabs in range(MOST_TABS):
            if here is not None and not self._session.current.tags.overlapping(*here):
                fit = self._fit(here, wanted)
                is_label = not tabs and fit and fit[0] == "w" and self._state.shown_labels
                if fit is not None and not is_label:
                    yield ["tab"] * tabs + fit
            assert self._state.likely is not None
            following = self._state.likely.next(here[0] if here else -1, self._session.current)
            if following is None or following[0] > wanted.start + _NEAR:
                return
            here = following

    def _by_kept_labels(self, wanted: Span) -> Iterator[Way]:
        """By labels that stay; where they are not there yet, a key brings them."""
        asked = [] if self._state.shown_labels else ["h"]
        for label, fit in self._fitting(self._state.shown_labels or self._labels_to_come(), wanted):
            yield [*asked, *label, *fit]

    def _labels_to_come(self) -> Mapping[str, Borders]:
        session = self._session.selecting(None)
        return labelled(replace(self._state, session=session, mode=KeptLabels()), {}).shown_labels

    def _by_labels(self, wanted: Span) -> Iterator[Way]:
        """By a label of any word."""
        for label, fit in self._fitting(labels_in_view(self._state, {}), wanted):
            yield ["g", *label, *fit]

    def _by_two_labels(self, wanted: Span) -> Iterator[Way]:
        """By the label of its beginning, and the label of its last word; for what is long."""
        for first, begin in labels_in_view(self._state, {}).items():
            if begin[0] == wanted.start and begin[1] <= wanted.end:
                for last, end in labels_behind(self._state, begin[1], {}).items():
                    if (fit := self._fit((begin[0], end[1]), wanted)) is not None:
                        yield ["g", *first, "G", *last, *fit]

    def _fitting(self, labels: Mapping[str, Borders], wanted: Span) -> Iterator[tuple[str, Way]]:
        """Yield labels of places near a span, with the keys that fit each place to it."""
        for label, place in labels.items():
            if (fit := self._fit(place, wanted)) is not None:
                yield label, fit

    def _fit(self, place: Borders, wanted: Span) -> Way | None:
        """Return the keys that fit a place to a span, if it is near and no tag is selected on the way."""
        if abs(place[0] - wanted.start) >= _NEAR:
            return None
        fit = fitting(self._text, place, wanted.borders, SELECTING)
        return fit if fit is not None and self._is_free(place, fit) else None

    def _is_free(self, borders: Borders, keys: Sequence[str]) -> bool:
        """Return whether no selection on the way overlaps a tag."""
        for key in keys:
            borders = SELECTING[key](self._text, borders)
            if self._session.current.tags.overlapping(*borders):
                return False
        return True
