from __future__ import annotations

import pytest

from core.domain.models.splits import MAX_FOLDS
from core.learning.choosing.budget import FEW_FOLDS, Pace, Plan, affordable_files
from core.learning.training.examples import Example

PACE = Pace(a_character=0.001, a_fit=0.5)
FILES = [Example(f"{number:02}", "x" * 100, ()) for number in range(20)]
ONE = PACE.cross_validation(2000, FEW_FOLDS)
"""Seconds of one candidate in the fewest folds."""


def plan(budget: float, candidates: int = 4, others: int = 0) -> Plan:
    return Plan.of(candidates, PACE, [PACE] * others, FILES, budget)


def test_each_fold_learns_from_all_others() -> None:
    assert Pace(a_character=1.0, a_fit=7.0).cross_validation(300, folds=3) == 3 * (200 + 7)


def test_a_large_budget_tries_everything_in_most_folds() -> None:
    everything = 4 * PACE.cross_validation(2000, MAX_FOLDS)

    assert plan(everything) == Plan(MAX_FOLDS, tried=4)


def test_a_smaller_budget_leaves_out_folds_first() -> None:
    assert plan(4 * ONE) == Plan(FEW_FOLDS, tried=4)


def test_a_tight_budget_races_on_part_of_the_files_and_tries_the_best() -> None:
    tight = plan(3 * ONE)

    assert tight.folds == FEW_FOLDS
    assert tight.tried == 2
    assert 2 * FEW_FOLDS <= len(tight.raced) < len(FILES)


def test_a_budget_too_small_for_a_race_tries_the_first_candidate() -> None:
    assert plan(0.001) == Plan(FEW_FOLDS, tried=1)


@pytest.mark.parametrize(("spare", "joined"), [(0.0, 0), (1.0, 1), (5.0, 3)])
def test_others_join_as_far_as_the_budget_goes(spare: float, joined: int) -> None:
    everything = 4 * PACE.cross_validation(2000, MAX_FOLDS)
    another = PACE.cross_validation(2000, MAX_FOLDS) + PACE.learning(2000)

    assert plan(everything + spare * another + 0.01, others=3).joined == joined


def test_affordable_files_are_spread_over_all() -> None:
    chosen = affordable_files(FILES, ONE / 2, PACE)

    assert [file.name for file in chosen] == [f"{number:02}" for number in range(0, 20, 2)]
    assert affordable_files(FILES, ONE, PACE) == FILES
