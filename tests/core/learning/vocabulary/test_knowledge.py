from __future__ import annotations

import json

import pytest

from core.domain.text.spans import Span
from core.learning.crf.features import FeatureSet, featurize
from core.learning.finders.predictions import Prediction, averaged
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.training.examples import Example
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions

FILES = [Example("a", "Oslo has a Bank", (Span(0, 4, "City"),)), Example("b", "the bank in Oslo", ())]


def test_words_are_counted_once_a_file_whatever_their_letters() -> None:
    known = Knowledge.of([*FILES, Example("c", "bank BANK Bank", ())], {})

    assert (known.files["bank"], known.plain["bank"]) == (3, 2)
    assert (known.files["oslo"], known.plain["oslo"]) == (2, 0)


def test_knowledge_survives_being_kept() -> None:
    known = Knowledge.of(FILES, {})

    again = Knowledge.from_dict(json.loads(json.dumps(known.to_dict())))

    assert (again.files, again.mentions.usages) == (known.files, known.mentions.usages)
    assert all(again.plain[word] == known.plain[word] for word in known.files)


def test_a_training_file_takes_its_own_words_for_new_as_it_would_unseen() -> None:
    alone, tokens = Knowledge.of(FILES[:1], {}), TextTokens.of(FILES[0].text, {})
    own = Mentions.of(FILES[:1], {})

    in_training = featurize(tokens, FeatureSet(wide=False), alone, own).rows
    unseen = featurize(tokens, FeatureSet(wide=False), Knowledge(Mentions({}))).rows

    assert in_training == unseen


def test_a_capital_tells_whether_other_files_write_the_word_small() -> None:
    tokens = TextTokens.of("Bank Oslo", {})

    bank, oslo = featurize(tokens, FeatureSet(wide=False), Knowledge.of(FILES, {})).rows

    assert "r=Xx rare plain elsewhere" in bank
    assert "r=Xx rare" in oslo


def test_what_one_model_does_not_name_counts_as_improbable() -> None:
    both, one = Prediction(0, 4, "City", 0.8, 1), Prediction(5, 9, "City", 0.6, 0)

    merged = averaged([[both, one], [Prediction(0, 4, "City", 0.4, 1)]])

    assert [(p.start, p.precedent) for p in merged] == [(0, 1), (5, 0)]
    assert [p.probability for p in merged] == pytest.approx([0.6, 0.3])
