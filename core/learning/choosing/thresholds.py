"""Choose the scores from which suggestions are shown: those that cost the reviewer the fewest keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.models.model import DEFAULT_THRESHOLD, AtThreshold

DECIDE = 1
"""Keys for accepting or rejecting a suggestion."""

TAG = 5
"""Keys for tagging an entity that was not suggested."""

FIT = 3
"""Keys for a suggestion that overlaps a tag but differs from it: in its entity, or in borders that have to be moved."""

_LOWEST = 0.05
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class ScoredOutcome:
    """A calibrated prediction on an unseen file.

    Attributes:
        entity, score: of the prediction.
        right: whether exactly this was tagged.
        near: whether something else was tagged on some of its characters.
    """

    entity: str
    score: float
    right: bool
    near: bool = False


def choose_thresholds(predictions: Iterable[ScoredOutcome], entities: Iterable[str]) -> dict[str, float]:
    """Return, per entity, the threshold with the fewest keys on these predictions; the default if they are few."""
    of_entity = _by_entity(predictions)
    return {entity: _best(of_entity[entity]) for entity in entities}


def outlooks(predictions: Iterable[ScoredOutcome], entities: Iterable[str]) -> dict[str, tuple[AtThreshold, ...]]:
    """Return, per entity, the suggestions and keys that each threshold would have led to."""
    of_entity = _by_entity(predictions)
    return {entity: tuple(_at(of_entity[entity], step / 20) for step in range(1, 20)) for entity in entities}


def _at(predictions: Sequence[ScoredOutcome], threshold: float) -> AtThreshold:
    shown = [prediction for prediction in predictions if prediction.score >= threshold]
    right = sum(prediction.right for prediction in shown)
    return AtThreshold(threshold, len(shown), right, keys(predictions, threshold))


def keys(predictions: Iterable[ScoredOutcome], threshold: float) -> int:
    """Count the keys for reviewing what is shown, and for tagging entities that hidden predictions are on or near."""
    total = 0
    for prediction in predictions:
        if prediction.score >= threshold:
            total += FIT if prediction.near else DECIDE
        elif prediction.right or prediction.near:
            total += TAG
    return total


def _best(predictions: Sequence[ScoredOutcome]) -> float:
    if len(predictions) < _FEWEST:
        return DEFAULT_THRESHOLD
    candidates = [DEFAULT_THRESHOLD, *(step / 20 for step in range(int(_LOWEST * 20), 11))]
    return min(candidates, key=lambda value: (keys(predictions, value), abs(value - DEFAULT_THRESHOLD)))


def _by_entity(predictions: Iterable[ScoredOutcome]) -> dict[str, list[ScoredOutcome]]:
    of_entity: dict[str, list[ScoredOutcome]] = defaultdict(list)
    for prediction in predictions:
        of_entity[prediction.entity].append(prediction)
    return of_entity
