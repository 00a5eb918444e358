"""Noticing that a terminal is gone where no signal says so: it need not be the one that controls the process."""

from __future__ import annotations

import select
from collections.abc import Callable
from threading import Thread


def call_when_gone(descriptor: int, then: Callable[[], object]) -> None:
    """Calls `then`, in a thread of its own, when nobody holds the other side of a terminal any more.

    Textual would go on reading from it without a pause, on a shared machine for days.
    """
    Thread(target=_wait, args=(descriptor, then), name="terminal-gone", daemon=True).start()


def _wait(descriptor: int, then: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # of a hang-up it tells unasked, and of nothing else
    if any(event & select.POLLHUP for _, event in poll.poll()):
        then()
