"""The learning curve: micro F1 of the same recipe after learning from fewer files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from core.domain.models.model import CurvePoint, Forecast
from core.learning.choosing.budget import spread
from core.learning.choosing.calibration import Calibration
from core.learning.choosing.forecast import Measured, forecast
from core.learning.choosing.validation import HeldOutFile, judge
from core.learning.finders.recipes import Fit
from core.learning.training.examples import Example, measurable


class Curve:
    """Compute points at a quarter and a half of the training files; the last point is known from the evaluation.

    Args:
        training: files to learn from.
        testing: files to measure on; if there are none, each point is measured on the training files not learned from.
        learned_from: number of files that the models of the last point had learned from.
    """

    def __init__(self, training: Sequence[Example], testing: Sequence[Example], learned_from: int) -> None:
        self._training = training
        self._testing = testing
        self._learned_from = learned_from
        self._counts = sorted({learned_from // 4, learned_from // 2} - {0, learned_from})

    def steps(self, fit: Fit) -> list[Callable[[], list[HeldOutFile]]]:
        """Return a step that learns and judges for each point but the last."""
        return [partial(judge, fit, *self._part(count)) for count in self._counts]

    def _part(self, count: int) -> tuple[Sequence[Example], Sequence[Example]]:
        learned = spread(self._training, count)
        names = {example.name for example in learned}
        return learned, self._testing or [
            example for example in measurable(self._training) if example.name not in names
        ]

    def measured(
        self, judged: Sequence[list[HeldOutFile]], full: Sequence[HeldOutFile], calibration: Calibration
    ) -> tuple[list[CurvePoint], Forecast | None]:
        """Return the points of the curve, each read like the model's own figures, and a forecast for more files.

        Args:
            judged: the results of `steps`.
            full: the files as they were judged for the model's own figures.
            calibration: of the model.
        """
        of_each = [*zip(self._counts, judged, strict=True), (self._learned_from, full)]
        points = [Measured.of(count, files, calibration) for count, files in of_each]
        ahead = forecast(points[-2], points[-1], len(self._training)) if len(points) > 1 else None
        return [CurvePoint(point.learned_from, point.f1) for point in points], ahead
