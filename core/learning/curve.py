"""The learning curve: how good the same recipe is after learning from fewer files, each point at its best reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from core.domain.models import CurvePoint
from core.learning.choosing import spread
from core.learning.examples import Example
from core.learning.recipes import Fit
from core.learning.validation import Judged, judge, micro_f1

Names = Sequence[str]


class Curve:
    """Points at a quarter and a half of the training files, and the one that choosing or the test set gave.

    Args:
        training: files to learn from.
        testing: files to measure on; empty under cross-validation.
        folds: (training, testing) names under cross-validation.
    """

    def __init__(
        self, training: Sequence[Example], testing: Sequence[Example], folds: Sequence[tuple[Names, Names]]
    ) -> None:
        by_name = {example.name: example for example in training}
        self._parts: list[tuple[Sequence[Example], Sequence[Example]]] = [
            ([by_name[name] for name in learned], [by_name[name] for name in measured]) for learned, measured in folds
        ]
        if testing:
            self._parts = [(training, testing)]
        self._full = min((len(learned) for learned, _ in self._parts), default=0)
        self._counts = sorted({self._full // 4, self._full // 2} - {0, self._full})

    def steps(self, fit: Fit) -> list[Callable[[], list[Judged]]]:
        """What there is to learn and to judge, for each point and part."""
        return [
            partial(judge, fit, spread(learned, count), measured)
            for count in self._counts
            for learned, measured in self._parts
        ]

    def points(self, judged: Sequence[list[Judged]], full: Sequence[Judged], learned_from: int) -> list[CurvePoint]:
        """The curve.

        Args:
            judged: the results of `steps`.
            full: the files as they were judged for the model's own figures.
            learned_from: number of files that those who judged them had learned from.
        """
        width = len(self._parts)
        points = [
            CurvePoint(
                count, micro_f1([file for part in judged[number * width : (number + 1) * width] for file in part])
            )
            for number, count in enumerate(self._counts)
        ]
        return [*points, CurvePoint(learned_from, micro_f1(full))]
