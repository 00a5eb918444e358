from __future__ import annotations

from core.learning.finders.predictions import Prediction, in_context


def said(start: int, end: int, probability: float, entity: str = "E") -> Prediction:
    return Prediction(start, end, entity, probability, 0)


def test_each_knows_how_sure_its_text_is_elsewhere() -> None:
    text = "Oslo, OSLO and Rome"
    first, second, third = in_context(text, [said(6, 10, 0.3), said(0, 4, 0.9), said(15, 19, 0.5)])

    assert [first.elsewhere, second.elsewhere, third.elsewhere] == [0.3, 0.9, 0.0]


def test_the_same_text_as_another_entity_does_not_count() -> None:
    one, other = in_context("Oslo Oslo", [said(0, 4, 0.9), said(5, 9, 0.4, "F")])

    assert (one.elsewhere, other.elsewhere) == (0.0, 0.0)


def test_the_same_text_twice_with_the_same_probability_is_elsewhere_for_both() -> None:
    assert [p.elsewhere for p in in_context("Oslo Oslo", [said(0, 4, 0.9), said(5, 9, 0.9)])] == [0.9, 0.9]


def test_each_knows_what_it_overlaps() -> None:
    whole, first, last, apart = in_context(
        "New York City and on", [said(0, 13, 0.5), said(0, 8, 0.25), said(9, 13, 0.125), said(14, 17, 1.0)]
    )

    assert {p.end - p.start: p.contested for p in (whole, first, last, apart)} == {13: 0.375, 8: 0.5, 4: 0.5, 3: 0.0}
