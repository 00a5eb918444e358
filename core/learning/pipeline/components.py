"""spaCy components that suggest spans.

Each sets `doc.ents` to the best reading, and `doc.spans["autotag"]` to all spans with a score that is not quite
negligible; their calibrated scores are in `doc.spans["autotag"].attrs["scores"]`, one for each span, as spaCy's own
span categorizer does. Spans of that group may overlap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from core.domain.text.spans import ScoredSpan, best_apart
from core.learning.choosing.calibration import Calibration
from core.learning.finders.combined import CombinedFinder
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder
from core.learning.finders.predictions import in_context
from core.learning.pipeline.tokenizer import TextTokens

SPANS_KEY = "autotag"
"""Name of the span group with the scored spans."""

GUESSES_KEY = "autotag_guesses"
"""Name of a guesser's guesses in a document's user data; a document without them is read without guesses."""


_CALIBRATION = "calibration.json"
_CALIBRATION_ALONE = "calibration_alone.json"


class SpanComponent:
    """A finder as a spaCy component.

    Attributes:
        finder: finds the spans; None until the component is filled or loaded.
        calibration: of the finder's scores.
        calibration_alone: the same for documents that the finder reads without the guesses or the encoder that it
            learned with.
    """

    finder_class: type[Finder]

    def __init__(self, name: str) -> None:
        self.name = name
        self.finder: Finder | None = None
        self.calibration = Calibration()
        self.calibration_alone: Calibration | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Add the spans to a document."""
        assert self.finder is not None, "the component is loaded with its pipeline"
        tokens = TextTokens(doc.text, [(t.idx, t.idx + len(t)) for t in doc if not t.is_space])
        guesses = doc.user_data.get(GUESSES_KEY)
        calibration = (self.calibration_alone if self.finder.lacks(guesses) else None) or self.calibration
        predictions = in_context(doc.text, self.finder.find(tokens, guesses))
        _annotate(doc, [calibration.scored(prediction) for prediction in predictions], calibration.reading)
        return doc

    def pipe(self, docs: Iterable[Doc], **_: Any) -> Iterable[Doc]:
        """Add the spans to each document."""
        return map(self, docs)

    def to_disk(self, path: Path, **_: Any) -> None:
        """Write the finder and its calibrations into a folder."""
        assert self.finder is not None
        path.mkdir(parents=True, exist_ok=True)
        self.finder.save(path)
        (path / _CALIBRATION).write_text(json.dumps(self.calibration.to_dict()), "utf-8")
        if self.calibration_alone:
            (path / _CALIBRATION_ALONE).write_text(json.dumps(self.calibration_alone.to_dict()), "utf-8")

    def from_disk(self, path: Path, **_: Any) -> Self:
        """Read what `to_disk` wrote."""
        path = Path(path)
        self.finder = self.finder_class.load(path)
        self.calibration = Calibration.from_dict(json.loads((path / _CALIBRATION).read_text("utf-8")))
        if (path / _CALIBRATION_ALONE).exists():
            kept = json.loads((path / _CALIBRATION_ALONE).read_text("utf-8"))
            self.calibration_alone = Calibration.from_dict(kept)
        return self


class CrfComponent(SpanComponent):
    """The recipe `fast` as fields alone."""

    finder_class = CrfFinder


class MatchesComponent(SpanComponent):
    """The recipe `matches`."""

    finder_class = MatchesFinder


class CombinedComponent(SpanComponent):
    """The recipe `fast` as the mean of fields and other models."""

    finder_class = CombinedFinder


@Language.factory("autotag_crf", assigns=["doc.ents", "doc.spans"])
def create_crf(nlp: Language, name: str) -> CrfComponent:  # noqa: ARG001 - spaCy passes the pipeline
    """Create the component for a pipeline's configuration."""
    return CrfComponent(name)


@Language.factory("autotag_combined", assigns=["doc.ents", "doc.spans"])
def create_combined(nlp: Language, name: str) -> CombinedComponent:  # noqa: ARG001 - spaCy passes the pipeline
    """Create the component for a pipeline's configuration."""
    return CombinedComponent(name)


@Language.factory("autotag_matches", assigns=["doc.ents", "doc.spans"])
def create_matches(nlp: Language, name: str) -> MatchesComponent:  # noqa: ARG001 - spaCy passes the pipeline
    """Create the component for a pipeline's configuration."""
    return MatchesComponent(name)


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
