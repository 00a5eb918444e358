"""What more files are expected to bring."""

from __future__ import annotations

import numpy as np

from core.domain.models.model import Forecast
from core.learning.choosing.forecast import Measured, forecast


def measured(learned_from: int, found: float, files: int = 40) -> Measured:
    """Files with ten tags each, of which a share is found, by chance, and nothing else."""
    right = np.random.default_rng(learned_from).binomial(10, found, files)
    return Measured(learned_from, np.stack([right, np.full(files, 10), right], axis=1))


def made(before: Measured, now: Measured, files: int) -> Forecast:
    ahead = forecast(before, now, files)
    assert ahead
    assert ahead.low <= ahead.high
    return ahead


def test_a_rising_curve_is_expected_to_rise_more_slowly() -> None:
    before, now = measured(20, 0.6), measured(40, 0.75)
    ahead = made(before, now, 40)
    assert now.f1 < (ahead.low + ahead.high) / 2 < 2 * now.f1 - before.f1


def test_a_curve_that_is_flat_or_falls_promises_nothing_certain() -> None:
    for before in (0.75, 0.8):
        now = measured(40, 0.75)
        ahead = made(measured(20, before), now, 40)
        assert ahead.low < now.f1 < ahead.high


def test_the_more_files_are_measured_the_narrower_is_the_interval() -> None:
    few = made(measured(20, 0.6, 10), measured(40, 0.75, 10), 40)
    many = made(measured(20, 0.6, 1000), measured(40, 0.75, 1000), 40)
    assert many.high - many.low < (few.high - few.low) / 4


def test_without_files_or_without_a_second_point_there_is_no_forecast() -> None:
    assert forecast(measured(20, 0.6, 0), measured(40, 0.7), 40) is None
    assert forecast(measured(40, 0.6), measured(40, 0.7), 40) is None


def test_a_perfect_model_stays_so() -> None:
    ahead = made(measured(20, 1.0), measured(40, 1.0), 40)
    assert ahead.low > 0.99
    assert ahead.high <= 1
