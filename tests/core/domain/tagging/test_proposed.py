"""What a job may suggest where a user has decided already."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.tagging import Tagging
from core.domain.text.spans import ScoredSpan, Span, SpanSet

SIZE = 20

spans = st.builds(
    lambda start, length, entity, score: ScoredSpan(start, start + length, entity, score),
    st.integers(0, SIZE - 1),
    st.integers(1, 8),
    st.sampled_from("ABC"),
    st.floats(0, 1),
)
rounds = st.lists(st.lists(spans, max_size=12), max_size=8)


def all_rejected(tagging: Tagging) -> Tagging:
    rejected = tagging.rejected | {suggestion.span for suggestion in tagging.suggestions}
    return replace(tagging, suggestions=SpanSet(), rejected=rejected)


@given(rounds)
def test_a_model_never_asks_the_same_question_again_whatever_the_borders(found):
    tagging = Tagging()
    for each in found:
        tagging, _ = tagging.proposed(each, "job", "model")
        for suggestion in tagging.suggestions:
            answered = [span for span in tagging.rejected if span.entity == suggestion.entity]
            assert not any(span.overlaps(suggestion) for span in answered)
        tagging = all_rejected(tagging)


@given(rounds)
def test_no_character_is_asked_about_with_more_than_two_entities(found):
    tagging, asked = Tagging(), [0] * (SIZE + 8)
    for each in found:
        tagging, _ = tagging.proposed(each, "job", "model")
        for suggestion in tagging.suggestions:
            for at in range(*suggestion.borders):
                asked[at] += 1
        tagging = all_rejected(tagging)
    assert max(asked) <= 2


def test_another_entity_is_suggested_once_in_a_place_that_was_rejected():
    tagging = Tagging(rejected=frozenset({Span(0, 5, "A")}))
    tagging, suppressed = tagging.proposed([ScoredSpan(1, 5, "B", 0.9)], "job", "model")
    assert ([each.entity for each in tagging.suggestions], suppressed) == (["B"], 0)
    tagging, suppressed = all_rejected(tagging).proposed([ScoredSpan(0, 5, "C", 0.9)], "job", "model")
    assert (len(tagging.suggestions), suppressed) == (0, 1)


def test_a_neighbour_of_a_rejection_is_suggested():
    tagging, _ = Tagging(rejected=frozenset({Span(0, 5, "A")})).proposed([ScoredSpan(5, 9, "A", 0.9)], "job", "model")
    assert len(tagging.suggestions) == 1


def test_a_model_may_suggest_other_borders_where_another_one_was_rejected_but_not_the_same():
    tagging = Tagging(rejected=frozenset({Span(0, 5, "A"), Span(10, 15, "A")}))
    found = [ScoredSpan(0, 4, "A", 0.9), ScoredSpan(10, 15, "A", 0.9)]
    tagging, suppressed = tagging.proposed(found, "job", "other", answers=())
    assert [each.span for each in tagging.suggestions] == [Span(0, 4, "A")]
    assert suppressed == 1
