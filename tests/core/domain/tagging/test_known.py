from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.known import ALL, Known, all_but, known_parts
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import ScoredSpan, Span, SpanSet, best_apart

TEXT = "Ann met Ben in Rome and Cleo in Oslo."


def tag(word: str) -> Tag:
    start = TEXT.index(word)
    return Tag(start, start + len(word), "Name")


def suggestion(word: str) -> Suggestion:
    start = TEXT.index(word)
    return Suggestion(start, start + len(word), "Name", 0.5)


def words(known: Known) -> list[str]:
    assert known.stretches is not None
    return [TEXT[start:end] for start, end in known.stretches]


def test_everything_is_known_in_a_file_that_was_read_to_the_end() -> None:
    assert known_parts(TEXT, Tagging(SpanSet([tag("Ann")])), read=True) is ALL


def test_a_suggestion_made_after_reading_is_not_known() -> None:
    known = known_parts(TEXT, Tagging(SpanSet([tag("Ann")]), SpanSet([suggestion("Rome")])), read=True)

    assert words(known) == ["Ann met Ben in ", " and Cleo in Oslo."]


def test_elsewhere_the_words_next_to_tags_and_rejections_are_known() -> None:
    tagging = Tagging(SpanSet([tag("Ann")]), rejected=frozenset({tag("Cleo").span}))

    assert words(known_parts(TEXT, tagging, read=False)) == ["Ann met", "and Cleo in"]


def test_a_suggestion_next_to_a_tag_is_not_known() -> None:
    tagging = Tagging(SpanSet([tag("met")]), SpanSet([suggestion("Ben"), suggestion("Ann")]))

    assert words(known_parts(TEXT, tagging, read=False)) == [" met "]


@pytest.mark.parametrize("text", ["", " \n ", "\x00"])
def test_nothing_is_known_where_nothing_was_decided(text: str) -> None:
    assert known_parts(text, Tagging(), read=False) == Known(())


@given(
    st.text(alphabet="aB .\n日\u0301", min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 8), st.sampled_from("tsr")), max_size=8),
    st.booleans(),
)
def test_all_tags_are_known_and_no_suggestion_is(text: str, drawn: list[tuple[int, int, str]], read: bool) -> None:
    spans = best_apart(
        ScoredSpan(start, min(start + length, len(text)), kind, 1.0)
        for start, length, kind in drawn
        if start < len(text)
    )
    tags = SpanSet(Tag(*span.borders, "E") for span in spans if span.entity == "t")
    suggestions = SpanSet(Suggestion(*span.borders, "E", 0.5) for span in spans if span.entity == "s")
    rejected = frozenset(Span(*span.borders, "E") for span in spans if span.entity == "r")

    known = known_parts(text, Tagging(tags, suggestions, rejected), read=read)

    assert all(known.covers(*span.borders) for span in [*tags, *rejected])
    assert not any(known.covers(at, at + 1) for span in suggestions for at in range(*span.borders))
    stretches = known.stretches or ()
    assert all(start < end for start, end in stretches)
    assert all(left[1] <= right[0] for left, right in pairwise(stretches))


def test_all_but_some_stretches_is_known() -> None:
    assert all_but(TEXT, []) is ALL
    assert words(all_but(TEXT, [(0, 8), (32, len(TEXT))])) == ["Ben in Rome and Cleo in "]
    assert words(all_but(TEXT, [(4, 8), (8, 32)])) == ["Ann ", "Oslo."]
