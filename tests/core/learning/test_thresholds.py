from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.learning.thresholds import DEFAULT, Scored, choose_thresholds, keys

SCORED = st.builds(Scored, st.just("E"), st.floats(0, 1), st.booleans())


@given(st.lists(SCORED, max_size=60))
def test_the_chosen_threshold_never_costs_more_keys_than_the_default(predictions: list[Scored]) -> None:
    chosen = choose_thresholds(predictions, ["E"])

    assert keys(predictions, chosen) <= keys(predictions, {"E": DEFAULT})


def test_an_entity_with_few_predictions_keeps_the_default() -> None:
    assert choose_thresholds([Scored("E", 0.3, False)] * 5, ["E", "F"]) == {"E": DEFAULT, "F": DEFAULT}


def test_many_wrong_suggestions_raise_the_threshold_above_them() -> None:
    predictions = [Scored("E", 0.3, False)] * 50 + [Scored("E", 0.9, True)] * 10

    assert choose_thresholds(predictions, ["E"])["E"] > 0.3
