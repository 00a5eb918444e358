"""Estimate shares from a stratified random sample, with 95 % confidence intervals.

Precision, recall and F1 are ratios of two totals. From each stratum a simple random sample is judged, without
replacement; a total is the sum over strata of the stratum's size times its sample mean. The variance of the ratio
follows by linearization, with the finite population correction in each stratum (Cochran, "Sampling Techniques", 3rd ed.
1977, sections 5.3 and 6.11). Single units are drawn, not files, so that units of one file being alike adds no variance.

The interval is Wilson's with the effective sample size: the size of a simple random sample with this variance
(Franco, Little, Louis and Slud, "Comparative study of confidence intervals for proportions in complex sample surveys",
Journal of Survey Statistics and Methodology 7, 2019). Where every judged unit of a stratum is alike, its variance must
not count as zero: two pseudo-units of weight 1/2 each, one good and one bad, join the sample for the variance, as in
Jeffreys' prior.

In simulated projects, intervals cover the truth in 93 to 97 %. Where fewer than about three mistakes are expected in
the sample, as with precision from .99 on and 230 judged tags, they cover up to 98.4 %: they are wider than needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isinf

from core.domain.models.metrics import Z_95, wilson_interval

FEWEST = 2
"""Units of a stratum that have to be judged before anything is estimated."""

Pair = tuple[float, float]
"""A unit's contributions to the numerator and the denominator of a ratio."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The judged units of one stratum.

    Attributes:
        size: number of units in the stratum.
        values: contributions of each judged unit.
        extremes: contributions of a good and of a bad unit.
    """

    size: int
    values: Sequence[Pair]
    extremes: tuple[Pair, Pair]

    @property
    def is_enough(self) -> bool:
        """Whether the stratum can be estimated."""
        return len(self.values) >= min(FEWEST, self.size)

    def totals(self) -> Pair:
        """Return the estimated totals of numerator and denominator in the stratum."""
        weight = self.size / len(self.values) if self.values else 0.0
        return weight * sum(a for a, _ in self.values), weight * sum(b for _, b in self.values)

    def smoothed_totals(self) -> Pair:
        """Return the totals with the pseudo-units counted in; those of a stratum judged as a whole are exact."""
        if len(self.values) == self.size:
            return self.totals()
        weight = self.size / (len(self.values) + 1)
        (good_a, good_b), (bad_a, bad_b) = self.extremes
        numerator = sum(a for a, _ in self.values) + (good_a + bad_a) / 2
        return weight * numerator, weight * (sum(b for _, b in self.values) + (good_b + bad_b) / 2)

    def spread(self, ratio: float) -> float:
        """Return the variance of `numerator - ratio * denominator` between units, pseudo-units counted in."""
        if not self.values or len(self.values) == self.size:
            return 0.0
        weighted = [(a - ratio * b, 1.0) for a, b in self.values] + [(a - ratio * b, 0.5) for a, b in self.extremes]
        mean = sum(value * weight for value, weight in weighted) / (len(self.values) + 1)
        return sum(weight * (value - mean) ** 2 for value, weight in weighted) / len(self.values)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % confidence interval; all are 0..1.

    Attributes:
        value: estimated share; None if too little was judged.
        low, high: the interval.
    """

    value: float | None = None
    low: float = 0.0
    high: float = 1.0

    def __str__(self) -> str:
        """Return the share and its interval; a question mark if nothing is known."""
        return "?" if self.value is None else f"{self.value:.3f} {self.low:.3f}-{self.high:.3f}"

    @property
    def reach(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


UNKNOWN = Estimate()
"""Nothing is known."""


def ratio(samples: Iterable[Sample]) -> Estimate:
    """Estimate the ratio of two totals over strata; the ratio is a share, between 0 and 1."""
    strata = [sample for sample in samples if sample.size]
    totals = [sample.totals() for sample in strata]
    numerator, denominator = sum(a for a, _ in totals), sum(b for _, b in totals)
    if not denominator or not all(sample.is_enough for sample in strata):
        return UNKNOWN
    value = numerator / denominator
    size = _effective_size(strata)
    low, high = (value, value) if isinf(size) else wilson_interval(value * size, size)
    return Estimate(value, low, high)


def factor_for(samples: Iterable[Sample], reach: float, fixed: Iterable[Sample] = ()) -> float | None:
    """Return the factor by which more units have to be judged for an interval of a half width.

    Args:
        samples: strata of which more can be judged, each by the same factor.
        reach: wanted half width of the interval.
        fixed: strata of which no more will be judged.

    Returns:
        The factor, at least 1; None if no factor suffices.
    """
    varied = [sample for sample in samples if sample.size and sample.values]
    kept = [sample for sample in fixed if sample.size and sample.values]
    smoothed = [sample.smoothed_totals() for sample in (*varied, *kept)]
    denominator = sum(b for _, b in smoothed)
    if not varied or not denominator:
        return None
    value = sum(a for a, _ in smoothed) / denominator
    wanted = (reach / Z_95 * denominator) ** 2 - sum(_variance(sample, value) for sample in kept)
    once = sum(s.size**2 * s.spread(value) / len(s.values) for s in varied)
    most = sum(s.size * s.spread(value) for s in varied)  # what the finite population takes off
    if wanted + most <= 0:
        return None
    return max(1.0, once / (wanted + most))


def _effective_size(strata: Sequence[Sample]) -> float:
    """Return the size of a simple random sample of a huge population with the variance of this ratio."""
    smoothed = [sample.smoothed_totals() for sample in strata]
    denominator = sum(b for _, b in smoothed)
    value = sum(a for a, _ in smoothed) / denominator
    variance = sum(_variance(sample, value) for sample in strata) / denominator**2
    return value * (1 - value) / variance if variance > 0 else float("inf")


def _variance(sample: Sample, ratio: float) -> float:
    """Return the variance of the estimated total of `numerator - ratio * denominator` in a stratum."""
    judged = len(sample.values)
    return sample.size**2 * (1 - judged / sample.size) * sample.spread(ratio) / judged
