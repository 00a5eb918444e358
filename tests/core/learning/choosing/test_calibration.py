from __future__ import annotations

import random

import pytest

from core.learning.choosing.calibration import AS_IS, CAUTION, FEWEST, Calibration, Outcome, calibrate
from core.learning.finders.predictions import Prediction


def said(probability: float, seen: int = 0, elsewhere: float = 0, contested: float = 0) -> Prediction:
    return Prediction(0, 4, "E", probability, seen, elsewhere, contested)


def outcomes(count: int, truth: float, claimed: float) -> list[Outcome]:
    rng = random.Random(0)
    return [Outcome(said(claimed), rng.random() < truth) for _ in range(count)]


def test_scores_become_the_share_that_is_right() -> None:
    calibration = calibrate(outcomes(2000, truth=0.6, claimed=0.95))

    assert calibration.score(said(0.95)) == pytest.approx(0.6, abs=0.03)


def test_with_too_few_outcomes_it_says_so_and_is_cautious() -> None:
    calibration = calibrate(outcomes(FEWEST - 1, truth=0.6, claimed=0.95))

    assert not calibration.is_fitted
    assert calibration.score(said(0.95)) == pytest.approx(0.95 * CAUTION)


def test_a_string_tagged_elsewhere_is_believed_more_if_it_was_right_more_often() -> None:
    seen = [Outcome(said(0.6, 1), number % 10 != 0) for number in range(200)]
    unseen = [Outcome(said(0.6), number % 3 == 0) for number in range(200)]

    calibration = calibrate([*seen, *unseen])

    assert calibration.score(said(0.6, 1)) > 0.8
    assert calibration.score(said(0.6)) < 0.45


def test_what_else_the_file_holds_is_weighed() -> None:
    again = [Outcome(said(0.4, elsewhere=0.9), number % 10 != 0) for number in range(200)]
    alone = [Outcome(said(0.4, contested=0.5), number % 3 == 0) for number in range(200)]

    calibration = calibrate([*again, *alone])

    assert calibration.score(said(0.4, elsewhere=0.9)) > 0.8
    assert calibration.score(said(0.4, contested=0.5)) < 0.45


@pytest.mark.parametrize("probability", [0.0, 1e-9, 0.5, 1.0])
def test_scores_are_probabilities_and_rise_with_the_models_own(probability: float) -> None:
    calibration = calibrate([Outcome(said(n / 100), n > 50) for n in range(100)])

    assert 0 <= calibration.score(said(probability, -1)) <= 1
    assert calibration.score(said(probability)) <= calibration.score(said(min(1.0, probability + 0.1)))


def test_it_survives_a_file() -> None:
    calibration = Calibration(tuple(weight / 2 for weight in AS_IS), 0.35)

    assert Calibration.from_dict(calibration.to_dict()) == calibration
