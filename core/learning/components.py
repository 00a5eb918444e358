"""spaCy components that suggest spans.

Each sets `doc.ents` to the best reading, and `doc.spans["autotag"]` to all spans with a score that is not quite
negligible; their calibrated scores are in `doc.spans["autotag"].attrs["scores"]`, one for each span, as spaCy's own
span categorizer does. Spans of that group may overlap.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from core.domain.spans import ScoredSpan, best_apart
from core.domain.spans import Span as CharSpan
from core.learning.base import Base, BaseReading
from core.learning.calibration import Calibration
from core.learning.crf import Crf, TokenSpan
from core.learning.features import FeatureSet, cue_words, featurize
from core.learning.knowledge import Knowledge
from core.learning.mentions import Mentions
from core.learning.tokenizer import TextTokens

SPANS_KEY = "autotag"
"""Name of the span group with the scored spans."""

WINDOW = 4000
"""Tokens of a long text that are looked at together: memory grows with this, not with the text."""

MARGIN = 200
"""Tokens to either side of a window that it sees too, so that a span across its edge is found whole."""

_BASE = "base"
"""Folder of the base pipeline in that of the component."""

NER_PROBABILITY = 0.75
"""`ner` gives no usable probability of a span; calibration starts from this one for all."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A span found by a recipe, before calibration.

    Attributes:
        start, end: in code points.
        entity: name.
        probability: the recipe's own.
        seen: see `calibration.Outcome`.
    """

    start: int
    end: int
    entity: str
    probability: float
    seen: int


class Finder(ABC):
    """What finds spans in a text cut into tokens; pure of spaCy, so that cross-validation can use it alike."""

    @abstractmethod
    def find(self, tokens: TextTokens) -> list[Prediction]:
        """All spans that are not quite unlikely; they may overlap."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Writes all that `load` needs."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote."""


@dataclass(frozen=True, slots=True)
class Field:
    """A conditional random field, and what it looks at."""

    crf: Crf
    features: FeatureSet


class CrfFinder(Finder):
    """Finds spans by conditional random fields; where there are several, by the mean of what they say."""

    def __init__(self, fields: Sequence[Field], knowledge: Knowledge, base: Base | None = None) -> None:
        self.fields = fields
        self.knowledge = knowledge
        self.base = base
        self._cues = cue_words({entity for field in fields for entity in field.crf.entities})

    def find(self, tokens: TextTokens) -> list[Prediction]:
        """Spans with the fields' exact probabilities."""
        base = self.base.read(tokens.text, tokens.borders) if self.base else None
        found: list[Prediction] = []
        for first in range(0, len(tokens.borders), WINDOW):
            borders = max(0, first - MARGIN), min(len(tokens.borders), first + WINDOW + MARGIN)
            part = tokens.window(*borders)
            reading = base.window(*borders) if base else None
            said = [self._read(field, part, reading) for field in self.fields]
            # What begins in the margin is found again by the neighbouring window, which sees more around it.
            start, end = tokens.borders[first][0], tokens.borders[min(first + WINDOW, len(tokens.borders)) - 1][1]
            found += [prediction for prediction in averaged(said) if start <= prediction.start < end]
        return found

    def _read(self, field: Field, part: TextTokens, base: BaseReading | None) -> list[Prediction]:
        seen = featurize(part, field.features, self.knowledge, base=base, cues=self._cues)
        words = part.words
        return [_prediction(span, part, words, self.knowledge.mentions) for span in field.crf.spans(seen)]

    def save(self, folder: Path) -> None:
        """Writes weights, labels and mentions, and what is used of the base, so that the model stands alone."""
        for number, field in enumerate(self.fields):
            path = folder / f"weights{number}.npz"
            np.savez_compressed(path, weights=field.crf.weights, transitions=field.crf.transitions)
        kept = {
            "fields": [
                {"labels": field.crf.labels, "rows": list(field.crf.rows), "features": asdict(field.features)}
                for field in self.fields
            ],
            "base": self.base is not None,
            "knowledge": self.knowledge.to_dict(),
        }
        (folder / "crf.json").write_text(json.dumps(kept), "utf-8")
        if self.base:
            self.base.nlp.to_disk(folder / _BASE)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote."""
        kept: Any = json.loads((folder / "crf.json").read_text("utf-8"))
        fields = []
        for number, field in enumerate(kept["fields"]):
            with np.load(folder / f"weights{number}.npz") as arrays:
                rows = {feature: row for row, feature in enumerate(field["rows"])}
                crf = Crf(field["labels"], rows, arrays["weights"], arrays["transitions"])
            fields.append(Field(crf, FeatureSet(**field["features"])))
        base = Base.load(str(folder / _BASE)) if kept["base"] else None
        return cls(fields, Knowledge.from_dict(kept["knowledge"]), base)


class MatchesFinder(Finder):
    """Finds the strings that are tagged elsewhere."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions

    def find(self, tokens: TextTokens) -> list[Prediction]:
        """Known strings; the probability is the share of their places that are tagged so."""
        words = tokens.words
        found = []
        for first, last in self.mentions.find(words):
            seen = self.mentions.seen[tuple(words[first:last])]
            entity = max(seen.tagged, key=lambda name: (seen.tagged[name], name))
            span = TokenSpan(first, last, entity, seen.share(entity))
            found.append(_prediction(span, tokens, words, self.mentions))
        return found

    def save(self, folder: Path) -> None:
        """Writes the mentions."""
        (folder / "mentions.json").write_text(json.dumps(self.mentions.to_list()), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the mentions."""
        rows: Any = json.loads((folder / "mentions.json").read_text("utf-8"))
        return cls(Mentions.from_list(rows))


class SpanComponent:
    """A finder and its calibration as a spaCy component."""

    finder_class: type[Finder]

    def __init__(self, name: str, finder: Finder | None = None, calibration: Calibration | None = None) -> None:
        self.name = name
        self.finder = finder
        self.calibration = calibration or Calibration()

    def __call__(self, doc: Doc) -> Doc:
        """The document with its spans."""
        assert self.finder is not None, "the component is loaded with its pipeline"
        tokens = TextTokens(doc.text, [(t.idx, t.idx + len(t)) for t in doc if not t.is_space])
        predictions = self.finder.find(tokens)
        scored = [
            ScoredSpan(p.start, p.end, p.entity, self.calibration.score(p.probability, p.seen)) for p in predictions
        ]
        _annotate(doc, scored, self.calibration.reading)
        return doc

    def pipe(self, docs: Iterable[Doc], **_: Any) -> Iterable[Doc]:
        """The documents, each with its spans."""
        return map(self, docs)

    def to_disk(self, path: Path, **_: Any) -> None:
        """Writes finder and calibration into a folder."""
        assert self.finder is not None
        path.mkdir(parents=True, exist_ok=True)
        self.finder.save(path)
        (path / "calibration.json").write_text(json.dumps(self.calibration.to_dict()), "utf-8")

    def from_disk(self, path: Path, **_: Any) -> Self:
        """Reads what `to_disk` wrote."""
        path = Path(path)
        self.finder = self.finder_class.load(path)
        self.calibration = Calibration.from_dict(json.loads((path / "calibration.json").read_text("utf-8")))
        return self


class CrfComponent(SpanComponent):
    """The recipe `fast` in a pipeline."""

    finder_class = CrfFinder


class MatchesComponent(SpanComponent):
    """The recipe `matches` in a pipeline."""

    finder_class = MatchesFinder


@Language.factory("autotag_crf", assigns=["doc.ents", "doc.spans"])
def create_crf(nlp: Language, name: str) -> CrfComponent:  # noqa: ARG001 - spaCy passes the pipeline
    """The factory that a pipeline names."""
    return CrfComponent(name)


@Language.factory("autotag_matches", assigns=["doc.ents", "doc.spans"])
def create_matches(nlp: Language, name: str) -> MatchesComponent:  # noqa: ARG001 - spaCy passes the pipeline
    """The factory that a pipeline names."""
    return MatchesComponent(name)


def seen_level(string: Sequence[str], entity: str, mentions: Mentions) -> int:
    """1 if the string is tagged as the entity in the training files, -1 if as another one only, 0 if never."""
    seen = mentions.look_up(string)
    if seen is None:
        return 0
    return 1 if seen.tagged[entity] else -1


def ner_prediction(text: str, span: CharSpan, mentions: Mentions) -> Prediction:
    """A span that spaCy's `ner` found, with what the mentions know of its string."""
    string = TextTokens.of(text[span.start : span.end], {}).words
    seen = seen_level(string, span.entity, mentions)
    return Prediction(span.start, span.end, span.entity, NER_PROBABILITY, seen)


def averaged(readings: Sequence[Sequence[Prediction]]) -> list[Prediction]:
    """The mean of what several models say of a text; whoever does not name a span says that it is improbable."""
    if len(readings) == 1:
        return list(readings[0])
    sums: dict[tuple[int, int, str], Prediction] = {}
    for prediction in (prediction for reading in readings for prediction in reading):
        place = prediction.start, prediction.end, prediction.entity
        so_far = sums[place].probability if place in sums else 0.0
        sums[place] = replace(prediction, probability=so_far + prediction.probability / len(readings))
    return [sums[place] for place in sorted(sums)]


def _prediction(span: TokenSpan, tokens: TextTokens, words: Sequence[str], mentions: Mentions) -> Prediction:
    return Prediction(
        tokens.borders[span.first][0],
        tokens.borders[span.last - 1][1],
        span.entity,
        span.probability,
        seen_level(words[span.first : span.last], span.entity, mentions),
    )


def _annotate(doc: Doc, scored: Sequence[ScoredSpan], lowest: float) -> None:
    spans, scores = [], []
    for found in scored:
        span = doc.char_span(found.start, found.end, label=found.entity)
        if span is not None:
            spans.append(span)
            scores.append(found.score)
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans, attrs={"scores": scores})
    reading = best_apart(span for span in scored if span.score >= lowest)
    ents = (doc.char_span(span.start, span.end, label=span.entity) for span in reading)
    doc.set_ents([ent for ent in ents if isinstance(ent, Span)])
