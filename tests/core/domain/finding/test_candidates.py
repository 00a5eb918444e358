"""Stretches that look like mentions, and strings tagged elsewhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.finding.candidates import Likely, candidate_at, candidates, phrase_at
from core.domain.finding.tagged_strings import TaggedStrings, places_of
from core.domain.finding.untagged_words import UntaggedWords
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import Span, SpanSet


def found(text):
    return [text[start:end] for start, end in candidates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paid by Redwood Empire Lending, a bank", ["Redwood Empire Lending"]),
        ("the Bank of America and the Queen", ["Bank of America", "Queen"]),
        ("J. P. Morgan met R & D Holdings", ["J. P. Morgan", "R & D Holdings"]),
        ("pay $40,000.50 at 4.25% on 2018-03-14", ["$40,000.50", "4.25%", "2018-03-14"]),
        ("The sum. It is the sum; it ends.", []),
        ("Then Ann went, then Ben.", ["Ann", "Ben"]),
        ("a rent of £ 48,500.00, item # 3", ["£ 48,500.00", "3"]),
        (
            "about 310 €, 512,40€ or 8 % at 14:35 on 2024-01-02 10:11:12",
            ["310 €", "512,40€", "8 %", "14:35", "2024-01-02 10:11:12"],
        ),
        ("near Lindenstr. 14, in Hauptstr. Ann", ["Lindenstr. 14", "Hauptstr", "Ann"]),
        ("Dear Ms Hartmann, Prof. Dr. Weil", ["Dear", "Ms Hartmann", "Prof. Dr. Weil"]),
        ("Note: 3 of 4", ["Note", "3 of 4"]),
        ("5€8, 5 € 8, 5 $8", ["5€", "8", "5 €", "8", "5", "$8"]),
        ("for Dr. Anke Reuter and Ms. Weil", ["Dr. Anke Reuter", "Ms. Weil"]),
        ("since 4.1.7 the Falcon X2 and Winnie the Pooh", ["4.1.7", "Falcon X2", "Winnie the Pooh"]),
        ("Oslo\nNorway  Bergen", ["Oslo", "Norway", "Bergen"]),
        ("東京のホテルで 7月3日", ["東京", "ホテル", "7月3日"]),
        (
            "on 12 February 2024 Alder & Finch GmbH and on March 3, 2024 Ann met Windows 2000 Users",
            ["12 February 2024", "Alder & Finch GmbH", "March 3", "2024", "Ann", "Windows 2000 Users"],
        ),
        ("wir fahren nach Köln. Dort", ["Köln", "Dort"]),
        ("(1) the fee, (B) the rate, (12) 40 days", ["40"]),
        ("1. Ann\n 12) Ben\nC. the rest", ["Ann", "Ben"]),
        ("in 12. And the (EU), section 7.", ["12", "And", "EU", "7"]),
        ("", []),
    ],
)
def test_names_and_figures_stand_out(text, expected):
    assert found(text) == expected


@given(st.text())
def test_candidates_are_sorted_apart_and_inside_the_text(text):
    borders = candidates(text)
    assert all(0 <= start < end <= len(text) for start, end in borders)
    assert all(left[1] <= right[0] for left, right in pairwise(borders))
    for start, end in borders:
        assert candidate_at(text, start) == candidate_at(text, end - 1) == (start, end)


def strings_of(**files):
    strings = TaggedStrings()
    for name, (text, spans) in files.items():
        strings.put(name, text, [Span(*span) for span in spans])
    return strings


def test_tagged_strings_are_found_as_whole_words_the_longest_first():
    strings = strings_of(a=("Ann Lee, Ann", [(0, 7, "Person"), (9, 12, "Person")]))
    text = "Annie met Ann Lee and Ann."
    assert [text[start:end] for start, end in strings.find(text)] == ["Ann Lee", "Ann"]


def test_a_part_of_a_number_is_no_place_of_its_own():
    strings = strings_of(a=("pay $35 now", [(4, 7, "Fee")]))
    text = "from $35 to $35.00, $35,000 or $35."
    assert [start for start, _ in strings.find(text)] == [5, 31]
    assert [start for start, _ in places_of("35", "35, 35.0, 0.35 and 35.")] == [0, 19]


def test_what_a_file_says_is_replaced_as_a_whole():
    strings = strings_of(a=("Ann", [(0, 3, "Person")]), b=("Ann", [(0, 3, "Ship")]))
    assert strings.entities("Ann") == {"Person": 1, "Ship": 1}
    strings.put("b", "Ann", [])
    assert strings.entities("Ann") == {"Person": 1}
    strings.put("a", "Ann", [])
    assert list(strings.find("Ann")) == []


def test_the_reason_names_how_often_as_what_and_where():
    strings = strings_of(a=("Ann Ann", [(0, 3, "Person"), (4, 7, "Person")]), b=("Ann", [(0, 3, "Ship")]))
    assert strings.why("Ann", "Person") == "Tagged 2x as Person and 1x as Ship, as in a."
    assert strings.why("Ann", "City") == "Tagged 2x as Person and 1x as Ship, as in a."
    assert "Never tagged before" in strings.why("Ben", "Person")


def likely_in(text, strings, untagged):
    return [text[start:end] for start, end in Likely(text, strings, untagged).between(0, len(text), Tagging())]


def test_what_is_left_untagged_is_no_likely_place_and_ends_one():
    untagged = UntaggedWords()
    untagged.put("a", "Ann Lee\nTitle: Chief\nFax 972 100", [Span(0, 7, "Person")])
    untagged.put("b", "Ben Roe\nTitle: Chief\nFax 972 200", [Span(0, 7, "Person")])
    assert likely_in("Cora Poe Title Fax: 123, Ann Lee", TaggedStrings(), untagged) == ["Cora Poe", "Ann Lee"]
    # What is tagged as a whole is likely all the same.
    assert likely_in("the Chief", strings_of(c=("Chief", [(0, 5, "Person")])), untagged) == ["Chief"]


def test_a_word_next_to_a_tagged_string_is_a_likely_place_of_its_own():
    known = strings_of(a=("Acme Corp", [(0, 9, "Company")]))
    assert likely_in("Ben of Acme Corp, Acme Corp House", known, UntaggedWords()) == [
        "Ben",
        "Acme Corp",
        "Acme Corp",
        "House",
    ]


def test_a_word_is_left_untagged_from_the_second_time_on_and_not_if_it_is_tagged_as_well():
    untagged = UntaggedWords()
    untagged.put("a", "Bank", [])
    assert "Bank" not in untagged
    untagged.put("b", "Bank Bank", [Span(0, 4, "Lender")])
    assert "Bank" not in untagged
    untagged.put("b", "Bank Bank", [])
    assert "Bank" in untagged
    untagged.put("b", "", [])
    assert "Bank" not in untagged


def test_seldom_tagged_is_left_untagged():
    untagged = UntaggedWords()
    untagged.put("a", "Bank " * 100, [Span(0, 4, "Lender")])
    assert "Bank" in untagged


LETTER = "Then Ann Lee Acme Corp met the Bank of Oslo."


def in_text(text, borders):
    return [text[start:end] for start, end in borders]


def test_what_is_left_of_a_likely_place_after_a_part_was_tagged_is_a_place_of_its_own():
    likely = Likely(LETTER, TaggedStrings())
    assert in_text(LETTER, likely.between(0, 60, Tagging())) == ["Then Ann Lee Acme Corp", "Bank of Oslo"]
    one = Tagging(SpanSet([Tag(5, 12, "Person")]))
    assert in_text(LETTER, likely.between(0, 60, one)) == ["Then", "Acme Corp", "Bank of Oslo"]
    assert in_text(LETTER, [likely.next(5, one)]) == ["Acme Corp"]
    assert in_text(LETTER, [likely.previous(13, one)]) == ["Then"]
    suggested = Tagging(suggestions=SpanSet([Suggestion(31, 35, "Company", 0.5)]))
    assert in_text(LETTER, likely.between(24, 60, suggested)) == ["Oslo"]


def test_a_phrase_never_reaches_into_a_tag():
    tags = SpanSet([Tag(5, 12, "Person")])
    assert in_text(LETTER, [phrase_at(LETTER, 13, SpanSet())]) == ["Then Ann Lee Acme Corp"]
    assert in_text(LETTER, [phrase_at(LETTER, 13, tags)]) == ["Acme Corp"]
    assert in_text(LETTER, [phrase_at(LETTER, 0, tags)]) == ["Then"]
    assert in_text(LETTER, [phrase_at(LETTER, 9, tags)]) == ["Ann Lee"]
    assert phrase_at(LETTER, 27, tags) is None


@given(
    st.text("Ab C.1", max_size=25),
    st.lists(st.integers(0, 25), min_size=4, max_size=4, unique=True),
    st.integers(0, 24),
)
def test_no_phrase_overlaps_a_tag_and_no_place_is_left_in_one(text, cuts, offset):
    first, second, third, fourth = sorted(cuts)
    tags = SpanSet(Tag(*span, "X") for span in ((first, second), (third, fourth)))
    phrase = phrase_at(text, offset, tags)
    assert phrase is None or all(tag.borders == phrase for tag in tags.overlapping(*phrase))
    for borders in Likely(text, TaggedStrings()).between(0, 25, Tagging(tags)):
        assert not tags.overlapping(*borders)
        assert text[slice(*borders)].strip()
