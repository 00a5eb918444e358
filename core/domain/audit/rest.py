"""May we stop reading? What is expected if suggestions are accepted in all files that nobody has read to the end.

The expectation comes from the calibrated scores: the score of a suggestion is its probability of being right, so the
sum of scores is the number of right ones. How many entities there are follows from the share that the model finds in
files that it has not seen. An interval is Wilson's for as many suggestions, or tags, as these shares were measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.audit.estimating import UNKNOWN, Estimate
from core.domain.audit.figures import Figure
from core.domain.models.metrics import wilson_interval

DECIDE = 1
"""Keys for deciding on a suggestion."""

TAG = 3
"""Keys for selecting and tagging what was not suggested, as measured in docs/effort.md."""

NEXT = 1
"""Keys for saving a file and going on to the next."""

SCORES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Lowest scores to choose from."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions of one model that are left.

    Attributes:
        scores: of each.
        recall: share of the entities that the model finds in files that it has not seen; None if that is not known.
        measured_on: number of tags that the share was measured on.
        shown_from: returns how many suggestions on such files had at least a score.
    """

    scores: Sequence[float]
    recall: float | None = None
    measured_on: int = 0
    shown_from: Callable[[float], int] = lambda score: 0  # noqa: ARG005 - of a model whose scores were never measured


@dataclass(frozen=True, slots=True)
class Plan:
    """What accepting the rest from a score on is expected to lead to.

    Attributes:
        score: the lowest.
        accepted: number of suggestions accepted.
        left: number of those below the score, which stay suggestions.
        files: number of files with suggestions to accept or to leave.
        expected: precision of what is accepted, and the share that it is of what nobody has tagged yet, by the scores.
        judged: the same by the judgements of an audit; unknown where there are none.
        keys: that reading these files would cost; None if it cannot be said how much is missing.
    """

    score: float
    accepted: int
    left: int
    files: int
    expected: Mapping[Figure, Estimate]
    judged: Mapping[Figure, Estimate]
    keys: int | None

    @property
    def best(self) -> Mapping[Figure, Estimate]:
        """The estimates by judgements where there are some, else those by scores."""
        return {
            figure: each if (each := self.judged[figure]).value is not None else self.expected[figure]
            for figure in self.judged
        }

    @property
    def wrong(self) -> int | None:
        """Number of accepted suggestions that are probably wrong."""
        precision = self.best[Figure.PRECISION].value
        return None if precision is None else round(self.accepted * (1 - precision))

    @property
    def missing(self) -> int | None:
        """Number of entities that are probably left without a right tag."""
        precision, recall = (self.best[figure].value for figure in (Figure.PRECISION, Figure.RECALL))
        if precision is None or not recall:
            return None
        right = self.accepted * precision
        return round(right / recall - right)

    @property
    def contradicts(self) -> bool:
        """Whether the judgements show that the scores promise too much."""
        return any(
            self.judged[figure].value is not None and (self.expected[figure].value or 0.0) > self.judged[figure].high
            for figure in self.judged
        )


@dataclass(frozen=True)
class Rest:
    """What is left in files that nobody has read to the end.

    Attributes:
        files: number of these with suggestions.
        untried: number of these that no model has done.
        unsaved: number of those with suggestions that are left alone, since the user has unsaved decisions in them.
        suggested: the suggestions, by model.
        judged: returns what an audit says about accepting from a score on; None if none does.
        why_not: why no audit says something, in a sentence; empty if one does.
    """

    files: int
    untried: int
    unsaved: int
    suggested: Sequence[Suggested]
    judged: Callable[[float], Mapping[Figure, Estimate]] | None = None
    why_not: str = ""

    def plan(self, score: float) -> Plan:
        """Return what accepting from a score on is expected to lead to."""
        every = [each for group in self.suggested for each in group.scores]
        taken = [each for each in every if each >= score]
        judged = self.judged(score) if self.judged and taken else dict.fromkeys(_FIGURES, UNKNOWN)
        total = self._entities()
        keys = None if total is None else DECIDE * len(every) + TAG * round(total - sum(every)) + NEXT * self.files
        expected = {Figure.PRECISION: self._precision(score, taken), Figure.RECALL: self._recall(taken, total)}
        return Plan(score, len(taken), len(every) - len(taken), self.files, expected, judged, keys)

    def plans(self) -> list[Plan]:
        """Return a plan for each score to choose from that makes a difference."""
        found: dict[int, Plan] = {}
        for score in SCORES:
            plan = self.plan(score)
            if plan.accepted:
                found[plan.accepted] = plan
        return list(found.values())

    def _entities(self) -> float | None:
        """Return how many entities there probably are that nobody has tagged yet."""
        if not self.suggested or not all(group.recall for group in self.suggested):
            return None
        return sum(sum(group.scores) / group.recall for group in self.suggested if group.recall)

    def _precision(self, score: float, taken: Sequence[float]) -> Estimate:
        shown = sum(group.shown_from(score) for group in self.suggested)
        return _estimate(sum(taken) / len(taken), shown) if taken else UNKNOWN

    def _recall(self, taken: Sequence[float], total: float | None) -> Estimate:
        measured_on = sum(group.measured_on for group in self.suggested)
        return _estimate(min(1.0, sum(taken) / total), measured_on) if total else UNKNOWN


_FIGURES = (Figure.PRECISION, Figure.RECALL)


def _estimate(share: float, measured_on: int) -> Estimate:
    if not measured_on:
        return Estimate(share)
    low, high = wilson_interval(share * measured_on, measured_on)
    return Estimate(share, low, high)
