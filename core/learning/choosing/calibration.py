"""Turn probabilities into scores: calibrated probabilities that a suggestion is exactly right.

A model's own probabilities are too sure, since it has seen the texts it learned from. A logistic regression (Platt,
"Probabilistic outputs for support vector machines", 1999) is fitted to predictions made on files that the model
had not seen. It also looks at what the model, which reads one place at a time, does not: whether the very string is
tagged in another file, predicted elsewhere in this one, and what else is predicted on the same characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.text.guesses import Match
from core.domain.text.spans import ScoredSpan
from core.learning.finders.predictions import Prediction

Floats = NDArray[np.float64]

FEWEST = 30
"""Fewest predictions, right or wrong, to calibrate on."""

CAUTION = 0.8
"""Factor that turns a probability into a score without calibration: models are overconfident."""

READING = 0.4
"""Lowest score of the best reading if it could not be measured; below .5, since a miss costs as much as a mistake."""

AS_IS = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Weights that leave the model's own probability unchanged."""

FEWEST_GUESSES = 40
"""Fewest guesses in decided files to score guesses by; with fewer, all guesses are suggested."""

SHOWN = 0.5
"""Score of guesses while there are too few: no threshold is higher, so that all of them are shown."""

_BEFORE_GUESSES = 7
"""Number of inputs of models trained before autotag had guessers."""

_RIDGE = 1.0
_ROUNDS = 30
_CLOSE = 1e-6
_EDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Outcome:
    """A prediction on an unseen file, and whether exactly this span was tagged."""

    prediction: Prediction
    right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turn a model's own probabilities into scores.

    Attributes:
        weights: of what `_inputs` gives; empty if there was too little to calibrate on.
        reading: score from which on a span belongs to the best reading.
        guess_weights: the same for guesses that the model does not propose.
        entity_weights: how far such guesses of an entity are better than others.
    """

    weights: tuple[float, ...] = ()
    reading: float = READING
    guess_weights: tuple[float, ...] = ()
    entity_weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_fitted(self) -> bool:
        """Whether there were enough predictions to calibrate on."""
        return bool(self.weights)

    def to_dict(self) -> dict[str, object]:
        """Return a document for a file."""
        return {
            "weights": list(self.weights),
            "reading": self.reading,
            "guess_weights": list(self.guess_weights),
            "entity_weights": dict(self.entity_weights),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Calibration:
        """Restore a calibration from its document.

        Raises:
            ValueError: it was fitted by a version of autotag with other inputs.
        """
        weights, guess_weights = tuple(kept["weights"]), tuple(kept.get("guess_weights", ()))
        if len(weights) == _BEFORE_GUESSES:
            weights += (0.0,) * (len(AS_IS) - _BEFORE_GUESSES)
        if len(weights) not in (0, len(AS_IS)) or len(guess_weights) not in (0, _GUESS_INPUTS):
            raise ValueError("its scores were made by another version")
        return cls(weights, kept["reading"], guess_weights, kept.get("entity_weights", {}))

    def score(self, prediction: Prediction) -> float:
        """Return the calibrated probability that a prediction is right."""
        if _is_leftover(prediction):
            if not self.guess_weights:
                return SHOWN
            total = sum(w * x for w, x in zip(self.guess_weights, _guess_inputs(prediction), strict=True))
            total += self.entity_weights.get(prediction.entity, 0.0)
        elif not self.weights:
            return prediction.probability * CAUTION
        else:
            total = sum(w * x for w, x in zip(self.weights, _inputs(prediction), strict=True))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def scored(self, prediction: Prediction) -> ScoredSpan:
        """Return the prediction's span with its score."""
        return ScoredSpan(prediction.start, prediction.end, prediction.entity, self.score(prediction))


UNCHANGED = Calibration(AS_IS)
"""A calibration that leaves probabilities as they are."""


