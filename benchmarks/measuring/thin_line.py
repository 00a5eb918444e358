"""A thin line between a program on a pty and its terminal, in real time.

What the program writes is taken from it at once, as a server's buffers take it, and crosses the line one byte after the
other. Keys, and what the terminal answers when it is asked, take the time of the way.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyte

ROWS, COLUMNS = 40, 120

_PIECE = 16
"""Bytes that arrive together."""

_TICK = 0.005


@dataclass(frozen=True, slots=True)
class Pace:
    """What a line lets through.

    Attributes:
        bits: a second; ten of them carry a byte, as on a serial line.
        round_trip: seconds for there and back.
    """

    bits: int
    round_trip: float


@dataclass
class Seen:
    """What somebody saw at the other end.

    Attributes:
        complete: for each key, seconds until the screen was as it is after this key, or a later one.
        readable: for each key, seconds until that could be said of the lines that matter.
        bytes: that crossed the line.
    """

    complete: list[float] = field(default_factory=list)
    readable: list[float] = field(default_factory=list)
    bytes: int = 0


class _Screen(pyte.Screen):
    """Answers when it is asked where the cursor stands."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class ThinLine:
    """Connects a program with a terminal.

    Args:
        descriptor: of the program's pty.
        pace: of the line.
    """

    def __init__(self, descriptor: int, pace: Pace) -> None:
        self._descriptor = descriptor
        self._pace = pace
        self._screen = _Screen(COLUMNS, ROWS)
        self._screen.answer = lambda answer: self._send(answer.encode())
        self._stream = pyte.ByteStream(self._screen)
        self._to_program: deque[tuple[float, bytes]] = deque()
        self._to_terminal: deque[tuple[float, bytes]] = deque()
        self._free = 0.0
        self._taken = 0

    def press_until(self, keys: bytes, text: str, quiet: float = 3.0) -> None:
        """Press keys, and wait until a text is shown and nothing has arrived for some seconds."""
        self._send(keys)
        last = time.monotonic()
        while time.monotonic() < last + quiet or text not in "\n".join(self._screen.display):
            if self._carry(time.monotonic()):
                last = time.monotonic()

    def type(self, keys: Sequence[bytes], pause: float, after: Sequence[Sequence[str]], patience: float) -> Seen:
        """Press keys in turn, whatever is shown meanwhile.

        Args:
            keys: to press.
            pause: seconds from each to the next.
            after: what the terminal shows after each key.
            patience: seconds after the last key.
        """
        whole = [dict(enumerate(screen)) for screen in after]
        parts = [lines_that_matter(screen) for screen in after]
        began, pressed, seen, taken = time.monotonic(), 0, Seen(), self._taken
        while len(seen.complete) < len(keys) and time.monotonic() < began + len(keys) * pause + patience:
            now = time.monotonic()
            if pressed < len(keys) and now >= began + pressed * pause:
                self._send(keys[pressed])
                pressed += 1
            if self._carry(now):
                shown, passed = self._screen.display, time.monotonic() - began
                for waits, wanted in ((seen.complete, whole), (seen.readable, parts)):
                    reached = (key for key in reversed(range(pressed)) if _shows(shown, wanted[key]))
                    waits += [passed - key * pause for key in range(len(waits), next(reached, -1) + 1)]
        seen.bytes = self._taken - taken
        return seen

    def _send(self, data: bytes) -> None:
        self._to_program.append((time.monotonic() + self._pace.round_trip / 2, data))

    def _carry(self, now: float) -> bool:
        """Carry what is due. Return whether the terminal has received something."""
        if select.select([self._descriptor], [], [], _TICK)[0]:
            self._take(os.read(self._descriptor, 65536))
        while self._to_program and self._to_program[0][0] <= now:
            os.write(self._descriptor, self._to_program.popleft()[1])
        has_come = False
        while self._to_terminal and self._to_terminal[0][0] <= now:
            self._stream.feed(self._to_terminal.popleft()[1])
            has_come = True
        return has_come

    def _take(self, data: bytes) -> None:
        self._taken += len(data)
        for first in range(0, len(data), _PIECE):
            piece = data[first : first + _PIECE]
            self._free = max(self._free, time.monotonic()) + len(piece) * 10 / self._pace.bits
            self._to_terminal.append((self._free + self._pace.round_trip / 2, piece))


def lines_that_matter(screen: Sequence[str]) -> dict[int, str]:
    """Return the suggestion in focus with a line to either side, and what is said of it; all lines if there is none."""
    focus = next((y for y, line in enumerate(screen) if "✓" in line and "✗" in line), None)
    told = next((y for y, line in enumerate(screen) if " of " in line and ", by " in line), None)
    if focus is None or told is None:
        return dict(enumerate(screen))
    return {y: screen[y] for y in (focus - 2, focus - 1, focus, focus + 1, told)}


def _shows(screen: Sequence[str], wanted: dict[int, str]) -> bool:
    return all(screen[y] == line for y, line in wanted.items())
