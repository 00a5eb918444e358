"""Time a step."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds_of(run: Callable[[], object]) -> float:
    """Run a step, and return how many seconds it took."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def processor_seconds_of(run: Callable[[], object]) -> float:
    """Run a step, and return how many seconds of processor time it took in this process, whatever else runs."""
    began = time.process_time()
    run()
    return time.process_time() - began
