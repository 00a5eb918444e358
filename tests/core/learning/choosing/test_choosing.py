from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.learning.choosing.budget import Pace
from core.learning.choosing.candidates import Candidate
from core.learning.choosing.choosing import choose
from core.learning.choosing.validation import micro_f1
from core.learning.crf.field_settings import NEAR_FIELD, describe_fields
from core.learning.finders.finder import CrfFinder
from core.learning.finders.recipes import fit_field, fit_matches
from core.learning.training.background import result_of
from core.learning.training.examples import Example

BUDGET = 100.0


def chosen(letters: Sequence[Example], *others: Candidate) -> Candidate:
    strings = Candidate("strings tagged before", [fit_matches])  # they miss every new name
    return result_of(choose([strings], others, letters, 0, BUDGET))


def test_candidates_that_help_are_combined(letters: list[Example]) -> None:
    best = chosen(letters, Candidate("CRF", [fit_field(NEAR_FIELD)], [NEAR_FIELD]))

    assert best.name == "the mean of CRF (near context: IOB2) and strings tagged before"
    assert micro_f1(best.judged) > micro_f1(chosen(letters).judged)


def test_a_candidate_that_does_not_help_is_left_out(letters: list[Example]) -> None:
    assert chosen(letters, Candidate("the same again", [fit_matches])).name == "strings tagged before"


@pytest.mark.parametrize("pace", [Pace(1.0), Pace(0.0, a_fit=BUDGET)])
def test_candidates_over_budget_are_not_tried(letters: list[Example], pace: Pace) -> None:
    assert (
        chosen(letters, Candidate("CRF", [fit_field(NEAR_FIELD)], [NEAR_FIELD], pace)).name == "strings tagged before"
    )


def test_the_mean_of_equally_good_candidates_is_chosen(letters: list[Example]) -> None:
    alike = [Candidate(describe_fields([NEAR_FIELD]), [fit_field(NEAR_FIELD)], [NEAR_FIELD])] * 2

    best = result_of(choose(alike, [], letters, 0, BUDGET))

    assert best.name == "the mean of 2 CRFs (near context: IOB2, IOB2)"
    assert best.fit(letters, {}).__class__ is CrfFinder


def test_on_a_small_budget_a_race_leaves_the_better_candidate(letters: list[Example]) -> None:
    strings, field = (
        Candidate("strings", [fit_matches]),
        Candidate(describe_fields([NEAR_FIELD]), [fit_field(NEAR_FIELD)], [NEAR_FIELD]),
    )
    one = strings.pace.cross_validation(sum(len(example.text) for example in letters), folds=3)

    best = result_of(choose([strings, field], [], letters, 0, 1.5 * one))

    assert best.name == "CRF (near context: IOB2)"
