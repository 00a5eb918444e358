"""Steps side by side, each in a process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkError
from core.learning.background import run_all


def test_results_come_in_the_order_of_the_steps_whichever_ends_first(tmp_path: Path) -> None:
    last_is_done = tmp_path / "done"

    def waits() -> str:
        deadline = time.monotonic() + 0.5  # with one core it goes first, and alone
        while not last_is_done.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return "first"

    def ends_at_once() -> str:
        last_is_done.touch()
        return "second"

    assert _to_the_end(run_all([waits, ends_at_once])) == ["first", "second"]


def test_leaving_ends_what_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    def step(number: int) -> None:
        (tmp_path / str(number)).write_text(str(os.getpid()))
        time.sleep(600)

    steps = run_all([partial(step, number) for number in range(50)])
    while not any(tmp_path.iterdir()):
        next(steps)
    steps.close()

    begun = list(tmp_path.iterdir())
    assert len(begun) < 50
    for note in begun:
        if pid := note.read_text():
            with pytest.raises(ProcessLookupError):
                os.kill(int(pid), 0)


def test_an_error_of_a_step_reaches_whoever_waits() -> None:
    def fails() -> None:
        raise ValueError("broken step")

    with pytest.raises(ValueError, match="broken step"):
        list(run_all([fails, lambda: None]))


def test_a_step_that_is_killed_is_told_in_a_sentence() -> None:
    with pytest.raises(WorkError, match="was killed"):
        list(run_all([lambda: os.kill(os.getpid(), signal.SIGKILL)]))


def test_nothing_to_do_is_done_at_once() -> None:
    assert _to_the_end(run_all([])) == []


def _to_the_end(steps: Generator[int, None, list[Any]]) -> list[Any]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            results: list[Any] = end.value
            return results
