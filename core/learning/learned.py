"""What learning gives, before it is described as a model."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from core.domain.models import CurvePoint
from core.domain.training import Progress
from core.learning.calibration import Calibration
from core.learning.examples import Example, count_tags
from core.learning.thresholds import choose_thresholds
from core.learning.validation import Judged, scored_outcomes


@dataclass(frozen=True)
class Learned:
    """What learning gave.

    Attributes:
        judged: what was predicted for files that were not learned from.
        calibration: fitted to that, or to part of it.
        thresholds: per entity, the lowest score at which a span is suggested.
        made_of: in words, what was chosen.
        curve: micro F1 by number of files.
    """

    judged: Sequence[Judged]
    calibration: Calibration
    thresholds: Mapping[str, float]
    made_of: str
    curve: Sequence[CurvePoint] = ()


Steps = Generator[Progress, None, Learned]
"""Learning step by step."""


def thresholds_for(judged: Sequence[Judged], calibration: Calibration, training: Sequence[Example]) -> dict[str, float]:
    """The threshold of each entity that there was to learn."""
    return choose_thresholds(scored_outcomes(judged, calibration), count_tags(training))
