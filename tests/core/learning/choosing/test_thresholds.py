from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.domain.models.model import DEFAULT_THRESHOLD
from core.learning.choosing.thresholds import FIT, TAG, ScoredOutcome, choose_thresholds, keys, outlooks

SCORED = st.builds(ScoredOutcome, st.just("E"), st.floats(0, 1), st.booleans())


@given(st.lists(SCORED, max_size=60))
def test_the_chosen_threshold_never_costs_more_keys_than_the_default(predictions: list[ScoredOutcome]) -> None:
    chosen = choose_thresholds(predictions, ["E"])["E"]

    assert keys(predictions, chosen) <= keys(predictions, DEFAULT_THRESHOLD)


def test_an_entity_with_few_predictions_keeps_the_default() -> None:
    assert choose_thresholds([ScoredOutcome("E", 0.3, False)] * 5, ["E", "F"]) == {
        "E": DEFAULT_THRESHOLD,
        "F": DEFAULT_THRESHOLD,
    }


def test_many_wrong_suggestions_raise_the_threshold_above_them() -> None:
    predictions = [ScoredOutcome("E", 0.3, False)] * 50 + [ScoredOutcome("E", 0.9, True)] * 10

    assert choose_thresholds(predictions, ["E"])["E"] > 0.3


def test_what_is_near_saves_keys_too() -> None:
    near = [ScoredOutcome("E", 0.3, right=False, near=True)]

    assert keys(near, 0.2) == FIT < TAG == keys(near, 0.4)


def test_the_outlook_tells_what_each_threshold_would_have_led_to() -> None:
    predictions = [ScoredOutcome("E", 0.3, False), ScoredOutcome("E", 0.9, True), ScoredOutcome("F", 0.9, True)]

    at = {outlook.threshold: outlook for outlook in outlooks(predictions, ["E"])["E"]}

    assert [(at[t].shown, at[t].right, at[t].keys) for t in (0.2, 0.5, 0.95)] == [(2, 1, 2), (1, 1, 1), (0, 0, TAG)]
