"""spaCy's `ner` as a finder: alone in the recipe `spacy`, one part of several in the recipe `fast`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Self

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_model_from_config
from thinc.api import Config

from core.domain.text.guesses import Guess
from core.learning.finders.finder import Finder
from core.learning.finders.neural import entities_of
from core.learning.finders.predictions import Prediction
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.vocabulary.mentions import Mentions

PROBABILITY = 0.75
"""Probability of every span before calibration: `ner` itself offers no usable one."""

_FACTS = "facts.json"


class NerFinder(Finder):
    """Finds spans by spaCy's `ner`.

    Args:
        nlp: its pipeline.
        mentions: strings tagged in the training files.
        entities: entities to return; a base may still find those that it was trained for.
    """

    def __init__(self, nlp: Language, mentions: Mentions, entities: Collection[str]) -> None:
        self.nlp = nlp
        self.nlp.max_length = 10**9
        self.mentions = mentions
        self.entities = sorted(entities)

    def find(self, tokens: TextTokens, guesses: Sequence[Guess] | None = None) -> list[Prediction]:  # noqa: ARG002
        """Return the spans of `ner`, all with the same probability, widened to whole tokens."""
        with self.nlp.memory_zone():  # or its vocabulary would grow with every new word
            spans = [span for span in entities_of(self.nlp(tokens.text)) if span.entity in self.entities]
        words, found = tokens.words, {}
        for first, last, entity in ((*tokens.covering(*span.borders), span.entity) for span in spans):
            if first == len(words):
                continue  # a blank at the end
            borders = tokens.borders[first][0], tokens.borders[last - 1][1]
            precedent = self.mentions.precedent(words[first:last], entity)
            found[borders, entity] = Prediction(*borders, entity, PROBABILITY, precedent)
        return list(found.values())

    def save(self, folder: Path) -> None:
        """Write the pipeline, the mentions and the entities."""
        self.nlp.to_disk(folder)
        (folder / _FACTS).write_text(json.dumps([self.mentions.to_list(), self.entities]), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        mentions, entities = json.loads((folder / _FACTS).read_text("utf-8"))
        return cls(spacy.load(folder), Mentions.from_list(mentions), entities)

    # A finder is pickled to leave the process that trained it; spaCy pipelines cannot be pickled directly.

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"nlp": (self.nlp.config.to_str(), self.nlp.to_bytes())}

    def __setstate__(self, state: dict[str, Any]) -> None:
        config, weights = state["nlp"]
        self.__dict__ |= state | {"nlp": load_model_from_config(Config().from_str(config)).from_bytes(weights)}
        self.nlp.max_length = 10**9


def ner_predictions(doc: Doc, mentions: Mentions) -> list[Prediction]:
    """Return the spans of `ner` in a text, with the precedents of their strings."""
    found = []
    for span in entities_of(doc):
        string = TextTokens.of(doc.text[span.start : span.end], {}).words
        found.append(Prediction(*span.borders, span.entity, PROBABILITY, mentions.precedent(string, span.entity)))
    return found
