"""What learning gives, before it is described as a model."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.models.model import AtThreshold, CurvePoint, GuessGain
from core.domain.models.training import Progress
from core.learning.choosing.calibration import Calibration
from core.learning.choosing.validation import Judged


@dataclass(frozen=True)
class Learned:
    """What learning gave.

    Attributes:
        judged: what was predicted for files that were not learned from.
        calibration: fitted to that, or to part of it.
        thresholds: per entity, the lowest score at which a span is suggested.
        outlooks: per entity, what other thresholds would have led to.
        made_of: in words, what was chosen.
        curve: micro F1 by number of files.
        gain: what the guesser brought; None if there was none.
        out_of_reach: per entity, the number of tags that can never be found exactly.
    """

    judged: Sequence[Judged]
    calibration: Calibration
    thresholds: Mapping[str, float]
    outlooks: Mapping[str, tuple[AtThreshold, ...]]
    made_of: str
    curve: Sequence[CurvePoint] = ()
    gain: GuessGain | None = None
    out_of_reach: Mapping[str, int] = field(default_factory=dict)


Steps = Generator[Progress, None, Learned]
"""Learning step by step."""
