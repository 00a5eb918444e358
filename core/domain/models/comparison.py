"""Models side by side, on the files that they were all measured on, with the same tags in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.models.metrics import Counts
from core.domain.models.model import FileMismatches, Model


@dataclass(frozen=True, slots=True)
class Compared:
    """One model on the same files as the others.

    Attributes:
        model: its name.
        counts: strict-span counts on these files.
    """

    model: str
    counts: Counts


@dataclass(frozen=True)
class Comparison:
    """Models on the same files.

    Attributes:
        files: names of the files that each of them was measured on.
        models: in the order in which they were given.
    """

    files: Sequence[str]
    models: Sequence[Compared]


def compare(models: Sequence[Model]) -> Comparison:
    """Compares models on the files that they were all measured on with the same tags, which may be none."""
    # Tags change between two trainings; what was expected must have been the same.
    measured = [{(detail.name, detail.expected): detail for detail in model.details} for model in models]
    files = sorted(set.intersection(*map(set, measured))) if measured else []
    compared = [
        Compared(model.name, _counts(details[file] for file in files))
        for model, details in zip(models, measured, strict=True)
    ]
    return Comparison([name for name, _ in files], compared)


def _counts(details: Iterable[FileMismatches]) -> Counts:
    total = Counts()
    for detail in details:
        spurious = sum(item.predicted is not None for item in detail.mismatches)
        missed = sum(item.expected is not None for item in detail.mismatches)
        total += Counts(detail.right, spurious, missed)
    return total
