from __future__ import annotations

from itertools import pairwise, product
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.model import UNLIKELY, Crf, Observed

LABELS = ["B-X", "B-Y", "I-X", "I-Y", "O"]


def made(scheme: Scheme, labels: list[str] = LABELS, scale: float = 1.0) -> Crf:
    """A field with random weights of about this size."""
    rng = np.random.default_rng(3)
    count = len(labels)
    transitions = rng.normal(size=(count, count))
    for left, right in product(range(count), repeat=2):
        if labels[right].startswith(scheme.bound) and labels[left][2:] != labels[right][2:]:
            transitions[left, right] = -1e4
    weights = np.vstack([rng.normal(size=(3, count)) * scale, np.zeros(count)])
    return Crf(labels, {"a": 0, "b": 1, "v0": 2}, weights, transitions, scheme)


def by_enumeration(field: Crf, observed: Observed) -> dict[tuple[int, int, str], float]:
    """Probabilities of spans by summing over every labelling there is."""
    emissions = field._emissions(observed)
    sums: dict[tuple[int, int, str], float] = {}
    total = -np.inf
    for path in product(range(len(field.labels)), repeat=len(emissions)):
        if field.labels[path[0]].startswith(field.scheme.bound):
            continue
        weight = sum(emissions[place, label] for place, label in enumerate(path))
        weight += sum(field.transitions[pair] for pair in pairwise(path))
        total = np.logaddexp(total, weight)
        for span in spans_of([field.labels[label] for label in path]):
            sums[span] = np.logaddexp(sums.get(span, -np.inf), weight)
    return {span: exp(value - total) for span, value in sums.items()}


def spans_of(labels: list[str]) -> list[tuple[int, int, str]]:
    """The spans of a labelling of either scheme that is allowed."""
    found, place = [], 0
    while place < len(labels):
        end = place + 1
        if labels[place] != "O":
            while end < len(labels) and labels[end] == "I-" + labels[place][2:]:
                end += 1
            found.append((place, end, labels[place][2:]))
        place = end
    return found


@pytest.mark.parametrize("vectors", [None, np.array([[0.5], [-1.0], [2.0], [0.0]], dtype=np.float32)])
@pytest.mark.parametrize("scale", [1, 300])  # far beyond what is ever learned
@pytest.mark.parametrize(
    ("scheme", "labels"),
    [
        (Scheme.IOB2, LABELS),
        (Scheme.IOB2, ["B-X", "I-X", "B-Y", "O"]),
        (Scheme.IOB1, LABELS),
        (Scheme.IOB1, ["I-X", "I-Y", "O"]),
        (Scheme.IOB1, ["I-X"]),
    ],
)
def test_span_probabilities_are_those_of_summing_over_all_labellings(
    scheme: Scheme, labels: list[str], scale: float, vectors: np.ndarray | None
) -> None:
    field = made(scheme, labels, scale)
    observed = Observed([["a"], ["b", "never seen"], ["a", "b"], []], vectors)
    expected = by_enumeration(field, observed)

    found = {(span.first, span.last, span.entity): span.probability for span in field.spans(observed)}

    assert found.keys() == {span for span, value in expected.items() if value > UNLIKELY}
    assert found == pytest.approx({span: expected[span] for span in found}, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from("XY")), max_size=5), st.integers(0, 2))
def test_labels_of_either_scheme_say_which_spans_there_were(steps: list[tuple[int, int, str]], behind: int) -> None:
    spans, place = [], 0
    for gap, length, entity in steps:  # some of them touch
        spans.append((place + gap, place + gap + length, entity))
        place += gap + length

    for scheme in Scheme:
        assert spans_of(scheme.labels(place + behind, spans)) == spans


@pytest.mark.parametrize("scheme", Scheme)
def test_spans_that_touch_are_found_apart(scheme: Scheme) -> None:
    observed = Observed([["w=to"], ["w=anna"], ["w=berg"], ["w=carl"], ["w=now"]])
    spans = [(1, 3, "Person"), (3, 4, "Person")]

    field = Crf.train([(observed, scheme.labels(5, spans))] * 5, scheme)

    assert [(span.first, span.last, span.entity) for span in field.spans(observed) if span.probability > 0.5] == spans


def test_it_learns_what_it_was_shown() -> None:
    rows = [["w=to"], ["w=oslo"], ["w=now"]]
    shown = [(Observed(rows), Scheme.IOB2.labels(3, [(1, 2, "City")]))] * 5

    [best, *_] = sorted(Crf.train(shown, Scheme.IOB2).spans(Observed(rows)), key=lambda span: -span.probability)

    assert (best.first, best.last, best.entity) == (1, 2, "City")
    assert best.probability > 0.8


def test_a_text_without_tokens_holds_nothing() -> None:
    assert made(Scheme.IOB2).spans(Observed([])) == []


@pytest.mark.parametrize("entity", ["a --> b", "(0) x", "=", "{", "E\\"])
def test_an_entity_may_have_any_name(entity: str) -> None:
    rows = Observed([["w=to"], ["w=oslo"], ["w=now"]])

    field = Crf.train([(rows, Scheme.IOB1.labels(3, [(1, 2, entity)]))] * 3, Scheme.IOB1)

    assert field.entities == [entity]
    assert [(span.first, span.last) for span in field.spans(rows) if span.probability > 0.5] == [(1, 2)]
