from __future__ import annotations

import json
import pickle

import pytest

from core.learning.vocabulary.gazetteers import Gazetteers, gazetteers


def test_names_of_people_and_places_in_many_languages_are_known() -> None:
    held = dict(
        zip(
            ["Ngozi", "Schmidt", "visited", "Oslo", "and", "Österreich"],
            gazetteers().of(["Ngozi", "Schmidt", "visited", "Oslo", "and", "Österreich"]),
            strict=True,
        )
    )

    assert "first" in held["Ngozi"]
    assert "last" in held["Schmidt"]
    assert held["Oslo"] & {"town", "region"}
    assert "country" in held["Österreich"]
    assert "everyday" in held["and"]


def test_a_phrase_is_known_as_a_whole_only() -> None:
    lists = Gazetteers({"country": [("south", "africa")], "everyday": [("south",)]})

    assert lists.of(["South", "Africa"]) == [{"country+"}, {"country+"}]
    assert lists.of(["Africa", "South"]) == [set(), {"everyday"}]


def test_names_in_scripts_without_blanks_are_known() -> None:
    assert any("last+" in kinds for kinds in gazetteers().of(["鈴", "木", "さ", "ん"]))


@pytest.mark.parametrize(
    "kind", ["company", "country", "everyday", "first", "last", "region", "street", "title", "town"]
)
def test_there_is_a_list_of_each_kind(kind: str) -> None:
    assert len(gazetteers().lists[kind]) > 100


@pytest.mark.parametrize("word", ["in", "or", "me", "10", "01", "?", "…"])
def test_codes_numbers_and_signs_are_no_names(word: str) -> None:
    assert gazetteers().of([word])[0] <= {"everyday", "first", "last"}


def test_lists_survive_a_file() -> None:
    lists = Gazetteers({"country": [("south", "africa")], "title": [("dr", ".")]})

    again = Gazetteers.from_dict(json.loads(json.dumps(lists.to_dict())))

    assert again.lists == lists.lists
    assert again.of(["Dr", "."]) == [{"title+"}, {"title+"}]


def test_frozen_lists_are_pickled_by_reference() -> None:
    sent = pickle.dumps(gazetteers())

    assert len(sent) < 1000
    assert pickle.loads(sent) is gazetteers()
    assert pickle.loads(pickle.dumps(Gazetteers({"town": [("oslo",)]}))).of(["Oslo"]) == [{"town"}]
