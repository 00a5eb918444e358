"""A time limit on work that nobody can look into, such as a regular expression of a stranger's."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


class TimeIsUp(Exception):  # noqa: N818 - what it means depends on the caller
    """The work took too long."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what is inside after some seconds. Python's `re` looks for signals while it matches, so it stops too.

    Signals reach the main thread only; in another thread there is no limit.

    Raises:
        TimeIsUp: it took too long.
    """
    if current_thread() is not main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as the signal module calls it
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
