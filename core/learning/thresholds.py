"""From which score on a suggestion is worth showing: where it costs the reviewer the fewest keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DECIDE = 1
"""Keys for accepting or rejecting a suggestion."""

TAG = 5
"""Keys for tagging an entity that was not suggested."""

FIT = 3
"""Keys for a suggestion that meets a tag but not exactly: another entity, or borders to be moved."""

DEFAULT = 0.1
"""What is right with a score of a fifth saves as many keys as it costs. Below that, spans that are wrong but near still
pay: measured on all sets of `benchmarks/learning.py`, a tenth takes fewer keys than a fifth.
"""

_LOWEST = 0.05
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Scored:
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


def choose_thresholds(predictions: Iterable[Scored], entities: Iterable[str]) -> dict[str, float]:
    """Per entity, the threshold with the fewest keys on these predictions; the default where they are few."""
    of_entity: dict[str, list[Scored]] = defaultdict(list)
    for prediction in predictions:
        of_entity[prediction.entity].append(prediction)
    return {entity: _best(of_entity[entity]) for entity in entities}


def keys(predictions: Iterable[Scored], thresholds: Mapping[str, float]) -> int:
    """Keys that reviewing takes: for each suggestion shown, and for tagging what those not shown would have led to."""
    total = 0
    for prediction in predictions:
        if prediction.score >= thresholds.get(prediction.entity, DEFAULT):
            total += FIT if prediction.near else DECIDE
        elif prediction.right or prediction.near:
            total += TAG
    return total


def _best(predictions: list[Scored]) -> float:
    if len(predictions) < _FEWEST:
        return DEFAULT
    candidates = [DEFAULT, *(step / 20 for step in range(int(_LOWEST * 20), 11))]
    entity = predictions[0].entity
    return min(candidates, key=lambda value: (keys(predictions, {entity: value}), abs(value - DEFAULT)))
