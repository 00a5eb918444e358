"""Flow control for the link between the app and the terminal.

The buffers on the way hold hundreds of kilobytes, more than a thin line carries in minutes, and what is in them is
shown before anything newer. So the app asks the terminal for the position of its cursor after each part that it sends,
and sends nothing while too much is unacknowledged: what changes meanwhile is sent once, in its last state. How much
may be on the way is the bandwidth-delay product, estimated from when the replies arrive.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from threading import RLock

_NUMBERS = 40
"""A question is numbered by the column that the cursor is moved to before the terminal is asked for its position."""

_QUEUEING_DELAY = 0.25
"""Seconds that data may wait for data sent before it."""

_PARTS = 2
"""Parts of the window, each with its question: a link with one part would be idle until it is acknowledged."""

_SAMPLES = 8
"""Replies from which the bandwidth is estimated."""

_SMALLEST_WINDOW = 250
_LARGEST_WINDOW = 60_000
"""Bytes; the largest is more than several screens take."""

REPLY_LIMIT = 10.0
"""Seconds of silence after which no reply is expected any more."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question to the terminal.

    Attributes:
        number: its column.
        at: when it was sent, in seconds.
        sent: bytes sent up to and with it.
    """

    number: int
    at: float
    sent: int


class Link:
    """Estimates from the replies how much may be on the way. Until the first reply there is no limit.

    The thread that reads the terminal asks questions too, so all methods may be called from any thread.

    Args:
        clock: returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = RLock()
        self._asked: deque[_Question] = deque()
        self._number = 0
        self._sent = self._arrived = 0
        self._round_trip = inf
        self._heard_at = 0.0
        self._samples: deque[tuple[int, float]] = deque(maxlen=_SAMPLES)
        self._window = float(_LARGEST_WINDOW)
        self._was_heard = False

    def hear(self) -> None:
        """Take note that the terminal has sent something."""
        self._was_heard = True

    def heard_since_last_look(self) -> bool:
        """Return whether the terminal has sent something since the last call."""
        was_heard, self._was_heard = self._was_heard, False
        return was_heard

    @property
    def has_answered(self) -> bool:
        """Whether the terminal has ever answered."""
        return bool(self._samples)

    @property
    def is_answering(self) -> bool:
        """Whether the terminal has answered, and not fallen silent since."""
        return self._round_trip != inf

    @property
    def room(self) -> int:
        """Bytes that may be sent now; if there are none, wait for a reply."""
        with self._lock:
            if self._asked and self._clock() - max(self._asked[0].at, self._heard_at) > REPLY_LIMIT:
                self._asked.clear()
                self._round_trip = inf
            return int(self._window) - (self._sent - self._arrived) if self.is_answering else sys.maxsize

    @property
    def part(self) -> int:
        """Bytes after which a question is due."""
        return int(self._window) // _PARTS if self.is_answering else sys.maxsize

    @property
    def unanswered(self) -> int:
        """Questions without a reply yet; 0 for a terminal that answers none."""
        return len(self._asked) if self.is_answering else 0

    def ask(self, count: int = 0) -> str:
        """Return the question to send after `count` bytes. Every terminal answers it, and tmux and screen do too."""
        with self._lock:
            self._number = (self._number + 1) % _NUMBERS
            question = f"\x1b[{self._number + 1}G\x1b[6n"
            self._sent += count + len(question)
            self._asked.append(_Question(self._number, self._clock(), self._sent))
            return question

    def receive(self, column: int) -> None:
        """Take in a reply that names a column, counted from 0. Replies to earlier questions were lost."""
        with self._lock:
            if any(question.number == column for question in self._asked):
                while (question := self._asked.popleft()).number != column:
                    pass
                self._estimate(question)

    def _estimate(self, question: _Question) -> None:
        """Update round trip, bandwidth and window from a reply that has just arrived."""
        now = self._clock()
        seconds = now - question.at
        self._round_trip = min(self._round_trip, seconds)
        began = max(question.at + self._round_trip, self._heard_at)  # when the link began to carry it
        self._samples.append((question.sent - self._arrived, now - began))
        self._arrived, self._heard_at = question.sent, now
        count, took = map(sum, zip(*self._samples, strict=True))
        bandwidth = count / max(took, 0.001)
        product = bandwidth * (self._round_trip + _QUEUEING_DELAY)
        is_late = seconds > self._round_trip + _QUEUEING_DELAY
        self._window = min(max(product, _SMALLEST_WINDOW if is_late else self._window), _LARGEST_WINDOW)
