"""A terminal at the other end of a line, in a time of its own."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from itertools import pairwise

from textual.events import Key
from textual.message import Message

from tui.terminal.input.driver import InputReader
from tui.terminal.link import Link

TICK = 0.02
ROUND_TRIP = 0.1


class Answers(StrEnum):
    """Who answers the app's questions."""

    TERMINAL = "terminal"
    MULTIPLEXER = "multiplexer"
    NOBODY = "nobody"


class Wire:
    """Delivers what a terminal sends to an `InputReader`, in order, and lets its questions be answered.

    Args:
        answers: who answers: the terminal, after all it has sent before; a multiplexer at this end of the line, at
            once; or nobody.
        keys: as `InputReader`.
    """

    def __init__(self, answers: Answers = Answers.TERMINAL, *, keys: dict[str, str] | None = None) -> None:
        self.now = 100.0
        self._answers = answers
        self._arriving: deque[tuple[float, bytes]] = deque()
        self.link = Link(lambda: self.now)
        self.reader = InputReader(self.link, keys or {})
        self.messages: list[Message] = []
        self.questions = 0
        if answers is not Answers.NOBODY:
            self._send_question(self.link.ask())
            self.wait(1)

    def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Let the terminal send something at once that arrives in parts, with pauses between them."""
        at = max(self.now, self._arriving[-1][0] if self._arriving else 0.0)
        for number, part in enumerate(parts):
            self._arriving.append((at + number * pause, part))
        self.wait(0)

    def type(self, *parts: bytes, pause: float = 0.0) -> None:
        """Let somebody press keys one after another; the terminal sends each when it is pressed."""
        for part in parts:
            self.send(part)
            self.wait(pause)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while True:
            tick = self.now + TICK
            due = min(end, tick) if not self.reader.is_settled else end
            if self._arriving and self._arriving[0][0] <= due:
                arrived, data = self._arriving.popleft()
                self.now = max(self.now, arrived)
                self._read(data)
            else:
                self.now = due
                if not self.reader.is_settled:
                    self._read(b"")
                if due == end:
                    return

    def wait_until_settled(self, seconds: float = 60.0) -> None:
        """Let time pass until everything has arrived and nothing is incomplete."""
        end = self.now + seconds
        while self._arriving or not self.reader.is_settled:
            assert self.now < end, "the input never settles"
            self.wait(TICK)

    def _read(self, data: bytes) -> None:
        for output in self.reader.read(data, self.now):
            if isinstance(output, str):
                self._send_question(output)
            else:
                self.messages.append(output)
                self._hear(output)

    def _hear(self, message: Message) -> None:
        column = getattr(message, "x", None)
        if type(message).__name__ == "CursorPosition" and column is not None:
            self.link.receive(column)

    def _send_question(self, question: str) -> None:
        self.questions += 1
        column = question.removeprefix("\x1b[").partition("G")[0]
        answer = f"\x1b[7;{column}R".encode()
        if self._answers is Answers.TERMINAL:
            last = self._arriving[-1][0] if self._arriving else 0.0
            self._arriving.append((max(self.now + ROUND_TRIP, last), answer))
        elif self._answers is Answers.MULTIPLEXER:
            self._arriving.appendleft((self.now, answer))

    @property
    def keys(self) -> list[str]:
        """The keys that have reached the app."""
        return [message.key for message in self.messages if isinstance(message, Key)]


def cuts(data: bytes, *places: int) -> list[bytes]:
    """Cut some bytes at some places."""
    return [data[start:end] for start, end in pairwise((0, *places, len(data)))]
