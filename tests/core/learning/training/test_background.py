"""Steps that run at the same time, each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkError
from core.learning.training.background import map_in_order, run_all


def wait_for(file: Path) -> str:
    deadline = time.monotonic() + 20  # on one core this step runs first, and alone
    while not file.exists() and time.monotonic() < deadline and (os.cpu_count() or 1) > 1:
        time.sleep(0.01)
    return "first"


def touch(file: Path) -> str:
    file.touch()
    return "second"


def note_process(folder: Path, number: int) -> None:
    (folder / str(number)).write_text(str(os.getpid()))
    time.sleep(600)


def fail() -> None:
    raise ValueError("broken step")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def nothing() -> None:
    pass


def to_the_end(steps: Generator[int, None, list[Any]]) -> list[Any]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            results: list[Any] = end.value
            return results


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def dies(pid: int, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_results_come_in_the_order_of_the_steps_whichever_ends_first(tmp_path: Path) -> None:
    done = tmp_path / "done"

    assert to_the_end(run_all([partial(wait_for, done), partial(touch, done)])) == ["first", "second"]


def test_closing_ends_the_running_steps_and_starts_no_more(tmp_path: Path) -> None:
    steps = run_all([partial(note_process, tmp_path, number) for number in range(50)])
    while not any(tmp_path.iterdir()):
        next(steps)
    steps.close()

    started = list(tmp_path.iterdir())
    assert len(started) < 50
    assert all(dies(int(pid)) for note in started if (pid := note.read_text()))


def test_an_error_of_a_step_reaches_the_caller() -> None:
    with pytest.raises(ValueError, match="broken step"):
        list(run_all([fail, nothing]))


def test_a_killed_step_is_reported_in_a_sentence() -> None:
    with pytest.raises(WorkError, match="was killed"):
        list(run_all([die]))


def test_no_steps_are_done_at_once() -> None:
    assert to_the_end(run_all([])) == []


def slow_at_first() -> Callable[[int], tuple[int, int]]:
    return wait_and_return


def wait_and_return(number: int) -> tuple[int, int]:
    time.sleep(0.05 if number < 2 else 0)
    return number, os.getpid()


def upper() -> Callable[[str], str]:
    return str.upper


def first_waits_for_fourth(folder: Path) -> Callable[[int], bool]:
    return partial(wait_or_touch, folder / "fourth")


def wait_or_touch(file: Path, number: int) -> bool:
    if number == 3:
        file.touch()
    deadline = time.monotonic() + 20
    while number == 0 and not file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return file.exists()


def as_string() -> Callable[[int], str]:
    return str


def inverse() -> Callable[[int], int]:
    return (1).__floordiv__


def die_at_five() -> Callable[[int], int]:
    return kill_at_five


def kill_at_five(number: int) -> int:
    if number == 5:
        die()
    return os.getpid()


def broken() -> Callable[[int], int]:
    raise ValueError("no function")


def test_results_of_many_items_come_in_their_order() -> None:
    done = list(map_in_order(slow_at_first, range(20), 3))

    assert [number for number, _ in done] == list(range(20))
    assert len({process for _, process in done}) == 3


def test_a_helper_goes_on_to_its_next_item_while_another_is_slow(tmp_path: Path) -> None:
    results = list(map_in_order(partial(first_waits_for_fourth, tmp_path), range(4), 2))

    assert results == [True, False, True, True]


def test_items_are_taken_as_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    assert list(islice(map_in_order(as_string, items(), 2), 3)) == ["0", "1", "2"]
    assert len(taken) <= 6


def test_large_items_and_results_pass_both_ways() -> None:
    large = ["x" * 1_000_000] * 6

    assert list(map_in_order(upper, large, 2)) == ["X" * 1_000_000] * 6


def test_an_error_of_the_function_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_in_order(inverse, [1, 0, 1], 2))


def test_an_error_in_making_the_function_reaches_the_caller() -> None:
    with pytest.raises(ValueError, match="no function"):
        list(map_in_order(broken, range(20), 2))


def test_a_killed_helper_is_reported_and_the_others_end() -> None:
    helpers: list[int] = []

    with pytest.raises(WorkError, match="killed"):
        helpers.extend(map_in_order(die_at_five, range(20), 2))
    assert all(map(dies, set(helpers)))


_PARENT = """
import sys
from functools import partial
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from core.learning.training.background import run_all
from tests.core.learning.training.test_background import {step}
for _ in run_all([partial({step}, Path(sys.argv[1]), 1)]):
    pass
"""


def train_for_long(folder: Path, number: int) -> None:
    """Stay in CRFsuite, which holds Python's lock."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    labels = [str(token % 7) for token in range(60)]
    for item in range(1000):
        trainer.append([[f"f{item * token % 977}", f"g{token}"] for token in range(60)], labels)
    trainer.set_params({"max_iterations": 100000, "epsilon": 0.0, "delta": 0.0, "period": 100000})
    (folder / str(number)).write_text(str(os.getpid()))
    trainer.train(str(folder / "weights"))


@pytest.mark.parametrize("step", [note_process, train_for_long])
def test_steps_end_when_the_process_that_waits_for_them_is_killed(tmp_path: Path, step: Callable[..., None]) -> None:
    root = Path(__file__).parents[4]
    code = _PARENT.format(step=step.__name__)
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(root)], cwd=root) as parent:
        note = tmp_path / "1"
        while not (note.exists() and note.read_text()):
            assert parent.poll() is None
            time.sleep(0.05)
        parent.kill()

    assert dies(int(note.read_text()))
