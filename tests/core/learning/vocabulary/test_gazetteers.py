from __future__ import annotations

import json
import pickle

import pytest

from core.learning.vocabulary.gazetteers import Lexicons, lexicons


def test_names_of_people_and_places_are_known_in_many_languages() -> None:
    held = dict(
        zip(
            ["Ngozi", "Schmidt", "visited", "Oslo", "and", "Österreich"],
            lexicons().of(["Ngozi", "Schmidt", "visited", "Oslo", "and", "Österreich"]),
            strict=True,
        )
    )

    assert "first" in held["Ngozi"]
    assert "last" in held["Schmidt"]
    assert held["Oslo"] & {"town", "region"}
    assert "country" in held["Österreich"]
    assert "everyday" in held["and"]


def test_a_phrase_is_known_as_a_whole_only() -> None:
    lists = Lexicons({"country": [("south", "africa")], "everyday": [("south",)]})

    assert lists.of(["South", "Africa"]) == [{"country+"}, {"country+"}]
    assert lists.of(["Africa", "South"]) == [set(), {"everyday"}]


def test_names_in_scripts_without_blanks_are_known() -> None:
    assert any("last+" in kinds for kinds in lexicons().of(["鈴", "木", "さ", "ん"]))


@pytest.mark.parametrize(
    "kind", ["company", "country", "everyday", "first", "last", "region", "street", "title", "town"]
)
def test_the_libraries_hold_lists_of_each_kind(kind: str) -> None:
    assert len(lexicons().lists[kind]) > 100


@pytest.mark.parametrize("word", ["in", "or", "me", "10", "01", "?", "…"])
def test_codes_numbers_and_signs_are_no_names(word: str) -> None:
    assert lexicons().of([word])[0] <= {"everyday", "first", "last"}


def test_lists_survive_a_file() -> None:
    lists = Lexicons({"country": [("south", "africa")], "title": [("dr", ".")]})

    again = Lexicons.from_dict(json.loads(json.dumps(lists.to_dict())))

    assert again.lists == lists.lists
    assert again.of(["Dr", "."]) == [{"title+"}, {"title+"}]


def test_what_the_libraries_hold_is_not_sent_between_processes() -> None:
    sent = pickle.dumps(lexicons())

    assert len(sent) < 1000
    assert pickle.loads(sent) is lexicons()
    assert pickle.loads(pickle.dumps(Lexicons({"town": [("oslo",)]}))).of(["Oslo"]) == [{"town"}]
