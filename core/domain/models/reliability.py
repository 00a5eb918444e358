"""How far scores can be trusted: how often suggestions of a score were exactly right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.domain.models.model import AtThreshold, Model

_BINS = 10


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """Suggestions with about the same score.

    Attributes:
        score: their mean score.
        right: share that was exactly right.
        count: how many there are.
    """

    score: float
    right: float
    count: int


def bins_of_decisions(decided: Iterable[tuple[float, bool]]) -> list[ScoreBin]:
    """Return the decisions in each tenth of scores.

    Args:
        decided: score of each suggestion, and whether it was exactly right.
    """
    return _put_together((score, float(right), 1) for score, right in decided)


def bins_of_model(model: Model) -> list[ScoreBin]:
    """Return the suggestions in each tenth of scores on files that the model had not seen."""
    return _put_together(step for outlook in model.outlooks.values() for step in _steps(outlook))


def gap(bins: Sequence[ScoreBin]) -> float:
    """Return how far scores and shares are apart on average (expected calibration error); 0 without any."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.score - each.right) for each in bins) / total if total else 0.0


def _steps(outlook: Sequence[AtThreshold]) -> Iterable[tuple[float, float, int]]:
    """Return score, number right and number of the suggestions between each threshold and the next."""
    for lower, upper in pairwise((*outlook, AtThreshold(1.0, 0, 0, 0))):
        yield (lower.threshold + upper.threshold) / 2, lower.right - upper.right, lower.shown - upper.shown


def _put_together(steps: Iterable[tuple[float, float, int]]) -> list[ScoreBin]:
    tenths: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for score, right, count in steps:
        if count:
            tenths[min(int(score * _BINS), _BINS - 1)].append((score, right, count))
    bins = []
    for _, tenth in sorted(tenths.items()):
        count = sum(count for _, _, count in tenth)
        score = sum(score * count for score, _, count in tenth) / count
        bins.append(ScoreBin(score, sum(right for _, right, _ in tenth) / count, count))
    return bins
