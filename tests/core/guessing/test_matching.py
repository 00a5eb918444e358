"""Placing strings in texts, cutting windows, reading damaged answers, choosing examples."""

import contextlib
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.guesses import Match
from core.domain.text.spans import Span
from core.guessing.chat.abilities import Abilities, Output
from core.guessing.chat.answers import NoJson, read_answer
from core.guessing.examples import LONGEST, Examples
from core.guessing.matching import Text, located
from core.guessing.windows import windows


@pytest.mark.parametrize(
    ("text", "string", "expected"),
    [
        ("Ben and Benny, Ben's", "Ben", ["Ben", "Ben"]),
        ("costs $35.00 or $35", "$35", ["$35"]),
        ("東京都庁は東京にある", "東京", ["東京", "東京"]),
        ("the\nBANK of\r\nEngland", "Bank of England", ["BANK of\r\nEngland"]),
        ("O’Neil’s “Bar” – shut", "O'Neil's \"Bar\" -", ["O’Neil’s “Bar” –"]),
        ("Straße 5", "STRASSE 5", ["Straße 5"]),
        ("e\u0301 and e", "e", ["e"]),
        ("Petersburgh is cold", "Petersburg", ["Petersburgh"]),
        ("nothing alike", "Petersburg", []),
        ("abc", "", []),
        ("x" * 600, "x" * 600, []),
    ],
)
def test_strings_are_placed_exactly_then_folded_then_by_likeness(text, string, expected):
    assert [text[place.start : place.end] for place in Text(text).places(string)] == expected


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_or_string_breaks_the_search_and_every_place_lies_in_the_text(text, string):
    for place in Text(text).places(string):
        assert 0 <= place.start < place.end <= len(text)
        if place.match is Match.EXACT:
            assert text[place.start : place.end] == string.strip()


def test_a_string_named_as_two_entities_is_each_in_turn():
    text = "Washington left Washington."
    named = [("Washington", "Person"), ("Washington", "City")]
    found = [found for found in located(Text(text), named) if found is not None]
    assert [(entity, place.start) for _, entity, place in found] == [("Person", 0), ("City", 16)]


@given(st.text(max_size=3000), st.integers(50, 500))
def test_windows_cover_the_text_and_none_is_too_long(text, size):
    found = list(windows(text, 0, len(text), size))
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(end - start <= size for start, end in found)
    assert all(after[0] <= before[1] for before, after in itertools.pairwise(found))


MENTIONS = [{"text": 'Anna "A"', "entity": "Person"}, {"text": "Köln", "entity": "City"}]


@given(st.integers(0, 200))
def test_of_an_answer_cut_anywhere_all_whole_mentions_are_read(length):
    content = json.dumps({"entities": MENTIONS})[:length]
    try:
        read = read_answer(content, ["Person", "City"])
    except NoJson:
        read = []
    expected = [each["text"] for each in MENTIONS if json.dumps(each) in content]
    assert [mention.text for mention in read] == expected


@given(st.text(max_size=300))
def test_no_answer_breaks_the_reading(content):
    with contextlib.suppress(NoJson):
        read_answer(content, ["Person"])


def test_mentions_know_where_they_stand_in_the_answer():
    for ascii_only in (True, False):
        content = json.dumps({"entities": MENTIONS}, ensure_ascii=ascii_only)
        for mention in read_answer(content, []):
            assert json.loads(f'"{content[mention.start : mention.end]}"') == mention.text


def test_abilities_are_given_up_one_by_one_until_none_is_left():
    abilities, steps = Abilities(), 0
    while (weaker := abilities.without("no")) is not None:
        assert weaker != abilities
        assert Abilities.restored(weaker.stored()) == weaker
        abilities, steps = weaker, steps + 1
    assert steps == 7
    assert Abilities.restored({"output": "nonsense", "more": 1}).output is Output.JSON_SCHEMA


def test_the_most_similar_files_are_shown_last_and_never_the_text_itself():
    decided = [("alpha beta gamma", ()), ("beta gamma delta", ()), ("omega", ()), ("gamma only", ())]
    examples = Examples(decided)
    assert [passage.text for passage in examples.like("beta gamma delta", 2)][-1] == "alpha beta gamma"
    assert "beta gamma delta" not in [passage.text for passage in examples.like("beta gamma delta", 9)]


def test_of_a_long_file_the_part_with_tags_is_shown_with_its_tags_in_place():
    text = "x " * 1000 + "Anna spoke." + " y" * 1000
    [passage] = Examples([(text, (Span(2000, 2004, "Person"),))]).like("Anna spoke", 1)
    assert len(passage.text) <= LONGEST
    [span] = passage.spans
    assert passage.text[span.start : span.end] == "Anna"
