from __future__ import annotations

from collections.abc import Generator
from threading import Event
from typing import Any

import pytest

from core.learning.background import run_all


def test_results_come_in_the_order_of_the_steps_whichever_ends_first() -> None:
    last_is_done = Event()

    def waits() -> str:
        last_is_done.wait(timeout=0.1)  # with one core it goes first, and alone
        return "first"

    def ends_at_once() -> str:
        last_is_done.set()
        return "second"

    assert _to_the_end(run_all([waits, ends_at_once])) == ["first", "second"]


def test_leaving_begins_no_further_step() -> None:
    may_end, begun = Event(), []

    def step() -> None:
        begun.append(1)
        may_end.wait()

    steps = run_all([step] * 200)
    next(steps)
    steps.close()
    may_end.set()

    assert len(begun) < 200


def test_an_error_of_a_step_reaches_whoever_waits() -> None:
    def fails() -> None:
        raise ValueError("broken step")

    with pytest.raises(ValueError, match="broken step"):
        list(run_all([fails, lambda: None]))


def test_nothing_to_do_is_done_at_once() -> None:
    assert _to_the_end(run_all([])) == []


def _to_the_end(steps: Generator[int, None, list[Any]]) -> list[Any]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            results: list[Any] = end.value
            return results
