"""Intervals of precision, recall and F1 hold the truth as often as they say."""

from functools import partial

import numpy as np
import pytest

from core.domain.audit.estimating import UNKNOWN, Sample, factor_for, ratio
from core.domain.models.metrics import wilson_interval

PROJECTS = 500
TAG_VALUES = {  # contributions of a right tag, of one to be changed, and of one to be removed
    "precision": ((1.0, 1.0), (0.0, 1.0), (0.0, 1.0)),
    "recall": ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),
    "F1": ((2.0, 2.0), (0.0, 2.0), (0.0, 1.0)),
}
EXTREMES = {"precision": ((1, 1), (0, 1)), "recall": ((1, 1), (0, 1)), "F1": ((2, 2), (0, 1.5))}
DESIGNS = {  # strata of tags: size, share that is right, judged; strata of text: size, misses per stretch, judged
    "usual": ([(2000, 0.9, 120), (3000, 0.98, 60), (40, 0.8, 10)], [(3000, 0.03, 100), (1000, 0.3, 100)]),
    "one stratum": ([(1500, 0.92, 100)], [(2000, 0.15, 100)]),
    "poor tags": ([(2000, 0.4, 100), (900, 0.6, 60)], [(3000, 0.6, 100)]),
}


def rates(rng, files, shape, count):
    """A rate around 1 for each unit, shared by the units of a file."""
    return rng.gamma(shape, 1 / shape, files)[rng.integers(0, files, count)]


def simulated(rng, design, figure):
    """Return an estimate for a project, and the truth."""
    samples, totals = [], np.zeros(2)
    for size, right, judged in design[0]:
        wrong = np.minimum(1, (1 - right) * rates(rng, 60, 2.0, size))
        codes = np.where(rng.random(size) >= wrong, 0, rng.integers(1, 3, size))
        values = np.array(TAG_VALUES[figure])[codes]
        totals += values.sum(axis=0)
        chosen = rng.choice(size, judged, replace=False)
        samples.append(Sample(size, [tuple(pair) for pair in values[chosen].tolist()], EXTREMES[figure]))
    for size, rate, judged in design[1] if figure != "precision" else ():
        missing = rng.poisson(rate * rates(rng, 50, 0.5, size))
        totals[1] += missing.sum()
        chosen = rng.choice(missing, judged, replace=False)
        samples.append(Sample(size, [(0.0, float(count)) for count in chosen], ((0, 0), (0, 1))))
    return ratio(samples), totals[0] / totals[1]


@pytest.mark.parametrize("figure", TAG_VALUES)
@pytest.mark.parametrize("design", DESIGNS)
def test_the_interval_covers_the_truth_in_93_to_97_percent_of_simulated_projects(design, figure):
    one = partial(simulated, np.random.default_rng(1), DESIGNS[design], figure)
    covered = sum(estimate.low <= truth <= estimate.high for estimate, truth in (one() for _ in range(PROJECTS)))
    assert 0.93 <= covered / PROJECTS <= 0.97


def test_nothing_is_estimated_while_a_stratum_was_not_judged():
    extremes = ((1, 1), (0, 1))
    assert ratio([Sample(50, [(1, 1)] * 5, extremes), Sample(9, [], extremes)]) == UNKNOWN


def test_a_stratum_judged_as_a_whole_is_known_exactly():
    found = ratio([Sample(4, [(1, 1), (1, 1), (1, 1), (0, 1)], ((1, 1), (0, 1)))])
    assert (found.value, found.low, found.high) == (0.75, 0.75, 0.75)


def test_judging_that_many_more_reaches_the_wanted_width():
    extremes = ((1, 1), (0, 1))

    def judged(count):
        return Sample(5000, [(float(number % 10 > 0), 1.0) for number in range(count)], extremes)

    factor = factor_for([judged(100)], 0.02)
    assert factor is not None
    assert ratio([judged(round(100 * factor))]).reach == pytest.approx(0.02, abs=0.001)


def test_wilson_agrees_with_a_worked_example():
    assert wilson_interval(0.9 * 100, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
