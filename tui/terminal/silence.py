"""Notice that the terminal has stopped answering: a line that drops its packets reports no hang-up for hours."""

from __future__ import annotations

from collections.abc import Callable

from tui.terminal.link import Link

INTERVAL = 15.0
"""Seconds between two looks. With the questions below, a dead line is noticed within a minute."""

_QUESTIONS = 2
"""Questions that may stay unanswered, one at each look."""


class SilenceWatch:
    """Asks a terminal that has long been silent, and gives it up if it does not answer.

    A terminal answers by itself, so somebody who merely thinks keeps the app open. One that has never answered is never
    given up.

    Args:
        link: to the terminal.
        write: sends to the terminal.
        give_up: called once when nobody answers any more.
    """

    def __init__(self, link: Link, write: Callable[[str], object], give_up: Callable[[], object]) -> None:
        self._link = link
        self._write = write
        self._give_up = give_up
        self._unanswered = 0

    def look(self) -> None:
        """Count the silence. Looks are counted and not seconds, so that time spent suspended does not count."""
        if self._link.heard_since_last_look() or not self._link.has_answered:
            self._unanswered = 0
        elif self._unanswered < _QUESTIONS:
            self._unanswered += 1
            self._write(self._link.ask())
        elif self._unanswered == _QUESTIONS:
            self._unanswered += 1
            self._give_up()
