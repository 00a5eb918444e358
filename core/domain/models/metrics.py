"""How good predictions are: strict-span precision, recall and F1, and the confusion matrix.

A prediction is right only if start, end and entity are exactly those of an expected span. A wrong entity
on the right span is therefore a false positive of the one and a false negative of the other. Figures of a
whole model are micro averages: computed from counts summed over the entities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from core.domain.text.spans import Span, position

NONE = ""
"""Stands for "no entity" as a row or column of the confusion matrix; no entity can have this name."""


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives, and the rates made of them (0..1)."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.true_positives + other.true_positives,
            self.false_positives + other.false_positives,
            self.false_negatives + other.false_negatives,
        )

    @property
    def expected(self) -> int:
        """Number of spans to find."""
        return self.true_positives + self.false_negatives

    @property
    def predicted(self) -> int:
        """Number of predicted spans."""
        return self.true_positives + self.false_positives

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 if there are none."""
        return self.true_positives / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the expected spans that were found; 0 if there are none."""
        return self.true_positives / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.expected
        return 2 * self.true_positives / total if total else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Predictions compared with the expected spans.

    Attributes:
        entities: counts of each entity that was expected or predicted.
        confusion: how often (expected entity, predicted entity) occurred on the same borders; `NONE` as the
            predicted one counts misses, as the expected one spurious spans. Rows sum to what was expected,
            columns to what was predicted, the diagonal holds the true positives.
    """

    entities: Mapping[str, Counts] = field(default_factory=dict)
    confusion: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        """Counts summed over all entities; its rates are the micro averages."""
        return sum(self.entities.values(), Counts())

    @property
    def taken_for_others(self) -> list[tuple[tuple[str, str], int]]:
        """(Expected, predicted) pairs of different entities, each with how often; the most frequent first."""
        pairs = ((p, count) for p, count in self.confusion.items() if p[0] != p[1] and NONE not in p and count)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def __add__(self, other: Evaluation) -> Evaluation:
        names = [*self.entities, *(name for name in other.entities if name not in self.entities)]
        none = Counts()
        return Evaluation(
            {name: self.entities.get(name, none) + other.entities.get(name, none) for name in names},
            Counter(self.confusion) + Counter(other.confusion),
        )


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expected and a predicted span that differ; None stands for a missing one.

    Overlapping spans form a pair, so that a wrong border counts as one mistake.
    """

    expected: Span | None
    predicted: Span | None


def evaluate(expected: Iterable[Span], predicted: Iterable[Span]) -> Evaluation:
    """Compare the spans of one file; results of several files can be added."""
    wanted = {span.borders: span.entity for span in expected}
    given = {span.borders: span.entity for span in predicted}
    confusion = Counter(
        (wanted.get(borders, NONE), given.get(borders, NONE)) for borders in wanted.keys() | given.keys()
    )
    names = sorted({name for pair in confusion for name in pair if name != NONE})
    return Evaluation({name: _counts(name, confusion) for name in names}, confusion)


def _counts(entity: str, confusion: Mapping[tuple[str, str], int]) -> Counts:
    right = confusion.get((entity, entity), 0)
    expected = sum(count for (want, _), count in confusion.items() if want == entity)
    predicted = sum(count for (_, got), count in confusion.items() if got == entity)
    return Counts(right, predicted - right, expected - right)


def mismatches(expected: Iterable[Span], predicted: Iterable[Span]) -> list[Mismatch]:
    """Return the mistakes in one file, in text order."""
    wanted, given = {s.span for s in expected}, {s.span for s in predicted}
    missed, spurious = sorted(wanted - given, key=position), sorted(given - wanted, key=position)
    found: list[Mismatch] = []
    for span in missed:
        partner = next((other for other in spurious if other.overlaps(span)), None)
        if partner:
            spurious.remove(partner)
        found.append(Mismatch(span, partner))
    found += [Mismatch(None, span) for span in spurious]
    return sorted(found, key=lambda m: position(m.expected or m.predicted))  # type: ignore[arg-type]  # one is set


Z_95 = 1.96
"""Quantile of the normal distribution for intervals of 95 %."""


def wilson_interval(right: float, total: float, z: float = Z_95) -> tuple[float, float]:
    """Return a 95 % confidence interval (at the default z) of a share of which `right` of `total` were observed.

    An effective sample size need not be a whole number.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927. Unlike
    the normal approximation it stays within 0..1 and is usable for a handful of tags.
    """
    if total <= 0:
        return 0.0, 1.0
    share, z2 = right / total, z * z
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    reach = z / (1 + z2 / total) * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, centre - reach), min(1.0, centre + reach)
