"""Spans as a recipe finds them, before they have scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.text.guesses import Guess
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.vocabulary.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Prediction:
    """A span found by a recipe, before calibration.

    Attributes:
        start, end: in code points.
        entity: name.
        probability: before calibration.
        precedent: 1 if the string is tagged as this entity in the training files, -1 if only as others, 0 if never.
        elsewhere: highest probability of the same string as the same entity elsewhere in the file.
        contested: sum of the probabilities of the overlapping predictions.
        guess: the guess of exactly this span, if there is one. A guess that the recipe does not propose is a prediction
            with a probability of 0.
        record: 1 if the guess's string was mostly right in the training files, -1 if mostly wrong, 0 otherwise.
        disputed: whether a guess overlaps it with other borders or another entity.
    """

    start: int
    end: int
    entity: str
    probability: float
    precedent: int
    elsewhere: float = 0.0
    contested: float = 0.0
    guess: Guess | None = None
    record: int = 0
    disputed: bool = False


def averaged(readings: Sequence[Sequence[Prediction]]) -> list[Prediction]:
    """Average the predictions of several models; a span that a model does not predict has probability 0 there."""
    if len(readings) == 1:
        return list(readings[0])
    sums: dict[tuple[int, int, str], Prediction] = {}
    for prediction in (prediction for reading in readings for prediction in reading):
        place = prediction.start, prediction.end, prediction.entity
        so_far = sums[place].probability if place in sums else 0.0
        sums[place] = replace(prediction, probability=so_far + prediction.probability / len(readings))
    return [sums[place] for place in sorted(sums)]


def in_context(text: str, predictions: Sequence[Prediction]) -> list[Prediction]:
    """Return the predictions of a text in text order, each with the evidence of the others for and against it."""
    ordered = sorted(predictions, key=lambda prediction: (prediction.start, prediction.end, prediction.entity))
    elsewhere, (contested, disputed) = _elsewhere(text, ordered), _contested(ordered)
    return [
        replace(p, elsewhere=e, contested=c, disputed=d)
        for p, e, c, d in zip(ordered, elsewhere, contested, disputed, strict=True)
    ]


def with_guesses(
    predictions: Sequence[Prediction], guesses: Sequence[Guess], tokens: TextTokens, knowledge: Knowledge
) -> list[Prediction]:
    """Attach each guess to the prediction of the same span; add a prediction for each other guess."""
    found = {(p.start, p.end, p.entity): p for p in predictions}
    words = tokens.words
    for guess in guesses:
        first, last = tokens.covering(*guess.borders)
        if first == len(words) or tokens.borders[first][0] >= guess.end:
            continue  # only white space
        # spaCy spans begin and end at token borders.
        place = tokens.borders[first][0], tokens.borders[last - 1][1], guess.entity
        precedent = knowledge.mentions.precedent(words[first:last], guess.entity)
        record = knowledge.guesses.verdict(tokens.text[guess.start : guess.end], guess.entity)
        proposed = found.get(place) or Prediction(*place, 0.0, precedent)
        found[place] = replace(proposed, guess=guess, record=record)
    return list(found.values())


def _elsewhere(text: str, predictions: Sequence[Prediction]) -> list[float]:
    """Return for each prediction the highest probability of its string (ignoring case) and entity elsewhere."""
    keys = [(text[p.start : p.end].lower(), p.entity) for p in predictions]
    best: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for key, prediction in zip(keys, predictions, strict=True):
        best[key] = sorted([*best[key], prediction.probability])[-2:]
    return [
        best[key][0] if p.probability == best[key][1] else best[key][1]
        for key, p in zip(keys, predictions, strict=True)
    ]


def _contested(predictions: Sequence[Prediction]) -> tuple[list[float], list[bool]]:
    """Return for each prediction the summed probabilities of those that overlap it, and whether one is a guess."""
    sums, guessed = [0.0] * len(predictions), [False] * len(predictions)
    open_: list[int] = []
    for number, prediction in enumerate(predictions):
        open_ = [other for other in open_ if predictions[other].end > prediction.start]
        for other in open_:
            sums[other] += prediction.probability
            sums[number] += predictions[other].probability
            guessed[other] |= predictions[number].guess is not None
            guessed[number] |= predictions[other].guess is not None
        open_.append(number)
    return sums, guessed
