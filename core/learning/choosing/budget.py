"""What can be tried in a given time.

Times are estimated from the length of the texts, never measured: the same files and the same budget lead to the same
model on a slow machine and on a fast one. Estimates that are right within a few times are good enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from core.domain.models.splits import MAX_FOLDS
from core.learning.training.examples import Example

FEW_FOLDS = 3
"""Folds where there is no time for `MAX_FOLDS`."""

RACE = 1 / 3
"""Share of the budget for a race that ranks the candidates, where they cannot all be cross-validated in full."""

_SEVERAL = 2
"""Candidates that should be affordable where leaving out files costs nothing but some certainty: means are worth it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long learning takes where two cores learn side by side.

    Attributes:
        a_character: seconds for each character of the texts.
        a_fit: seconds for each fit besides.
    """

    a_character: float
    a_fit: float = 0.0

    def learning(self, characters: int) -> float:
        """Estimate the seconds of one fit."""
        return self.a_fit + self.a_character * characters

    def cross_validation(self, characters: int, folds: int) -> float:
        """Estimate the seconds of a fit for each fold, from the texts of all other folds."""
        return folds * self.a_fit + (folds - 1) * self.a_character * characters


FIELD = Pace(1.5e-5)
"""Pace of a conditional random field."""


@dataclass(frozen=True)
class Plan:
    """What a budget pays for.

    Attributes:
        folds: number of folds in which candidates are cross-validated on all files.
        tried: number of candidates that are.
        raced: files of a race that says which these are; empty if it is not needed or takes too long.
        joined: number of others, slower or weaker alone, that are tried in a mean with the best.
    """

    folds: int
    tried: int
    raced: Sequence[Example] = ()
    joined: int = 0

    @classmethod
    def of(cls, candidates: int, pace: Pace, others: Sequence[Pace], files: Sequence[Example], budget: float) -> Self:
        """Plan within a budget.

        Args:
            candidates: number of candidates.
            pace: of each of them.
            others: paces of what may join the best, in the order in which it is worth trying.
            files: to learn from.
            budget: seconds; one candidate is tried whatever it takes.
        """
        characters = _characters(files)
        folds = next(
            (n for n in (MAX_FOLDS, FEW_FOLDS) if candidates * pace.cross_validation(characters, n) <= budget), None
        )
        if folds is None:
            folds = FEW_FOLDS
            affordable = round((1 - RACE) * budget / pace.cross_validation(characters, folds))
            tried = max(1, min(candidates - 1, affordable))
            raced = _race(candidates, pace, files, budget)
        else:
            tried, raced = candidates, ()
        spare = budget - tried * pace.cross_validation(characters, folds)
        # Whatever joins the best has to be learned from all files too.
        costs = accumulate(each.cross_validation(characters, folds) + each.learning(characters) for each in others)
        return cls(folds, tried, raced, sum(cost <= spare for cost in costs))


def _race(candidates: int, pace: Pace, files: Sequence[Example], budget: float) -> Sequence[Example]:
    """Choose files for a race; none where even the fewest are too long."""
    few = affordable_files(files, budget * RACE / candidates, pace)
    return few if candidates * pace.cross_validation(_characters(few), FEW_FOLDS) <= budget else ()


def files_to_choose_by(files: Sequence[Example], budget: float, pace: Pace) -> Sequence[Example]:
    """Choose so many files that the budget pays for several candidates."""
    return affordable_files(files, (1 - RACE) * budget / _SEVERAL, pace)


def affordable_files(files: Sequence[Example], budget: float, pace: Pace) -> Sequence[Example]:
    """Choose as many files, evenly spread, as one candidate can be cross-validated on within the budget."""
    fraction = budget / pace.cross_validation(_characters(files), FEW_FOLDS)
    return files if fraction >= 1 else spread(files, max(2 * FEW_FOLDS, int(len(files) * fraction)))


def spread(files: Sequence[Example], count: int) -> list[Example]:
    """Choose so many files, evenly spread."""
    count = min(count, len(files))
    return [files[index * len(files) // count] for index in range(count)]


def _characters(files: Sequence[Example]) -> int:
    return sum(len(file.text) for file in files)
