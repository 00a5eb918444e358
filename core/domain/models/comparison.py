"""Models side by side, on the files that they were all measured on, with the same tags in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.models.metrics import Counts
from core.domain.models.model import FileMismatches, Model


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts of one of the compared models.

    Attributes:
        model: its name.
        counts: strict-span counts on these files.
    """

    model: str
    counts: Counts


@dataclass(frozen=True)
class Comparison:
    """Several models, measured on the same files.

    Attributes:
        files: names of the files that all models were measured on.
        models: in the order of the request.
    """

    files: Sequence[str]
    models: Sequence[Compared]


def compare(models: Sequence[Model]) -> Comparison:
    """Compare models on the files, possibly none, that they were all measured on with the same tags."""
    # Tags may change between two trainings: compare only files whose expected tags were the same.
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
