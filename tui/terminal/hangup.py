"""Noticing that a terminal is gone where no signal says so, because it does not control the process."""

from __future__ import annotations

import select
from collections.abc import Callable
from threading import Thread


def call_when_gone(descriptor: int, then: Callable[[], object]) -> None:
    """Call `then`, in a thread of its own, when nobody holds the other side of a terminal any more."""
    Thread(target=_wait, args=(descriptor, then), name="terminal-gone", daemon=True).start()


def _wait(descriptor: int, then: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # hang-ups are always reported, and nothing else is asked for
    if any(event & select.POLLHUP for _, event in poll.poll()):
        then()
