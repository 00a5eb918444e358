"""Spans as a recipe finds them, before they have scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Prediction:
    """A span found by a recipe, before calibration.

    Attributes:
        start, end: in code points.
        entity: name.
        probability: the recipe's own.
        seen: 1 if the string is tagged so in the training files, -1 if as another entity only, 0 if never.
        elsewhere: the highest probability of the same text as the same entity at another place of the file.
        contested: the probabilities of all that overlaps it, added up.
    """

    start: int
    end: int
    entity: str
    probability: float
    seen: int
    elsewhere: float = 0.0
    contested: float = 0.0


def averaged(readings: Sequence[Sequence[Prediction]]) -> list[Prediction]:
    """The mean of what several models say of a text; whoever does not name a span says that it is improbable."""
    if len(readings) == 1:
        return list(readings[0])
    sums: dict[tuple[int, int, str], Prediction] = {}
    for prediction in (prediction for reading in readings for prediction in reading):
        place = prediction.start, prediction.end, prediction.entity
        so_far = sums[place].probability if place in sums else 0.0
        sums[place] = replace(prediction, probability=so_far + prediction.probability / len(readings))
    return [sums[place] for place in sorted(sums)]


def seen_together(text: str, predictions: Sequence[Prediction]) -> list[Prediction]:
    """The predictions of a text in text order, each with what the others say for and against it."""
    ordered = sorted(predictions, key=lambda prediction: (prediction.start, prediction.end, prediction.entity))
    elsewhere, contested = _elsewhere(text, ordered), _contested(ordered)
    return [replace(p, elsewhere=e, contested=c) for p, e, c in zip(ordered, elsewhere, contested, strict=True)]


def _elsewhere(text: str, predictions: Sequence[Prediction]) -> list[float]:
    """For each, the highest probability of its text and entity at another place, capitals aside."""
    keys = [(text[p.start : p.end].lower(), p.entity) for p in predictions]
    best: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for key, prediction in zip(keys, predictions, strict=True):
        best[key] = sorted([*best[key], prediction.probability])[-2:]
    return [
        best[key][0] if p.probability == best[key][1] else best[key][1]
        for key, p in zip(keys, predictions, strict=True)
    ]


def _contested(predictions: Sequence[Prediction]) -> list[float]:
    sums = [0.0] * len(predictions)
    open_: list[int] = []
    for number, prediction in enumerate(predictions):
        open_ = [other for other in open_ if predictions[other].end > prediction.start]
        for other in open_:
            sums[other] += prediction.probability
            sums[number] += predictions[other].probability
        open_.append(number)
    return sums
