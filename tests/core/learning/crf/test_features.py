from __future__ import annotations

import os
import subprocess
import sys

import pytest

from core.domain.text.spans import Span
from core.learning.crf.features import FeatureSet, cue_words, featurize
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.training.examples import Example
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions
from core.learning.vocabulary.word_shape import shape

NOTHING = Knowledge(Mentions({}))


@pytest.mark.parametrize(
    ("word", "expected"), [("Rome", "Xxxx"), ("McDonald", "XxXxxxx"), ("1999", "dddd"), ("123456", "dddd"), ("%", "%")]
)
def test_the_shape_keeps_case_and_digits(word: str, expected: str) -> None:
    assert shape(word) == expected


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ("LenderCity", {"lender", "city"}),
        ("ID number", {"number"}),
        ("HTTPStatus", {"http", "status"}),
        ("日付", set()),
    ],
)
def test_cue_words_are_the_words_of_an_entitys_name(entity: str, words: set[str]) -> None:
    assert cue_words([entity]) == words


def test_the_last_cue_before_and_the_first_after_are_seen_from_afar() -> None:
    tokens = TextTokens.of("Lender " + "x " * 30 + "Oslo " + "y " * 30 + "Borrower", {})

    rows = featurize(tokens, FeatureSet(wide=True), NOTHING, cues=cue_words(["LenderCity", "BorrowerCity"])).rows

    assert {"cueL=lender", "cueR=borrower"} <= set(rows[31])


def test_a_training_file_does_not_see_its_own_mentions() -> None:
    example = Example("a", "Oslo", (Span(0, 4, "City"),))
    tokens, own = TextTokens.of("Oslo", {}), Mentions.of([example], {})

    [alone] = featurize(tokens, FeatureSet(wide=False), Knowledge.of([example], {}), own).rows
    both = Knowledge.of([example, Example("b", "Oslo", (Span(0, 4, "City"),))], {})
    [told] = featurize(tokens, FeatureSet(wide=False), both, own).rows

    assert not [feature for feature in alone if feature.startswith("m=")]
    assert [feature for feature in told if feature.startswith("m=")]


def test_a_training_file_does_not_see_its_own_untagged_occurrences() -> None:
    tagging = [Example(f"{n}", "Oslo", (Span(0, 4, "City"),)) for n in range(2)]
    untagged = Example("untagged", "Oslo Oslo Oslo Oslo", ())
    tokens = TextTokens.of(untagged.text, {})
    knowledge = Knowledge.of([*tagging, untagged], {})

    while_learning = featurize(tokens, FeatureSet(wide=False), knowledge, knowledge.mentions.within(untagged, {})).rows
    unseen = featurize(tokens, FeatureSet(wide=False), Knowledge.of(tagging, {})).rows

    assert [f for f in while_learning[0] if f.startswith("m=")] == [f for f in unseen[0] if f.startswith("m=")]


def test_other_capitals_and_parts_of_what_other_files_tag_are_seen() -> None:
    mine, other = Example("a", "RIVER BANK", (Span(0, 10, "Org"),)), Example("b", "River Bank", (Span(0, 10, "Org"),))
    knowledge, own = Knowledge.of([mine, other], {}), Mentions.of([mine], {})
    alone = Knowledge.of([mine], {})

    told = featurize(TextTokens.of("RIVER BANK", {}), FeatureSet(wide=False), knowledge, own).rows
    untold = featurize(TextTokens.of("RIVER BANK", {}), FeatureSet(wide=False), alone, own).rows
    part = featurize(TextTokens.of("river", {}), FeatureSet(wide=False), knowledge).rows

    assert ["m~B=Org" in told[0], "m~I=Org" in told[1]] == [True, True]
    assert not [feature for row in untold for feature in row if feature.startswith(("m~", "mw="))]
    assert "mw=Org" in part[0]


def test_no_token_has_a_feature_twice() -> None:
    tokens = TextTokens.of("the cat and the cat and the cat\nthe", {})

    for row in featurize(tokens, FeatureSet(wide=True), NOTHING).rows:
        assert len(row) == len(set(row))


def test_features_come_in_the_same_order_in_every_process() -> None:
    code = (
        "from core.learning.crf.features import *; from core.learning.vocabulary.knowledge import Knowledge; "
        "from core.learning.pipeline.tokenizer import TextTokens; "
        "from core.learning.vocabulary.mentions import Mentions; "
        "tokens = TextTokens.of('The lender Acme Corp of Oslo owes Ann Lee five pounds.', {}); "
        "print(featurize(tokens, FeatureSet(wide=True), Knowledge.of([], {}), cues={'lender', 'owes'}).rows)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(said) == 1
