"""Long steps beside the generator that waits for them, on all cores.

CRFsuite keeps Python's lock while it trains, so threads would neither train side by side nor let whoever waits report
progress and be stopped. Each step is a process, forked so that it has the texts and features without a copy.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import cycle
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from core.domain.models.training import Progress
from core.errors import WorkError

PULSE = 0.25
"""Seconds after which the waiting generator yields at the latest."""

A = TypeVar("A")
T = TypeVar("T")


def run_all(steps: Sequence[Callable[[], T]]) -> Generator[int, None, list[T]]:
    """Runs steps side by side; yields how many are done, and returns their results in order.

    A generator that is closed ends the steps that run. What a step gives must be picklable.

    Raises:
        WorkError: a step's process died, most likely for want of memory.
        Whatever a step raises.
    """
    results: dict[int, T] = {}
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    waiting = list(enumerate(steps))[::-1]
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                number, step = waiting.pop()
                pipe, process = _start(partial(_do, step))
                running[pipe] = number, process
            ready = wait(list(running), timeout=PULSE)
            for pipe in [pipe for pipe in running if pipe in ready]:
                number, process = running.pop(pipe)
                with pipe:
                    results[number] = _received(pipe)
                process.join()
            yield len(results)
    finally:
        for _, process in running.values():
            process.kill()
            process.join()
    return [results[number] for number in range(len(steps))]


def map_in_order(function: Callable[[A], T], items: Iterable[A], processes: int) -> Iterator[T]:
    """Applies a function to each of many items, in several processes; gives the results in the items' order.

    Items are taken as needed, one for each process: their number does not matter to memory. The function is inherited,
    so that what it holds is not copied; items and results must be picklable.

    Raises:
        WorkError: a process died, most likely for want of memory.
        Whatever the function raises.
    """
    helpers = [_start(partial(_serve, function)) for _ in range(processes)]
    turns: deque[Connection] = deque()
    try:
        for (pipe, _), item in zip(cycle(helpers), items, strict=False):
            if pipe in turns:  # which it is at the head of: each gives its result before it gets the next item
                yield _received(turns.popleft())
            with suppress(OSError):  # who is dead is found out when the result is asked for
                pipe.send(item)
            turns.append(pipe)
        while turns:
            yield _received(turns.popleft())
    finally:
        for pipe, process in helpers:
            pipe.close()
            process.kill()
            process.join()


def telling(steps: Generator[A, None, T], tell: Callable[[A], Progress]) -> Generator[Progress, None, T]:
    """The same steps, with what each yields told as progress; leaving these leaves those."""
    with closing(steps):
        while True:
            try:
                done = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            yield tell(done)


def result_of(steps: Generator[object, None, T]) -> T:
    """Runs steps to their end without a look at their progress."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _start(work: Callable[[Connection], None]) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # or the end of the process would not be the end of the pipe
    return ours, process


def _do(step: Callable[[], T], pipe: Connection) -> None:
    """Runs in the step's own process."""
    try:
        pipe.send((step(), None))
    except Exception as error:  # noqa: BLE001 - whoever waits raises it
        pipe.send((None, error))


def _serve(function: Callable[[A], T], pipe: Connection) -> None:
    """Runs in a helper's own process, until nobody is left to send anything."""
    with suppress(EOFError, OSError):
        while True:
            _do(partial(function, pipe.recv()), pipe)


def _received(pipe: Connection) -> Any:
    try:
        result, error = pipe.recv()
    except (EOFError, OSError):
        raise WorkError("A process that helped was killed, most likely for want of memory; close something.") from None
    if error is not None:
        raise error
    return result
