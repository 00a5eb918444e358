from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.spans import ScoredSpan, Span, SpanSet, best_apart


@st.composite
def span_lists(draw, size=12):
    """Spans that do not overlap, in any order."""
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=size)))
    spans = [Span(a, b, draw(st.sampled_from("AB"))) for a, b in pairwise(cuts) if draw(st.booleans())]
    return draw(st.permutations(spans))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_an_impossible_span_is_refused(start, end):
    with pytest.raises(ValueError, match="start < end"):
        Span(start, end, "A")


def test_touching_spans_do_not_overlap():
    assert not Span(0, 3, "A").overlaps(Span(3, 5, "A"))
    assert Span(0, 3, "A").overlaps(Span(2, 5, "B"))


def test_a_set_refuses_overlapping_spans():
    with pytest.raises(ValueError, match="overlap"):
        SpanSet([Span(0, 3, "A"), Span(2, 4, "A")])


@given(span_lists(), st.integers(0, 60), st.integers(1, 20))
def test_look_ups_agree_with_looking_at_every_span(spans, start, length):
    found = SpanSet(spans)
    end = start + length
    assert list(found) == sorted(spans, key=lambda s: s.start)
    assert found.overlapping(start, end) == tuple(s for s in found if s.start < end and start < s.end)
    assert found.at(start) == next((s for s in found if s.start <= start < s.end), None)
    assert found.after(start) == next((s for s in found if s.start > start), None)
    assert found.before(start) == next((s for s in reversed(found) if s.start < start), None)
    assert all(s in found for s in spans)


@given(span_lists(), span_lists())
def test_clear_of_keeps_exactly_what_overlaps_nothing(spans, others):
    kept = SpanSet(spans).clear_of(SpanSet(others))
    assert set(kept) == {s for s in spans if not any(s.overlaps(o) for o in others)}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.floats(0, 1)), max_size=20))
def test_chosen_spans_do_not_overlap_and_nothing_better_was_left_out(drafts):
    spans = [ScoredSpan(start, start + length, "A", score) for start, length, score in drafts]
    chosen = SpanSet(best_apart(spans))
    for span in spans:
        rivals = chosen.overlapping(*span.borders)
        assert rivals
        assert max(rival.score for rival in rivals) >= span.score or span in chosen
