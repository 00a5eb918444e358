"""Guessers that run in this process: phrases, patterns, spaCy pipelines."""

import json
import time
from typing import cast

import pytest
import spacy
from spacy.pipeline import EntityRuler

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.domain.text.guesses import Match
from core.errors import WorkError
from core.guessing.guesser import Question
from core.guessing.opening import open_guesser

ENTITIES = [Entity("Person"), Entity("City"), Entity("LoanAmount")]


def read(kind, address, text, **settings):
    guesser = Guesser("g", kind, str(address), **settings)
    with open_guesser(guesser, ENTITIES, {}, lambda known: None) as opened:
        [answer] = opened.read([Question("a.txt", text)])
    return answer


def found(kind, address, text, **settings):
    answer = read(kind, address, text, **settings)
    assert answer.problem == ""
    return [(text[g.start : g.end], g.entity) for g in answer.guesses]


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "city.txt").write_text("# towns\nNew York\nYork\n東京\n")
    (folder / "people.csv").write_text("entity,phrase\nPerson,Anna Karenina\nPerson,Ben\n")
    rules = [
        {"label": "loan_amount", "pattern": [{"TEXT": {"REGEX": r"^\d+$"}}, {"LOWER": "euros"}]},
        {"label": "CITY", "pattern": "Paris"},
    ]
    (folder / "rules.jsonl").write_text("\n".join(map(json.dumps, rules)))
    return folder


def test_phrases_and_patterns_of_a_folder_are_found_as_whole_words_the_longest_first(lists):
    text = "Ben saw NEW  YORK, Yorkshire, York, 東京都 and Paris; Anna Karenina paid 30 Euros. Benny not."
    assert found(GuesserKind.PATTERNS, lists, text) == [
        ("Ben", "Person"),
        ("NEW  YORK", "City"),
        ("York", "City"),
        ("Paris", "City"),
        ("Anna Karenina", "Person"),
        ("30 Euros", "LoanAmount"),
    ]
    scores = {text[g.start : g.end]: (g.score, g.match) for g in read(GuesserKind.PATTERNS, lists, text).guesses}
    assert scores["NEW  YORK"] == (0.3, Match.FOLDED)
    assert scores["York"] == (0.5, Match.EXACT)


def test_a_hundred_thousand_phrases_are_found_in_no_time(tmp_path):
    (tmp_path / "person.txt").write_text("\n".join(f"Name{number} Surname{number}" for number in range(100_000)))
    text = "Here is Name77777 Surname77777 among others. " * 2000
    began = time.monotonic()
    assert len(found(GuesserKind.PATTERNS, tmp_path / "person.txt", text)) == 2000
    assert time.monotonic() - began < 30


def test_a_regular_expression_that_never_ends_is_stopped_and_reported(tmp_path, monkeypatch):
    monkeypatch.setattr("core.guessing.patterns.SECONDS", 0.5)
    rule = {"label": "Person", "pattern": [{"TEXT": {"REGEX": r"^(a+)+$"}}]}
    (tmp_path / "r.jsonl").write_text(json.dumps(rule))
    answer = read(GuesserKind.PATTERNS, tmp_path / "r.jsonl", "a" * 40 + "b")
    assert "regular expression" in answer.problem


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("people.txt", "Anna", "no pattern of an entity"),
        ("r.jsonl", "{", "line 1"),
        ("r.jsonl", '{"label": "Person"}', "line 1"),
        ("r.jsonl", '{"label": "Person", "pattern": [{"TEXT": {"REGEX": "("}}]}', "none that spaCy knows"),
        ("r.jsonl", '{"label": "Person", "pattern": [{"NOPE": 1}]}', "none that spaCy knows"),
        ("x.pdf", "", "neither a .txt"),
        ("person.txt", "\udcff", "UTF-8"),
    ],
)
def test_files_that_hold_no_patterns_are_refused_in_a_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(WorkError, match=sentence):
        read(GuesserKind.PATTERNS, tmp_path / name, "text")


def test_a_list_called_otherwise_is_mapped_by_hand(tmp_path):
    (tmp_path / "people.txt").write_text("Anna\n")
    assert found(GuesserKind.PATTERNS, tmp_path, "Anna!", labels={"people": "Person"}) == [("Anna", "Person")]


@pytest.fixture
def pipeline(tmp_path):
    """A pipeline in a folder that knows a few names."""
    nlp = spacy.blank("en")
    ruler = cast("EntityRuler", nlp.add_pipe("entity_ruler"))
    names = {"PER": "Anna", "GPE": "Paris", "MONEY": "30 euros"}
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in names.items()])
    nlp.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def test_labels_of_a_pipeline_are_mapped_by_name_by_usage_or_by_hand(pipeline):
    text = "Anna paid 30 euros in Paris."
    assert found(GuesserKind.PIPELINE, pipeline, text) == [("Anna", "Person")]
    by_hand = {"MONEY": "LoanAmount", "GPE": "City", "PER": ""}
    assert found(GuesserKind.PIPELINE, pipeline, text, labels=by_hand) == [
        ("30 euros", "LoanAmount"),
        ("Paris", "City"),
    ]


def test_a_pipeline_without_a_fitting_label_or_without_a_folder_says_so(tmp_path, pipeline):
    with pytest.raises(WorkError, match="Its labels are: GPE, MONEY, PER"):
        read(GuesserKind.PIPELINE, pipeline, "x", labels={"PER": ""})
    with pytest.raises(WorkError, match="not installed, or does not load"):
        read(GuesserKind.PIPELINE, "no_such_pipeline", "x")