def calibrate(outcomes: Sequence[Outcome]) -> Calibration:
    """Fit the regressions; a ridge penalty pulls scores towards the model's own probabilities."""
    leftovers = [outcome for outcome in outcomes if _is_leftover(outcome.prediction)]
    proposed = [outcome for outcome in outcomes if not _is_leftover(outcome.prediction)]
    guesses = sum(outcome.prediction.guess is not None for outcome in outcomes)
    guess_weights, entity_weights = _of_leftovers(leftovers) if guesses >= FEWEST_GUESSES else ((), {})
    right = sum(outcome.right for outcome in proposed)
    if len(proposed) < FEWEST or right in (0, len(proposed)):
        return Calibration(guess_weights=guess_weights, entity_weights=entity_weights)
    inputs = np.array([_inputs(outcome.prediction) for outcome in proposed])
    wanted = np.array([float(outcome.right) for outcome in proposed])
    weights = tuple(float(weight) for weight in _fit(inputs, wanted, np.array(AS_IS)))
    return Calibration(weights, guess_weights=guess_weights, entity_weights=entity_weights)


def _of_leftovers(outcomes: Sequence[Outcome]) -> tuple[tuple[float, ...], dict[str, float]]:
    """Fit the regression of guesses that the model does not propose, with an offset for each entity."""
    entities = sorted({outcome.prediction.entity for outcome in outcomes})
    rows = [
        (*_guess_inputs(outcome.prediction), *(float(entity == outcome.prediction.entity) for entity in entities))
        for outcome in outcomes
    ]
    prior = np.zeros(_GUESS_INPUTS + len(entities))
    if not rows:
        return tuple(prior.tolist()), {}
    wanted = np.array([float(outcome.right) for outcome in outcomes])
    weights = _fit(np.array(rows), wanted, prior).tolist()
    return tuple(weights[:_GUESS_INPUTS]), dict(zip(entities, weights[_GUESS_INPUTS:], strict=True))


def _fit(inputs: Floats, wanted: Floats, prior: Floats) -> Floats:
    """Fit a logistic regression by Newton's method, halving each step until the loss falls, or it may diverge."""
    weights = prior.copy()
    for _ in range(_ROUNDS):
        predicted = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (predicted - wanted) + _RIDGE * (weights - prior)
        curvature = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + _RIDGE * np.eye(len(prior))
        step = np.linalg.solve(curvature, gradient)
        loss = _loss(inputs, wanted, prior, weights)
        while _loss(inputs, wanted, prior, weights - step) > loss and np.abs(step).max() > _CLOSE:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= _CLOSE:
            break
    return weights


def _loss(inputs: Floats, wanted: Floats, prior: Floats, weights: Floats) -> float:
    """Return the negative log-likelihood plus the ridge penalty."""
    logits = inputs @ weights
    penalty = _RIDGE / 2 * np.square(weights - prior).sum()
    return float(np.logaddexp(0, logits).sum() - wanted @ logits + penalty)


def _inputs(prediction: Prediction) -> tuple[float, ...]:
    """Return the inputs of the regression.

    That is 1; the logit of the probability; seen so; seen otherwise; and of what else is predicted in the file: whether
    the same text is, by how much more surely, and how much speaks for something else on these characters.
    """
    own, elsewhere = _logit(prediction.probability), _logit(prediction.elsewhere)
    return (
        1.0,
        own,
        float(prediction.precedent > 0),
        float(prediction.precedent < 0),
        float(prediction.elsewhere > 0),
        max(0.0, elsewhere - own) if prediction.elsewhere else 0.0,
        _logit(prediction.contested) - _logit(0),
        float(prediction.guess is not None),
        float(prediction.disputed),
        float(prediction.record > 0),
        float(prediction.record < 0),
    )


def _is_leftover(prediction: Prediction) -> bool:
    """Return whether the model does not propose this guess."""
    return prediction.guess is not None and prediction.probability == 0


_GUESS_INPUTS = 11


def _guess_inputs(prediction: Prediction) -> tuple[float, ...]:
    guess = prediction.guess
    assert guess is not None
    return (
        1.0,
        1 - guess.score,
        float(guess.match is Match.FOLDED),
        float(guess.match is Match.FUZZY),
        float(prediction.precedent > 0),
        float(prediction.precedent < 0),
        float(prediction.record > 0),
        float(prediction.record < 0),
        float(prediction.elsewhere > 0),
        _logit(prediction.contested) - _logit(0),
        float(prediction.disputed),
    )


def _logit(probability: float) -> float:
    clipped = min(max(probability, _EDGE), 1 - _EDGE)
    return log(clipped / (1 - clipped))
