"""Time a step."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds_of(run: Callable[[], object]) -> float:
    """Run a step, and return how many seconds it took."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
