"""Long steps beside the generator that waits for them, on all cores.

CRFsuite lets other threads run while it trains, so several models are learned at once, and whoever waits can
report progress and be stopped meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

PULSE = 0.25
"""Seconds after which the waiting generator yields at the latest."""

T = TypeVar("T")


def run_all(steps: Sequence[Callable[[], T]]) -> Generator[int, None, list[T]]:
    """Runs steps side by side; yields how many are done, and returns their results in order.

    A generator that is closed begins no further step; those that run end by themselves, unheeded.
    """
    executor = ThreadPoolExecutor(max_workers=max(1, min(len(steps), os.cpu_count() or 1)))
    futures = [executor.submit(step) for step in steps]
    try:
        waiting = True
        while waiting:
            done, unfinished = wait(futures, timeout=PULSE)
            waiting = bool(unfinished) and not any(future.exception() for future in done)
            yield len(done)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return [future.result() for future in futures]
