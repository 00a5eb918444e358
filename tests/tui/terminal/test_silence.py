"""A line that was cut without a word is noticed, and a user who merely thinks is not taken for one."""

from __future__ import annotations

import time

import pytest

from core.services.project import files
from harness.pty_terminal import PATIENCE, terminal
from tui.terminal.link import Link
from tui.terminal.silence import INTERVAL, SilenceWatch


class Watched:
    """A terminal that is looked at; looks until it is given up."""

    def __init__(self, *, has_answered=True):
        self.link = Link(lambda: 0.0)
        self.questions: list[str] = []
        self.given_up = 0
        self.watch = SilenceWatch(self.link, self.questions.append, self._give_up)
        if has_answered:
            self.answer(self.link.ask())

    def _give_up(self):
        self.given_up += 1

    def answer(self, question):
        self.link.hear()
        self.link.receive(int(question.removeprefix("\x1b[").partition("G")[0]) - 1)

    def look(self, times):
        for _ in range(times):
            self.watch.look()


def test_a_dead_line_is_given_up_once_and_within_a_minute():
    terminal = Watched()
    terminal.look(4)
    assert (terminal.given_up, 4 * INTERVAL <= 60) == (1, True)
    terminal.look(10)
    assert terminal.given_up == 1


def test_a_terminal_that_answers_is_never_given_up_and_rarely_asked():
    terminal = Watched()
    for _ in range(100):
        before = len(terminal.questions)
        terminal.look(1)
        for question in terminal.questions[before:]:
            terminal.answer(question)
    assert not terminal.given_up
    assert len(terminal.questions) <= 50


def test_a_terminal_that_never_answered_is_never_given_up():
    terminal = Watched(has_answered=False)
    terminal.look(100)
    assert (terminal.given_up, terminal.questions) == (0, [])


@pytest.mark.parametrize("answers", [True, False])
def test_the_app_ends_on_a_dead_line_and_keeps_decisions_and_place(project, answers):
    quick = (
        "import sys; from tui.terminal import silence; silence.INTERVAL = 1.0; "
        "from tui.cli.main import run; run(sys.argv[1:])"
    )
    with terminal("-c", quick, project.folder, module=(), SSH_CONNECTION="10.0.0.1 22 10.0.0.2 22") as screen:
        screen.until("a.txt")
        screen.read(0.1)
        screen.answer()
        screen.press(b"\r\x1b[C1", "unsaved: 1")
        deadline = time.monotonic() + (6 if answers else PATIENCE)
        while screen.process.poll() is None and time.monotonic() < deadline:
            screen.read(0.05)
            if answers:
                screen.answer()
        assert (screen.process.poll() is None) == answers
    assert files.entry(project, "a.txt").unsaved
    with terminal(project.folder) as screen:
        screen.until("were restored")
        assert "a.txt" in screen.words
