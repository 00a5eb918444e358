"""Words, selections, offsets in other units, and finding tags again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.tags import Tag
from core.domain.text.anchoring import SetAside, anchor, place
from core.domain.text.offsets import Utf16Offsets
from core.domain.text.selection import Unit, move_end, move_start, next_word, previous_word, word_at
from core.domain.text.words import words

TEXTS = st.text(alphabet=st.sampled_from("ab Z\n\r\t.,'9é\u0301日本かなカナ👍🏽\u200d🇯🇵א\x00\x1b"), max_size=60)


def said(text):
    return [text[start:end] for start, end in words(text)]


def test_words_are_what_a_reader_would_step_over():
    assert said("Don't pay $1,200.50!") == ["Don't", "pay", "$", "1", ",", "200", ".", "50", "!"]
    assert said("東京でカレーを食べた") == ["東京", "で", "カレー", "を", "食", "べた"]
    assert said("Re\u0301ne\u0301 👨\u200d👩") == ["Re\u0301ne\u0301", "👨\u200d", "👩"]


@given(TEXTS)
def test_words_cover_everything_but_blanks_and_never_overlap(text):
    covered: set[int] = set()
    for start, end in words(text):
        assert start < end
        assert not covered & set(range(start, end))
        covered |= set(range(start, end))
    assert all(text[index].isspace() for index in set(range(len(text))) - covered)


@given(TEXTS, st.data())
def test_a_moved_selection_stays_inside_the_text_and_is_never_empty(text, data):
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    selection = (start, data.draw(st.integers(start + 1, len(text))))
    for move in (move_start, move_end):
        for unit in Unit:
            for outward in (True, False):
                moved = move(text, selection, unit, outward)
                assert 0 <= moved[0] < moved[1] <= len(text)
                if outward:
                    assert moved[0] <= selection[0]
                    assert moved[1] >= selection[1]
    assert next_word(text, selection) is None or next_word(text, selection) in words(text)
    assert previous_word(text, selection) is None or previous_word(text, selection) in words(text)


def test_a_start_before_the_first_word_does_not_move_inward_when_asked_to_grow():
    assert move_start(" 9", (0, 2), Unit.WORD, outward=True) == (0, 2)


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n"])
def test_words_are_not_taken_in_over_a_blank_line(gap):
    text = f"one{gap}two"
    assert move_end(text, (0, 3), Unit.WORD, outward=True) == (0, 3)
    assert move_end(text, (0, 3), Unit.CHARACTER, outward=True) == (0, 4)
    second = (len(text) - 3, len(text))
    assert move_start(text, second, Unit.WORD, outward=True) == second


@pytest.mark.parametrize("gap", ["\n", "\r\n", " "])
def test_words_are_taken_in_over_the_end_of_a_line(gap):
    text = f"one{gap}two"
    assert move_end(text, (0, 3), Unit.WORD, outward=True) == (0, len(text))


def test_steps_go_from_word_to_word():
    text = "one two three"
    assert next_word(text, None) == (0, 3)
    assert next_word(text, (0, 3)) == (4, 7)
    assert next_word(text, (0, 7)) == (8, 13)
    assert next_word(text, (8, 13)) == (8, 13)
    assert previous_word(text, (8, 13)) == (4, 7)
    assert word_at(text, 5) == (4, 7)
    assert word_at(text, 3) is None
    assert move_end(text, (0, 3), Unit.WORD, True) == (0, 7)
    assert move_end(text, (0, 7), Unit.WORD, False) == (0, 3)
    assert move_start(text, (4, 7), Unit.WORD, True) == (0, 7)
    assert move_start(text, (4, 7), Unit.CHARACTER, False) == (5, 7)


@given(TEXTS)
def test_utf16_offsets_agree_with_the_encoder_and_come_back(text):
    offsets = Utf16Offsets(text)
    for index in range(len(text) + 1):
        units = len(text[:index].encode("utf-16-le")) // 2
        assert offsets.to_utf16(index) == units
        assert offsets.from_utf16(units) == index


def test_tags_move_with_their_words():
    old = "The loan of Anna Berg is due. The lender is Ben."
    tags = [Tag(12, 21, "Person"), Tag(44, 47, "Person")]
    new = "PREFACE. The loan of Anna Berg is due soon. The lender is Ben."
    placed, lost = place(new, [SetAside(tag, anchor(old, tag)) for tag in tags])
    assert [new[tag.start : tag.end] for tag in placed] == ["Anna Berg", "Ben"]
    assert lost == ()


def test_a_tag_that_fits_in_two_places_or_none_is_set_aside():
    tag = Tag(0, 3, "Person")
    anchored = [SetAside(tag, anchor("Ben paid.", tag))]
    assert place("He paid.", anchored)[1] == tuple(anchored)
    assert place("Ben paid. Ben paid.", anchored)[1] == tuple(anchored)


@pytest.mark.parametrize(
    ("old", "quote", "new"),
    [
        ("Ann owes Bob 5 pounds.", "Ann", "The witness was called Ann Smith and lived in Leeds."),
        ("The lender is Acme", "Acme", "Acme sued the lender."),
        ("Ann", "Ann", "It was Ann who said so."),
    ],
)
def test_the_edge_of_a_text_surrounds_nothing_elsewhere(old, quote, new):
    start = old.index(quote)
    tag = Tag(start, start + len(quote), "Person")
    placed, lost = place(new, [SetAside(tag, anchor(old, tag))])
    assert not placed
    assert [aside.tag for aside in lost] == [tag]


def test_a_word_that_is_tagged_thousands_of_times_is_placed_again_each_time():
    lines = [f"line {number}: Ann paid.\n" for number in range(3000)]
    old = "".join(lines)
    starts = [old.index("Ann", old.index(line)) for line in lines[:1000]]
    anchored = [SetAside(tag, anchor(old, tag)) for tag in (Tag(start, start + 3, "P") for start in starts)]
    placed, lost = place("PREFACE. " + old, anchored)
    assert [tag.start for tag in placed] == [start + 9 for start in starts]
    assert not lost


@given(TEXTS, TEXTS, st.data())
def test_a_placed_tag_says_what_it_said_and_none_is_dropped(old, new, data):
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    tag = Tag(start, data.draw(st.integers(start + 1, len(old))), "X")
    placed, lost = place(new, [SetAside(tag, anchor(old, tag))])
    assert len(placed) + len(lost) == 1
    for found in placed:
        assert new[found.start : found.end] == old[tag.start : tag.end]
