"""Steps side by side, each in a process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkError
from core.learning.training.background import map_in_order, run_all


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


def test_results_of_many_items_come_in_their_order() -> None:
    def slow_at_first(number: int) -> tuple[int, int]:
        time.sleep(0.05 if number < 2 else 0)
        return number, os.getpid()

    done = list(map_in_order(slow_at_first, range(20), 3))

    assert [number for number, _ in done] == list(range(20))
    assert len({process for _, process in done}) == 3


def test_items_are_taken_as_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    assert list(islice(map_in_order(str, items(), 2), 3)) == ["0", "1", "2"]
    assert len(taken) <= 6


def test_large_items_and_results_pass_both_ways() -> None:
    large = ["x" * 1_000_000] * 6

    assert list(map_in_order(str.upper, large, 2)) == ["X" * 1_000_000] * 6


def test_what_the_function_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_in_order(lambda number: 1 // number, [1, 0, 1], 2))


def test_a_helper_that_is_killed_is_told_of_and_the_others_end() -> None:
    helpers: list[int] = []

    def die(number: int) -> int:
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    with pytest.raises(WorkError, match="killed"):
        helpers.extend(map_in_order(die, range(20), 2))
    for pid in set(helpers):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
