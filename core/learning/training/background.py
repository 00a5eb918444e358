"""Run long steps in processes of their own, on all cores.

CRFsuite holds Python's lock while it trains, so threads would neither train at the same time nor let the caller report
progress. The processes come from a fork server: the worker itself has threads, and forking it could leave a lock held
for ever. The server has imported what learning needs, so a process is ready at once. Steps, items and results are
pickled.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import Queue
from threading import Thread
from types import ModuleType
from typing import Any, Protocol, TypeVar

from core.domain.models.training import Progress
from core.errors import WorkError

PULSE = 0.25
"""Longest time in seconds between two progress reports."""

_AHEAD = 2
"""Items that a helper has at most: with a second one it need not wait for the caller."""

PRELOADED = "core.learning.training.preloaded"
"""Module that the fork server imports before it is asked for a process."""

A = TypeVar("A")
T = TypeVar("T")


def start_fork_server() -> None:
    """Start the fork server now, so that its imports run at the same time as those of this process."""
    _context()
    multiprocessing.forkserver.ensure_running()


class RunAll(Protocol):
    """Runs steps side by side: in processes of this machine (`run_all`), or elsewhere."""

    def __call__(self, steps: Sequence[Callable[[], T]]) -> Generator[int, None, list[T]]:
        """Run steps; yield how many are done, and return their results in order."""


def run_all(steps: Sequence[Callable[[], T]]) -> Generator[int, None, list[T]]:
    """Run steps at the same time; yield how many are done, and return their results in order.

    Closing the generator ends the running steps.

    Raises:
        WorkError: a step's process died, most likely because memory ran out.
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
                    results[number] = _result(_outcome(pipe))
                process.join()
            yield len(results)
    finally:
        for _, process in running.values():
            process.kill()
            process.join()
    return [results[number] for number in range(len(steps))]


def map_in_order(make_function: Callable[[], Callable[[A], T]], items: Iterable[A], processes: int) -> Iterator[T]:
    """Apply a function to many items in several processes; yield the results in the order of the items.

    Items are taken as needed, so their number does not matter to memory.

    Args:
        make_function: called once in each process; returns the function.
        items: the items.
        processes: number of processes.

    Raises:
        WorkError: a process died, most likely because memory ran out.
        Whatever the function raises.
    """
    with closing(_Helpers(partial(_serve, make_function), processes)) as helpers:
        numbered = enumerate(items)
        for turn in count():
            while not helpers.has_done(turn):
                helpers.hand_out(numbered, turn)
                if not helpers.collect():
                    return
            helpers.hand_out(numbered, turn)  # they work on while the caller uses the result
            yield helpers.result(turn)


class _Helpers:
    """Processes that apply a function to numbered items, each to a few that wait in its pipe.

    Args:
        work: run in each process.
        processes: how many.
    """

    def __init__(self, work: Callable[[Connection], None], processes: int) -> None:
        self._processes = dict(_start(work) for _ in range(processes))
        self._under_way: dict[Connection, deque[int]] = {pipe: deque() for pipe in self._processes}
        self._outcomes: dict[int, tuple[Any, Exception | None]] = {}
        self._taken = 0

    def hand_out(self, numbered: Iterator[tuple[int, object]], turn: int) -> None:
        """Send items to those with least to do, until each has enough or the results run too far ahead of the turn."""
        while self._taken < turn + _AHEAD * len(self._processes):
            pipe = min(self._under_way, key=lambda each: len(self._under_way[each]))
            numbered_item = next(numbered, None) if len(self._under_way[pipe]) < _AHEAD else None
            if numbered_item is None:
                return
            number, item = numbered_item
            with suppress(OSError):  # a dead helper is noticed when its result is read
                pipe.send(item)
            self._under_way[pipe].append(number)
            self._taken = number + 1

    def collect(self) -> bool:
        """Wait for some results; return False if none is under way.

        Raises:
            WorkError: a process died.
        """
        busy = [pipe for pipe, numbers in self._under_way.items() if numbers]
        for pipe in wait(busy) if busy else ():  # waiting for none would never end
            assert isinstance(pipe, Connection)
            self._outcomes[self._under_way[pipe].popleft()] = _outcome(pipe)
        return bool(busy)

    def has_done(self, number: int) -> bool:
        return number in self._outcomes

    def result(self, number: int) -> Any:
        """Return a result, or raise the error that the function raised."""
        return _result(self._outcomes.pop(number))

    def close(self) -> None:
        for pipe, process in self._processes.items():
            pipe.close()
            process.kill()
            process.join()


def with_progress(steps: Generator[A, None, T], tell: Callable[[A], Progress]) -> Generator[Progress, None, T]:
    """Turn each value that the steps yield into progress; closing this generator closes the steps."""
    with closing(steps):
        while True:
            try:
                done = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            yield tell(done)


def result_of(steps: Generator[object, None, T]) -> T:
    """Run steps to their end, ignoring their progress."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


def _start(work: Callable[[Connection], None]) -> tuple[Connection, BaseProcess]:
    context = _context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(work, theirs), daemon=True)
    with _no_main_module():
        process.start()
    theirs.close()  # else the end of the process would not end the pipe
    return ours, process


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Keep the new process from importing the program that was started: it needs nothing from there."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _work(work: Callable[[Connection], None], pipe: Connection) -> None:
    """Run in the new process."""
    Thread(target=_end_with_parent, daemon=True).start()  # CRFsuite lets it run after each iteration
    work(pipe)


def _end_with_parent() -> None:
    """Kill this process when the one that started it ends, however that happened."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


def _do(step: Callable[[], T], pipe: Connection) -> None:
    """Run a step and send its result, or the error that it raised."""
    try:
        pipe.send((step(), None))
    except Exception as error:  # noqa: BLE001 - the caller raises it
        pipe.send((None, error))


def _serve(make_function: Callable[[], Callable[[A], T]], pipe: Connection) -> None:
    """Apply the function to each item received, until the other end is closed."""
    items: Queue[A | None] = Queue()
    Thread(target=_receive, args=(pipe, items), daemon=True).start()
    function: Callable[[A], T] | None = None
    with suppress(OSError):
        while (item := items.get()) is not None:
            function = function or _made(make_function)
            _do(partial(function, item), pipe)


def _made(make_function: Callable[[], Callable[[A], T]]) -> Callable[[A], T]:
    """Make the function, or one that raises the error of making it."""
    try:
        return make_function()
    except Exception as error:  # noqa: BLE001 - the caller raises it
        problem = error

    def fail(_: A) -> T:
        raise problem

    return fail


def _receive(pipe: Connection, items: Queue[A | None]) -> None:
    """Take items out of the pipe at once, so that the sender never waits while this process sends a result."""
    with suppress(EOFError, OSError):
        while True:
            items.put(pipe.recv())
    items.put(None)


def _outcome(pipe: Connection) -> tuple[Any, Exception | None]:
    try:
        outcome: tuple[Any, Exception | None] = pipe.recv()
    except (EOFError, OSError):
        raise WorkError("A helper process was killed, probably for lack of memory; close other programs.") from None
    return outcome


def _result(outcome: tuple[Any, Exception | None]) -> Any:
    result, error = outcome
    if error is not None:
        raise error
    return result
