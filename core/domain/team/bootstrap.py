"""Bootstrap intervals for figures that are computed from counts added up over files."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TypeVar

K = TypeVar("K")

_GROUPS = 200
"""Files are drawn in this many groups at most, which bounds the time that resampling takes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval.

    Attributes:
        value: None where the data do not define it.
        low: lower end of the interval; None where there is none, as with fewer than two files.
        high: upper end of the interval.
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        """Return the figure with its interval: `0.81 (0.72-0.89)`; a hyphen where there is none."""
        if self.value is None:
            return "-"
        interval = f" ({self.low:.2f}-{self.high:.2f})" if self.low is not None else ""
        return f"{self.value:.2f}{interval}"


def with_intervals(
    counts: Sequence[Mapping[K, float]],
    figures: Callable[[Mapping[K, float]], Mapping[K, float | None]],
    resamples: int,
    seed: int,
) -> dict[K, Figure]:
    """Compute figures from all counts, with percentile intervals over files drawn with replacement.

    Args:
        counts: of each file.
        figures: computes the figures from added counts.
        resamples: how often to draw.
        seed: of the draws.
    """
    generator = random.Random(seed)  # noqa: S311 - draws files, not secrets
    groups = _grouped(counts, generator)
    keys = list(dict.fromkeys(key for group in groups for key in group))
    columns = [[group.get(key, 0) for group in groups] for key in keys]
    values = figures({key: sum(column) for key, column in zip(keys, columns, strict=True)})
    if len(groups) < 2:
        return {key: Figure(value) for key, value in values.items()}
    drawn: dict[K, list[float]] = {key: [] for key in values}
    for _ in range(resamples):
        weights = [0] * len(groups)
        for index in generator.choices(range(len(groups)), k=len(groups)):
            weights[index] += 1
        added = {key: sum(map(mul, column, weights)) for key, column in zip(keys, columns, strict=True)}
        for key, value in figures({key: number for key, number in added.items() if number}).items():
            if value is not None and key in drawn:
                drawn[key].append(value)
    return {key: _figure(value, sorted(drawn[key])) for key, value in values.items()}


def _figure(value: float | None, drawn: Sequence[float]) -> Figure:
    if value is None or not drawn:
        return Figure(value)
    low, high = (drawn[min(len(drawn) - 1, int(share * len(drawn)))] for share in (0.025, 0.975))
    return Figure(value, low, high)


def _grouped(counts: Sequence[Mapping[K, float]], generator: random.Random) -> list[Mapping[K, float]]:
    """Return the counts, or those of random groups of files where there are many files."""
    if len(counts) <= _GROUPS:
        return list(counts)
    shuffled = list(counts)
    generator.shuffle(shuffled)
    return [added(shuffled[first::_GROUPS]) for first in range(_GROUPS)]


def added(counts: Iterable[Mapping[K, float]]) -> dict[K, float]:
    """Add up counts by key."""
    total: defaultdict[K, float] = defaultdict(float)
    for each in counts:
        for key, number in each.items():
            total[key] += number
    return dict(total)
