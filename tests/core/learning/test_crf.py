from __future__ import annotations

from itertools import pairwise, product
from math import exp

import numpy as np
import pytest

from core.learning.crf import UNLIKELY, Crf, Observed, bio

LABELS = ["B-X", "B-Y", "I-X", "I-Y", "O"]


@pytest.fixture
def field() -> Crf:
    rng = np.random.default_rng(3)
    transitions = rng.normal(size=(5, 5))
    for left, right in product(range(5), (2, 3)):
        if LABELS[left][2:] != LABELS[right][2:]:
            transitions[left, right] = -1e4
    weights = np.vstack([rng.normal(size=(3, 5)), np.zeros(5)])
    return Crf(LABELS, {"a": 0, "b": 1, "v0": 2}, weights, transitions)


def by_enumeration(field: Crf, observed: Observed) -> dict[tuple[int, int, str], float]:
    """Probabilities of spans by summing over every labelling there is."""
    emissions = field._emissions(observed)
    sums: dict[tuple[int, int, str], float] = {}
    total = 0.0
    for path in product(range(5), repeat=len(emissions)):
        if LABELS[path[0]].startswith("I-"):
            continue
        weight = sum(emissions[place, label] for place, label in enumerate(path))
        weight += sum(field.transitions[pair] for pair in pairwise(path))
        total += exp(weight)
        for span in spans_of([LABELS[label] for label in path]):
            sums[span] = sums.get(span, 0.0) + exp(weight)
    return {span: value / total for span, value in sums.items()}


def spans_of(labels: list[str]) -> list[tuple[int, int, str]]:
    found, place = [], 0
    while place < len(labels):
        end = place + 1
        if labels[place].startswith("B-"):
            while end < len(labels) and labels[end] == "I-" + labels[place][2:]:
                end += 1
            found.append((place, end, labels[place][2:]))
        place = end
    return found


@pytest.mark.parametrize("vectors", [None, np.array([[0.5], [-1.0], [2.0], [0.0]], dtype=np.float32)])
def test_span_probabilities_are_those_of_summing_over_all_labellings(field: Crf, vectors: np.ndarray | None) -> None:
    observed = Observed([["a"], ["b", "never seen"], ["a", "b"], []], vectors)
    expected = by_enumeration(field, observed)

    found = {(span.first, span.last, span.entity): span.probability for span in field.spans(observed)}

    assert found.keys() == {span for span, value in expected.items() if value > UNLIKELY}
    assert found == pytest.approx({span: expected[span] for span in found}, abs=1e-6)


def test_it_learns_what_it_was_shown() -> None:
    rows = [["w=to"], ["w=oslo"], ["w=now"]]
    shown = [(Observed(rows), bio(3, [(1, 2, "City")]))] * 5

    [best, *_] = sorted(Crf.train(shown).spans(Observed(rows)), key=lambda span: -span.probability)

    assert (best.first, best.last, best.entity) == (1, 2, "City")
    assert best.probability > 0.8


def test_a_text_without_tokens_holds_nothing(field: Crf) -> None:
    assert field.spans(Observed([])) == []


@pytest.mark.parametrize("entity", ["a --> b", "(0) x", "=", "{", "E\\"])
def test_an_entity_may_have_any_name(entity: str) -> None:
    rows = Observed([["w=to"], ["w=oslo"], ["w=now"]])

    field = Crf.train([(rows, bio(3, [(1, 2, entity)]))] * 3)

    assert field.entities == [entity]
    assert [(span.first, span.last) for span in field.spans(rows) if span.probability > 0.5] == [(1, 2)]
