"""From which score on a suggestion is worth showing: where it costs the reviewer the fewest keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DECIDE = 1
"""Keys for accepting or rejecting a suggestion."""

TAG = 5
"""Keys for tagging an entity that was not suggested."""

DEFAULT = DECIDE / TAG
"""Showing costs one key, not showing costs five keys times the score: even at a fifth."""

_LOWEST = 0.1
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Scored:
    """A calibrated prediction on an unseen file, and whether it was right."""

    entity: str
    score: float
    right: bool


def choose_thresholds(predictions: Iterable[Scored], entities: Iterable[str]) -> dict[str, float]:
    """Per entity, the threshold with the fewest keys on these predictions; the default where they are few."""
    of_entity: dict[str, list[Scored]] = defaultdict(list)
    for prediction in predictions:
        of_entity[prediction.entity].append(prediction)
    return {entity: _best(of_entity[entity]) for entity in entities}


def keys(predictions: Iterable[Scored], thresholds: Mapping[str, float]) -> int:
    """Keys that reviewing takes: one for each suggestion shown, five for each right one that was not."""
    total = 0
    for prediction in predictions:
        shown = prediction.score >= thresholds.get(prediction.entity, DEFAULT)
        total += DECIDE if shown else TAG * prediction.right
    return total


def _best(predictions: list[Scored]) -> float:
    if len(predictions) < _FEWEST:
        return DEFAULT
    candidates = [DEFAULT, *(step / 20 for step in range(int(_LOWEST * 20), 11))]
    entity = predictions[0].entity
    return min(candidates, key=lambda value: (keys(predictions, {entity: value}), abs(value - DEFAULT)))
