from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.learning.choosing.choosing import Candidate, choose
from core.learning.choosing.validation import micro_f1
from core.learning.crf.readings import NEAR, in_words
from core.learning.finders.finder import CrfFinder
from core.learning.finders.recipes import fit_field, fit_matches
from core.learning.training.background import result_of
from core.learning.training.examples import Example

BUDGET = 100.0


def chosen(letters: Sequence[Example], *others: Candidate) -> Candidate:
    strings = Candidate("strings tagged before", [fit_matches])  # which miss every name that is new
    return result_of(choose([strings], others, letters, 0, BUDGET))


def test_what_helps_is_combined(letters: list[Example]) -> None:
    best = chosen(letters, Candidate("CRF", [fit_field(NEAR)], [NEAR]))

    assert best.name == "the mean of CRF (near context: IOB2) and strings tagged before"
    assert micro_f1(best.judged) > micro_f1(chosen(letters).judged)


def test_what_does_not_help_is_left_out(letters: list[Example]) -> None:
    assert chosen(letters, Candidate("the same again", [fit_matches])).name == "strings tagged before"


@pytest.mark.parametrize("dear", [{"pace": 1.0}, {"start": BUDGET}])
def test_what_the_budget_does_not_pay_for_is_not_tried(letters: list[Example], dear: dict[str, float]) -> None:
    assert chosen(letters, Candidate("CRF", [fit_field(NEAR)], [NEAR], **dear)).name == "strings tagged before"


def test_where_candidates_are_as_good_as_each_other_their_mean_is_chosen(letters: list[Example]) -> None:
    alike = [Candidate(in_words([NEAR]), [fit_field(NEAR)], [NEAR])] * 2

    best = result_of(choose(alike, [], letters, 0, BUDGET))

    assert best.name == "the mean of 2 CRFs (near context: IOB2, IOB2)"
    assert best.fit(letters, {}).__class__ is CrfFinder


def test_where_time_is_short_a_race_leaves_the_better_one(letters: list[Example]) -> None:
    strings, field = Candidate("strings", [fit_matches]), Candidate(in_words([NEAR]), [fit_field(NEAR)], [NEAR])
    one = 2 * strings.pace * sum(len(example.text) for example in letters)  # three folds, each of two thirds

    best = result_of(choose([strings, field], [], letters, 0, 1.5 * one))

    assert best.name == "CRF (near context: IOB2)"
