"""Forecast the F1 of a model that learns from more files.

Its error, 1 - F1, falls with a power of the number of files. Two points of the learning curve say with which. The
interval has room for chance twice: in the points, and in the F1 that will be measured on as many files then. The
bootstrap over the measured files says how much. `python -m benchmarks.forecasts` counts how often the interval holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.domain.models.metrics import evaluate
from core.domain.models.model import Forecast
from core.learning.choosing.calibration import Calibration
from core.learning.choosing.validation import HeldOutFile

MORE = 10
"""Files that a forecast adds."""

_DRAWS = 1000
_TAIL = 10.0
"""Per cent of the draws below the interval, and above it."""

_STEEPEST = 1.0
"""Power beyond which errors hardly ever fall: with it, twice as many files leave half of the errors."""


@dataclass(frozen=True)
class Measured:
    """A point of the learning curve, file by file.

    Attributes:
        learned_from: number of files that the model learned from.
        counts: a row for each file that it was measured on: tags found, tags expected, spans found.
    """

    learned_from: int
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, learned_from: int, judged: Sequence[HeldOutFile], calibration: Calibration) -> Self:
        """Count the best reading of each file."""
        totals = [evaluate(f.example.spans, [s.span for s in f.reading(calibration)]).total for f in judged]
        rows = [(each.true_positives, each.expected, each.predicted) for each in totals]
        return cls(learned_from, np.array(rows, dtype=np.int64).reshape(-1, 3))

    @property
    def f1(self) -> float:
        """Micro F1."""
        return float(_f1(self.counts.sum(axis=0)))

    def draws(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return the error in each of many samples of the files, drawn with replacement."""
        chosen = rng.integers(len(self.counts), size=(_DRAWS, len(self.counts)))
        errors: NDArray[np.float64] = 1 - _f1(self.counts[chosen].sum(axis=1))
        return np.maximum(errors, 1e-3)


def forecast(before: Measured, now: Measured, files: int, more: int = MORE) -> Forecast | None:
    """Forecast the F1 after some more files; None if nothing was measured.

    Args:
        before: a point from fewer files.
        now: the last point.
        files: number of files that the model itself learned from.
        more: files to add.
    """
    if not len(before.counts) or not len(now.counts) or before.learned_from >= now.learned_from:
        return None
    rng = np.random.default_rng(0)
    error, earlier = now.draws(rng), before.draws(rng)
    power = np.log(earlier / error) / np.log(now.learned_from / before.learned_from)
    falling = ((files + more) / now.learned_from) ** -np.clip(power, 0.0, _STEEPEST)
    then = now.draws(rng)
    expected = 1 - error * falling + (then.mean() - then)
    low, high = np.clip(np.percentile(expected, [_TAIL, 100 - _TAIL]), 0.0, 1.0)
    return Forecast(more, round(float(low), 4), round(float(high), 4))


def _f1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    right, expected, found = counts[..., 0], counts[..., 1], counts[..., 2]
    f1: NDArray[np.float64] = 2 * right / np.maximum(expected + found, 1)
    return f1
