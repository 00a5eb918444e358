"""Where a tag that was set aside may belong in a changed text, likeliest first."""

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.anchoring import CONTEXT, Anchor
from core.domain.text.likely_places import likely_places

OLD = "The lender Anna Smith met Ben Ray in Paris."


def anchor(quote, text=OLD):
    start = text.index(quote)
    end = start + len(quote)
    return Anchor(quote, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def offered(text, quote, old=OLD):
    return [text[slice(*place)] for place in likely_places(text, anchor(quote, old))]


def test_the_same_words_in_the_same_context_come_before_the_same_words_elsewhere():
    text = "Anna Smith was here. " + OLD
    assert likely_places(text, anchor("Anna Smith")) == [(32, 42), (0, 10)]


def test_other_words_between_the_same_context_are_offered():
    assert offered(OLD.replace("Anna Smith", "Zoltan Q. Nagy"), "Anna Smith") == ["Zoltan Q. Nagy"]
    assert offered(OLD.replace("Anna Smith", ""), "Anna Smith") == []


def test_words_that_are_spelled_alike_or_in_another_case_are_offered():
    assert offered("By hand: ANNA SMITH.", "Anna Smith") == ["ANNA SMITH"]
    assert offered("By hand: Anne Smith.", "Anna Smith") == ["Anne Smith"]
    assert offered("By hand: Anna Smyth.", "Anna Smith") == ["Anna Smyth"]


def test_nothing_is_offered_for_words_that_are_nowhere_or_blank():
    assert offered("Nothing of that kind stands here.", "Anna Smith") == []
    assert offered("", "Anna Smith") == []
    assert likely_places(OLD, Anchor(" \n", "The", "met")) == []
    assert likely_places(OLD, Anchor()) == []


def test_a_quote_that_reads_like_a_pattern_is_taken_by_its_letters():
    old = "Pay (a+)+$ [x] now, please."
    assert offered(f"Later: {old}", "(a+)+$ [x]", old)[0] == "(a+)+$ [x]"


def test_a_letter_that_stands_everywhere_does_not_keep_the_user_waiting():
    began = time.process_time()
    places = likely_places("a b " * 50_000, Anchor("a", "x" * CONTEXT, "y" * CONTEXT))
    assert 0 < len(places) <= 1000
    assert time.process_time() - began < 10


@given(st.text("ab \n.é", max_size=60), st.text("ab \n.é", max_size=8), st.text("ab .", max_size=CONTEXT))
def test_places_lie_in_the_text_apart_from_each_other_and_hold_no_blank_ends(text, quote, context):
    places = sorted(likely_places(text, Anchor(quote, context, context)))
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
