"""How much is sent ahead of what the terminal has answered."""

from __future__ import annotations

from collections import deque

import pytest
from rich.console import Console
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from tui.terminal.canvas import Canvas, Changes
from tui.terminal.link import REPLY_LIMIT, Link
from tui.terminal.textual_private import LayoutUpdate

SCREEN = 4_000


class Far:
    """A terminal at the end of a line of so many bytes a second, in a time of its own.

    Args:
        answers: whether a question, by its number, is answered.
    """

    def __init__(self, rate: float, round_trip: float, answers=lambda number: True):
        self.now = 0.0
        self.link = Link(lambda: self.now)
        self._rate, self._round_trip, self._answers = rate, round_trip, answers
        self._free = 0.0
        self._arriving: deque[tuple[float, int, int]] = deque()
        self.carried = 0

    def send(self, count: int) -> None:
        """Sends so many bytes and a question."""
        question = self.link.ask(count)
        column = int(question.removeprefix("\x1b[").removesuffix("G\x1b[6n")) - 1
        self._free = max(self._free, self.now) + (count + len(question)) / self._rate
        self._arriving.append((self._free + self._round_trip, column, count))

    def wait(self, seconds: float) -> None:
        """Lets time pass, and answers come."""
        end = self.now + seconds
        while self._arriving and self._arriving[0][0] <= end:
            self.now, column, count = self._arriving.popleft()
            self.carried += count
            if self._answers(column):
                self.link.receive(column)
        self.now = end

    @property
    def on_the_way(self) -> int:
        return sum(count for *_, count in self._arriving)


def greedy(far: Far, seconds: float) -> list[int]:
    """Sends as much as there is room for, in pieces; gives what was on the way."""
    on_the_way = []
    for _ in range(int(seconds * 20)):
        while (room := far.link.room) > 0:
            far.send(min(room, far.link.part, SCREEN))
            on_the_way.append(far.on_the_way)
        far.wait(0.05)
    return on_the_way


def test_until_a_terminal_has_answered_there_is_no_limit():
    link = Link(lambda: 0.0)
    for _ in range(100):
        link.ask(SCREEN)
    assert link.room > SCREEN
    assert not link.unanswered  # one that never answers is not waited for


def test_a_thin_line_is_kept_busy_and_holds_less_than_a_second():
    far = Far(rate=960, round_trip=0.3)
    far.link.ask()
    far.send(0)
    far.wait(1)
    on_the_way = greedy(far, 120)
    assert max(on_the_way[-20:]) < 960
    assert far.carried > 0.85 * 960 * 120


@pytest.mark.parametrize(("rate", "questions"), [(960, 2), (1_000_000, 1)])
def test_the_more_a_screen_fills_a_line_the_more_often_the_terminal_is_asked(rate, questions):
    far = Far(rate=rate, round_trip=0.3)
    for count in (0, 300, 300, 300):
        far.send(count)
        far.wait(1)
    canvas = Canvas()
    canvas.take(LayoutUpdate([[Strip([Segment(f"{y} " * 40)])] for y in range(30)], Region(0, 0, 80, 30)))
    sent = Changes(canvas, far.link, 0).render_segments(Console(force_terminal=True))
    assert sent.count("\x1b[6n") == questions
    assert canvas.is_stale == (rate == 960)


def test_a_line_is_known_for_what_it_carries_though_little_is_sent():
    far = Far(rate=960, round_trip=0.3)
    far.send(0)
    far.wait(1)
    far.send(SCREEN)
    far.wait(10)
    for _ in range(20):
        far.send(100)
        far.wait(0.5)
    assert 0.3 * 960 < far.link.room < 960


@pytest.mark.parametrize("round_trip", [0.0, 0.3, 0.8])
def test_a_fast_line_never_limits_a_screen(round_trip):
    far = Far(rate=1_000_000, round_trip=round_trip)
    far.send(0)
    far.wait(1)
    for _ in range(50):
        assert far.link.room >= SCREEN
        far.send(SCREEN)
        far.wait(0.25)


def test_an_answer_stands_for_those_before_it_that_were_lost():
    far = Far(rate=1_000_000, round_trip=0.1, answers=lambda number: number % 3 == 0)
    for _ in range(200):
        far.send(1_000)
        far.wait(0.2)
        assert far.link.room > SCREEN


def test_a_terminal_that_answers_no_more_is_sent_everything():
    far = Far(rate=1_000_000, round_trip=0.1)
    far.send(0)
    far.wait(1)
    for _ in range(20):
        far.link.ask(SCREEN)
    assert far.link.room <= 0
    far.now += REPLY_LIMIT + 1
    assert far.link.room > SCREEN
