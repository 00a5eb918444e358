"""Finders: find spans in a text. Cross-validation and the components of a pipeline both use them."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from core.domain.text.guesses import Guess
from core.learning.arrays import load_arrays
from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.features import FeatureSet, cue_words, featurize
from core.learning.crf.model import Crf, Observed, TokenSpan
from core.learning.finders.predictions import Prediction, averaged, with_guesses
from core.learning.pipeline.base import Base
from core.learning.pipeline.bases import load_base
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions

WINDOW = 4000
"""Number of tokens processed together: it bounds the memory that a long text takes."""

MARGIN = 200
"""Extra tokens on either side of a window, so that spans across its edge are found whole."""

_BASE = "base"
"""Name of the base pipeline's folder inside the component's."""


class Finder(ABC):
    """Finds spans in a tokenized text."""

    @abstractmethod
    def find(self, tokens: TextTokens, guesses: Sequence[Guess] | None = None) -> list[Prediction]:
        """Return all spans that are not very unlikely; they may overlap.

        Args:
            tokens: the text.
            guesses: a guesser's guesses for it; None if unknown.
        """

    def on(self, base: Base | None) -> Finder:
        """Return this finder with another base pipeline, or without; most finders use none."""
        del base
        return self

    def lacks(self, guesses: Sequence[Guess] | None) -> bool:
        """Return whether it learned with guesses or an encoder, and would read a text with these guesses without."""
        del guesses
        return False

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write everything that `load` needs."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""


@dataclass(frozen=True, slots=True)
class TrainedField:
    """A trained conditional random field.

    Attributes:
        crf: its weights.
        features: the features that it uses.
        crosses_blank_lines: whether a span that it learned from did; if none did, it finds none.
    """

    crf: Crf
    features: FeatureSet
    crosses_blank_lines: bool = True


class CrfFinder(Finder):
    """Finds spans by conditional random fields, averaging the probabilities of several."""

    def __init__(self, fields: Sequence[TrainedField], knowledge: Knowledge, base: Base | None = None) -> None:
        self.fields = fields
        self.knowledge = knowledge
        self.base = base
        self._cues = cue_words({entity for field in fields for entity in field.crf.entities})

    def find(self, tokens: TextTokens, guesses: Sequence[Guess] | None = None) -> list[Prediction]:
        """Return spans with the fields' exact probabilities, and the guesses that the fields do not propose."""
        base = self.base.read(tokens.text, tokens.borders) if self.base else None
        fields = self._fields_for(guesses)
        found: list[Prediction] = []
        for first in range(0, len(tokens.borders), WINDOW):
            borders = max(0, first - MARGIN), min(len(tokens.borders), first + WINDOW + MARGIN)
            part = tokens.window(*borders)
            reading = base.window(*borders) if base else None
            observed = {
                features: featurize(part, features, self.knowledge, base=reading, cues=self._cues, guesses=guesses)
                for features in dict.fromkeys(field.features for field in fields)
            }
            readings = [self._read(field, part, observed[field.features]) for field in fields]
            # The neighbouring window finds what begins in the margin, with more context.
            start, end = tokens.borders[first][0], tokens.borders[min(first + WINDOW, len(tokens.borders)) - 1][1]
            found += [prediction for prediction in averaged(readings) if start <= prediction.start < end]
        if guesses and any(field.features.guesses for field in fields):
            return with_guesses(found, guesses, tokens, self.knowledge)
        return found

    def _fields_for(self, guesses: Sequence[Guess] | None) -> Sequence[TrainedField]:
        """Return the fields that learned with what there is: guesses, a base, or neither."""
        fields = [field for field in self.fields if field.features.guesses == (guesses is not None)] or self.fields
        return [field for field in fields if field.features.vectors == (self.base is not None)] or fields

    def lacks(self, guesses: Sequence[Guess] | None) -> bool:
        """Return whether there are no guesses, or there is no base, though some fields learned with them."""
        return any(
            (field.features.guesses and guesses is None) or (field.features.vectors and self.base is None)
            for field in self.fields
        )

    def on(self, base: Base | None) -> CrfFinder:
        """Return this finder with another base pipeline, or without."""
        return CrfFinder(self.fields, self.knowledge, base)

    def _read(self, field: TrainedField, part: TextTokens, observed: Observed) -> list[Prediction]:
        words = part.words
        breaks = () if field.crosses_blank_lines else part.after_blank_lines()
        return [_prediction(span, part, words, self.knowledge.mentions) for span in field.crf.spans(observed, breaks)]

    def save(self, folder: Path) -> None:
        """Write weights, labels, mentions and the base pipeline, so that the model needs nothing else."""
        for number, field in enumerate(self.fields):
            path = folder / f"weights{number}.npz"
            np.savez_compressed(path, weights=field.crf.weights, transitions=field.crf.transitions)
        kept = {
            "fields": [
                {
                    "scheme": field.crf.scheme,
                    "labels": field.crf.labels,
                    "rows": list(field.crf.rows),
                    "features": asdict(field.features),
                    "crosses_blank_lines": field.crosses_blank_lines,
                }
                for field in self.fields
            ],
            "base": self.base is not None,
            "knowledge": self.knowledge.to_dict(),
        }
        (folder / "crf.json").write_text(json.dumps(kept), "utf-8")
        if self.base:
            self.base.save(folder / _BASE)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        kept: Any = json.loads((folder / "crf.json").read_text("utf-8"))
        fields = []
        for number, field in enumerate(kept["fields"]):
            weights, transitions = load_arrays(folder / f"weights{number}.npz", "weights", "transitions")
            rows = {feature: row for row, feature in enumerate(field["rows"])}
            crf = Crf(field["labels"], rows, weights, transitions, Scheme(field["scheme"]))
            crosses = field.get("crosses_blank_lines", True)  # models of earlier versions lack it
            fields.append(TrainedField(crf, FeatureSet(**field["features"]), crosses))
        base = load_base(folder / _BASE) if kept["base"] else None
        return cls(fields, Knowledge.from_dict(kept["knowledge"]), base)


class MatchesFinder(Finder):
    """Finds strings that are tagged in the training files."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions

    def find(self, tokens: TextTokens, guesses: Sequence[Guess] | None = None) -> list[Prediction]:  # noqa: ARG002
        """Return the known strings; the probability is the share of their occurrences that are tagged so."""
        words = tokens.words
        found = []
        for first, last in self.mentions.find(words):
            usage = self.mentions.usages[tuple(words[first:last])]
            entity = max(usage.tagged, key=lambda name: (usage.tagged[name], name))
            span = TokenSpan(first, last, entity, usage.share(entity))
            found.append(_prediction(span, tokens, words, self.mentions))
        return found

    def save(self, folder: Path) -> None:
        """Write the mentions."""
        (folder / "mentions.json").write_text(json.dumps(self.mentions.to_list()), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the mentions."""
        rows: Any = json.loads((folder / "mentions.json").read_text("utf-8"))
        return cls(Mentions.from_list(rows))


def _prediction(span: TokenSpan, tokens: TextTokens, words: Sequence[str], mentions: Mentions) -> Prediction:
    return Prediction(
        tokens.borders[span.first][0],
        tokens.borders[span.last - 1][1],
        span.entity,
        span.probability,
        mentions.precedent(words[span.first : span.last], span.entity),
    )
