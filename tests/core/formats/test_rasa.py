"""Rasa's training data, as its versions write it."""

import json

import pytest

from core.formats import FORMATS, About, ExchangedFile
from tests.core.formats.projects import read, recognised


def texts(content):
    """Return the texts of a content with what is marked in each."""
    assert recognised(content) == "rasa"
    files = [item for item in read(FORMATS["rasa"], content) if isinstance(item, ExchangedFile)]
    return [(file.text, [(file.text[s.start : s.end], s.entity) for s in file.spans]) for file in files]


CONTENT = b"""version: "3.1"
nlu:
- intent: a
  examples: |
    - from [Riga]{"entity": "City", "role": "from"} to [Oslo](City:oslo)
    - nothing here
- synonym: credit
  examples: |
    - credit card
- regex: zip
  examples: |
    - \\d{5}
- lookup: city
  examples: |
    - Bern
    - Rome
- intent: b
  metadata: y
  examples: |
    - [Ada]([P
rules:
- rule: r
  steps:
  - intent: a
"""


def test_examples_of_intents_are_texts_and_others_are_counted():
    assert texts(CONTENT) == [
        ("from Riga to Oslo", [("Riga", "City"), ("Oslo", "City")]),
        ("nothing here", []),
        ("[Ada]([P", []),
    ]
    items = read(FORMATS["rasa"], CONTENT)
    others = [loss.kind for item in items if isinstance(item, About) for loss in item.losses]
    assert others == ["example of a synonym", "example of a regex", "example of a lookup", "example of a lookup"]
    [first, *_] = [item for item in items if isinstance(item, ExchangedFile)]
    assert [loss.kind for loss in first.losses] == ["role of an entity"]


@pytest.mark.parametrize("indent", ["", "  "])
def test_examples_may_be_objects_with_a_text(indent):
    content = f"""nlu:
- intent: a
  examples:
  {indent}- text: |
  {indent}    hi [Ada](Person)
  {indent}  metadata:
  {indent}    text: no
  {indent}- text: "bye [Ben](Person)"
- intent: b
  examples: |
    - hello
"""
    assert texts(content.encode()) == [("hi Ada", [("Ada", "Person")]), ("bye Ben", [("Ben", "Person")]), ("hello", [])]


def test_older_training_data_in_json_is_read_and_its_other_parts_are_counted():
    entity = {"start": 5, "end": 9, "value": "RIX", "entity": "City", "role": "from"}
    held = {
        "common_examples": [
            {"text": "from Riga", "intent": "a", "entities": [entity]},
            {"text": "hello", "intent": "b"},
            {"text": "bad", "entities": [{"start": 0, "end": 99, "entity": "City"}]},
            {"text": 7},
        ],
        "entity_synonyms": [{"value": "RIX", "synonyms": ["Riga"]}],
        "regex_features": [{"name": "zip", "pattern": "[0-9]+"}],
    }
    content = json.dumps({"rasa_nlu_data": held}).encode()
    assert recognised(content) == "rasa-json"
    about, riga, hello, far, number = read(FORMATS["rasa-json"], content)
    assert [loss.kind for loss in about.losses] == ["example of a synonym", "example of a regex"]
    assert [(riga.text[s.start : s.end], s.entity) for s in riga.spans] == [("Riga", "City")]
    assert [loss.kind for loss in riga.losses] == ["role of an entity", "value of an entity"]
    assert (hello.text, hello.spans, hello.tagged) == ("hello", (), True)
    assert "example 3" in far.reason
    assert "'text' is missing" in number.reason


def test_content_without_examples_is_refused_with_its_place():
    [failure] = read(FORMATS["rasa-json"], b'{"rasa_nlu_data": []}')
    assert "'rasa_nlu_data' is missing" in failure.reason
