"""How much may be on its way to the terminal.

Between the app and the terminal stand buffers that take hundreds of kilobytes, more than a thin line carries in
minutes; what was put into them is shown before anything newer. So the terminal is asked to answer after each part,
and while too much is unanswered nothing is sent: what changes meanwhile is sent once, in its last state.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

_NUMBERS = 40
"""Questions are numbered by the column in which the cursor stands when the terminal is asked for its place."""

_QUEUED = 0.25
"""Seconds that what is sent may wait for what was sent before it."""

_PARTS = 2
"""Parts of what may be on the way, each with its question: a line with one alone stands still until it is answered."""

_REMEMBERED = 8
"""Answers by which it is told how fast the line is."""

_LEAST = 250
_MOST = 60_000
"""Bytes: more than several screens take."""

LOST = 10.0
"""Seconds of silence after which no answer is expected any more."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: when, and after how many bytes."""

    number: int
    at: float
    sent: int


class Line:
    """Learns from the answers what the line carries. Until the first, there is no limit.

    Args:
        clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: deque[_Asked] = deque()
        self._number = 0
        self._sent = self._arrived = 0
        self._round_trip = inf
        self._heard_at = 0.0
        self._crossed: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._window = float(_MOST)

    @property
    def room(self) -> int:
        """Bytes that may be sent; none or less, and an answer has to be waited for."""
        if self._asked and self._clock() - max(self._asked[0].at, self._heard_at) > LOST:
            self._asked.clear()
            self._round_trip = inf
        return sys.maxsize if self._round_trip == inf else int(self._window) - (self._sent - self._arrived)

    @property
    def part(self) -> int:
        """Bytes after which a question is due."""
        return sys.maxsize if self._round_trip == inf else int(self._window) // _PARTS

    @property
    def unanswered(self) -> int:
        """Questions that the terminal has not answered; none if it answers no question."""
        return 0 if self._round_trip == inf else len(self._asked)

    def ask(self, count: int = 0) -> str:
        """The question to send after so many bytes. Every terminal answers, also tmux and screen for theirs."""
        self._number = (self._number + 1) % _NUMBERS
        question = f"\x1b[{self._number + 1}G\x1b[6n"
        self._sent += count + len(question)
        self._asked.append(_Asked(self._number, self._clock(), self._sent))
        return question

    def answered(self, column: int) -> None:
        """Takes in that the terminal has answered with a column, counted from 0."""
        if column not in [asked.number for asked in self._asked]:
            return
        while (asked := self._asked.popleft()).number != column:
            pass  # its answer was lost
        now = self._clock()
        seconds = now - asked.at
        self._round_trip = min(self._round_trip, seconds)
        began = max(asked.at + self._round_trip, self._heard_at)  # to cross the line, as seen from here
        self._crossed.append((asked.sent - self._arrived, now - began))
        self._arrived, self._heard_at = asked.sent, now
        count, took = map(sum, zip(*self._crossed, strict=True))
        fitting = count / max(took, 0.001) * (self._round_trip + _QUEUED)
        is_late = seconds > self._round_trip + _QUEUED
        self._window = min(max(fitting, _LEAST if is_late else self._window), _MOST)
