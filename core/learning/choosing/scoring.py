"""Turn predictions on unseen files into what a model needs to score and suggest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from core.domain.models.model import DEFAULT_THRESHOLD, AtThreshold, GuessGain
from core.learning.choosing.calibration import Calibration, calibrate
from core.learning.choosing.thresholds import TAG, choose_thresholds, keys, outlooks
from core.learning.choosing.validation import HeldOutFile, best_reading, figures, scored_outcomes


@dataclass(frozen=True)
class Scoring:
    """How a model's predictions are scored, and from which score on they are suggested.

    Attributes:
        calibration: fitted to predictions on unseen files.
        thresholds: per entity, the lowest score at which a span is suggested.
        outlooks: per entity, what other thresholds would have led to.
        f1: micro F1 of the best readings of the unseen files.
        keys: for reviewing the suggestions in the unseen files, and for tagging what is not suggested.
    """

    calibration: Calibration
    thresholds: Mapping[str, float]
    outlooks: Mapping[str, tuple[AtThreshold, ...]]
    f1: float
    keys: int

    @classmethod
    def of(cls, judged: Sequence[HeldOutFile], entities: Iterable[str]) -> Self:
        """Fit the calibration and choose the thresholds."""
        entities = list(entities)
        calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
        calibration = replace(calibration, reading=best_reading(judged, calibration))
        scored = scored_outcomes(judged, calibration)
        thresholds = choose_thresholds(scored, entities)
        evaluation, _ = figures(judged, calibration)
        effort = sum(keys([each], thresholds.get(each.entity, DEFAULT_THRESHOLD)) for each in scored)
        unfound = evaluation.total.expected - sum(each.right or each.near for each in scored)
        return cls(calibration, thresholds, outlooks(scored, entities), evaluation.total.f1, effort + TAG * unfound)


def gain(guesser: str, guessed: Scoring, alone: Scoring) -> GuessGain:
    """Compare a model that reads guesses with the same model without; it keeps them unless they help in nothing."""
    helps = guessed.f1 > alone.f1 or guessed.keys < alone.keys
    return GuessGain(guesser, round(alone.f1, 4), round(guessed.f1, 4), helps)
