"""The result of a recipe, from which the model's figures are computed."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.models.model import AtThreshold, CurvePoint, Forecast, GuessGain
from core.domain.models.training import Progress
from core.learning.choosing.calibration import Calibration
from core.learning.choosing.validation import HeldOutFile


@dataclass(frozen=True)
class TrainingResult:
    """The result of a recipe.

    Attributes:
        judged: predictions for files that were not learned from.
        calibration: fitted to these predictions, or to some of them.
        thresholds: per entity, the lowest score at which a span is suggested.
        outlooks: per entity, the results at other thresholds.
        made_of: description of the chosen parts.
        curve: micro F1 by number of files.
        forecast: for more files.
        gain: F1 with and without guesses; None if there is no guesser.
        out_of_reach: per entity, the number of tags that the recipe can never find exactly.
    """

    judged: Sequence[HeldOutFile]
    calibration: Calibration
    thresholds: Mapping[str, float]
    outlooks: Mapping[str, tuple[AtThreshold, ...]]
    made_of: str
    curve: Sequence[CurvePoint] = ()
    gain: GuessGain | None = None
    out_of_reach: Mapping[str, int] = field(default_factory=dict)
    forecast: Forecast | None = None


Steps = Generator[Progress, None, TrainingResult]
"""Progress reports while a recipe runs, then its result."""
