"""Precision, recall and F1 of the tags of a project, estimated from the judgements of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from core.domain.audit.estimating import Estimate, Pair, Sample, factor_for, ratio
from core.domain.audit.judging import Judgement, Verdict
from core.domain.audit.sampling import Audit, Kind, Stratum, Unit
from core.domain.wording import counted

WANTED_REACH = 0.02
"""Half width of an interval that is narrow enough to decide by."""


class Figure(StrEnum):
    """What is estimated."""

    PRECISION = "precision"
    RECALL = "recall"
    F1 = "f1"


_GOOD_AND_BAD_TAG: Mapping[Figure, tuple[Pair, Pair]] = {
    Figure.PRECISION: ((1, 1), (0, 1)),
    Figure.RECALL: ((1, 1), (0, 1)),
    Figure.F1: ((2, 2), (0, 1.5)),
}
_NOT_AND_MISSING: tuple[Pair, Pair] = ((0, 0), (0, 1))


@dataclass(frozen=True, slots=True)
class More:
    """Units to judge until an interval is narrow enough."""

    tags: int
    suggestions: int
    stretches: int

    def __str__(self) -> str:
        """Say the numbers in words."""
        counts = {Kind.TAG: self.tags, Kind.SUGGESTION: self.suggestions, Kind.STRETCH: self.stretches}
        parts = [counted(count, kind) if count else "" for kind, count in counts.items()]
        return ", ".join(filter(None, parts)) or "nothing"


@dataclass(frozen=True, slots=True)
class Report:
    """What the judgements so far say.

    Attributes:
        total: the figures of all tags.
        entities: those of the tags of each entity.
        more: what is left to judge for each of the total figures; None where no number of judgements suffices.
        judged: number of units judged in each stratum.
    """

    total: Mapping[Figure, Estimate]
    entities: Mapping[str, Mapping[Figure, Estimate]]
    more: Mapping[Figure, More | None]
    judged: Mapping[Stratum, int]

    @property
    def sentence(self) -> str:
        """How much more is to be judged, in a sentence; empty as long as nothing is known."""
        if all(self.total[figure].value is None for figure in self.more):
            return ""
        parts = [f"{figure} {more or 'cannot be had'}" for figure, more in self.more.items()]
        return f"More to judge for ±{WANTED_REACH * 100:.0f} points: {'; '.join(parts)}."

    def judged_of(self, kind: Kind) -> int:
        """Return the number of units of a kind that were judged."""
        return sum(count for stratum, count in self.judged.items() if stratum.kind is kind)


def report(audit: Audit, judgements: Mapping[int, Judgement]) -> Report:
    """Estimate all figures.

    Args:
        audit: the sample.
        judgements: those that count, by the number of their unit.
    """
    judged = _Judged(audit, judgements)
    entities = {entity for sizes in audit.sizes.values() for entity in sizes if entity}
    entities |= {entity for judgement in judgements.values() for entity in judgement.entities}
    return Report(
        {figure: ratio(judged.samples(figure)) for figure in Figure},
        {name: {figure: ratio(judged.samples(figure, name)) for figure in Figure} for name in sorted(entities)},
        {figure: judged.more(figure) for figure in Figure},
        {stratum: len(judged.of[stratum]) for stratum in audit.sizes},
    )


def rest_report(audit: Audit, judgements: Mapping[int, Judgement], score: float) -> dict[Figure, Estimate]:
    """Estimate how good it is to accept the suggestions from a score on in all files not read to the end.

    Precision is that of these suggestions. Recall is the share that they are of what nobody has tagged yet: what is
    suggested there and right, and what eludes both tags and suggestions.
    """
    return _Judged(audit, judgements).rest(score)


class _Judged:
    """The units that were judged, by stratum."""

    def __init__(self, audit: Audit, judgements: Mapping[int, Judgement]) -> None:
        self._audit = audit
        self.of: dict[Stratum, list[tuple[Unit, Judgement]]] = {stratum: [] for stratum in audit.sizes}
        for number, judgement in judgements.items():
            unit = audit.units[number - 1]
            self.of[unit.stratum].append((unit, judgement))

    def samples(self, figure: Figure, entity: str = "") -> list[Sample]:
        """Return the strata with their contributions to a figure, of one entity if it is named."""
        return list(self._samples(figure, entity))

    def more(self, figure: Figure) -> More | None:
        """Return how much more is to be judged until the interval of a figure is narrow enough."""
        factor = factor_for(self.samples(figure), WANTED_REACH)
        if factor is None:
            return None
        by_kind = dict.fromkeys(Kind, 0)
        for stratum, judged in self.of.items():
            by_kind[stratum.kind] += ceil(len(judged) * (factor - 1))
        if figure is Figure.PRECISION:
            return More(by_kind[Kind.TAG], 0, 0)
        return More(by_kind[Kind.TAG], by_kind[Kind.SUGGESTION], by_kind[Kind.STRETCH])

    def rest(self, score: float) -> dict[Figure, Estimate]:
        """Return precision and recall of the suggestions from a score on, and of what nobody has tagged yet."""
        size, judged = self._size(Stratum.SUGGESTED), self.of.get(Stratum.SUGGESTED, [])
        taken = [(unit.score or 0.0) >= score for unit, _ in judged]
        right = [
            take and judgement.verdict is Verdict.RIGHT for take, (_, judgement) in zip(taken, judged, strict=True)
        ]
        there = [bool(judgement.true_entity(unit)) for unit, judgement in judged]
        missing = [(0.0, float(len(judgement.entities))) for _, judgement in self.of.get(Stratum.UNREAD, [])]
        good_and_bad = _GOOD_AND_BAD_TAG[Figure.PRECISION]

        def sample(whole: Sequence[bool]) -> Sample:
            values = [(float(part), float(of)) for part, of in zip(right, whole, strict=True)]
            return Sample(size, values, good_and_bad)

        passed_over = Sample(self._size(Stratum.UNREAD), missing, _NOT_AND_MISSING)
        return {Figure.PRECISION: ratio([sample(taken)]), Figure.RECALL: ratio([sample(there), passed_over])}

    def _size(self, stratum: Stratum) -> int:
        return sum(self._audit.sizes.get(stratum, {}).values())

    def _samples(self, figure: Figure, entity: str) -> Iterator[Sample]:
        for stratum, judged in self.of.items():
            if stratum.kind is Kind.TAG:
                values = [_contribution(figure, unit, judgement, entity) for unit, judgement in judged]
                if not entity or self._audit.sizes[stratum].get(entity) or any(map(any, values)):
                    yield Sample(self._size(stratum), values, _GOOD_AND_BAD_TAG[figure])
            elif figure is not Figure.PRECISION:
                missing = [(0.0, float(_missing(unit, judgement, entity))) for unit, judgement in judged]
                yield Sample(self._size(stratum), missing, _NOT_AND_MISSING)


def _contribution(figure: Figure, unit: Unit, judgement: Judgement, entity: str) -> Pair:
    """Return the contributions of a tag to the numerator and the denominator of a figure."""
    true = judgement.true_entity(unit)
    predicted = not entity or unit.entity == entity
    expected = bool(true) and (not entity or true == entity)
    right = judgement.verdict is Verdict.RIGHT and predicted
    match figure:
        case Figure.PRECISION:
            return float(right), float(predicted)
        case Figure.RECALL:
            return float(right), float(expected)
        case Figure.F1:
            return 2.0 * right, float(predicted + expected)


def _missing(unit: Unit, judgement: Judgement, entity: str) -> int:
    """Return the number of entities that no tag has found: those named in a stretch, or where a suggestion is."""
    found = judgement.entities if unit.kind is Kind.STRETCH else (judgement.true_entity(unit),)
    return sum(bool(name) and (not entity or name == entity) for name in found)
