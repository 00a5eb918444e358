"""Find scored spans in texts with a trained model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from core.domain.models.model import DEFAULT_THRESHOLD
from core.domain.text.guesses import Guess, Guesses
from core.domain.text.spans import ScoredSpan
from core.errors import WorkError
from core.learning.encoders.base import PUT_BACK, EncoderBase
from core.learning.encoders.states import Kept, Nowhere
from core.learning.finders.finder import CrfFinder
from core.learning.finders.ner import ner_predictions
from core.learning.finders.predictions import in_context
from core.learning.pipeline.components import GUESSES_KEY, SPANS_KEY, SpanComponent
from core.learning.pipeline.settings import PipelineSettings
from core.learning.training.background import map_in_order

_BATCH = 16
"""Texts that spaCy reads at once; more would delay the first results of a job."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to read; `guesses` is None if the guesser has not read it."""

    name: str
    content: str
    guesses: tuple[Guess, ...] | None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to use the encoder of a model that learned with one.

    Attributes:
        kept: where its states are looked up and kept.
        optional: read without it where it cannot be used.
        threads: cores to use; 0 for all.
    """

    kept: Kept = field(default_factory=Nowhere)
    optional: bool = False
    threads: int = 0


class Recognizer:
    """A loaded model.

    Args:
        nlp: its pipeline.
        extras: further files of the pipeline.
        encoding: how to use its encoder, if it learned with one.

    Attributes:
        without: why it reads without its encoder, in a sentence; empty if it reads as it learned.

    Raises:
        WorkError: its encoder cannot be used, and is not optional.
    """

    def __init__(self, nlp: Language, settings: PipelineSettings, encoding: Encoding | None = None) -> None:
        self._nlp = nlp
        self._settings = settings
        self._encoding = encoding or Encoding()
        self.without = _prepare(nlp, self._encoding)
        # No text is too long: nothing here needs memory out of proportion to it.
        self._nlp.max_length = 10**9

    @classmethod
    def load(cls, folder: Path, encoding: Encoding | None = None) -> Recognizer:
        """Load a pipeline.

        Raises:
            WorkError: the folder is gone, or holds no pipeline that this spaCy can load; or the model's encoder cannot
                be used, and is not optional.
        """
        if not folder.is_dir():
            raise WorkError(f"The model's folder {folder} is gone; train the model again.")
        try:
            return cls(spacy.load(folder), PipelineSettings.load(folder), encoding)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkError(
                f"The model in {folder} is damaged or of another version of autotag ({error}); train it again."
            ) from error

    def predict(
        self,
        texts: Iterable[tuple[str, str]],
        guesses: Guesses | None = None,
        *,
        entities: Collection[str] | None = None,
        lowest: float | None = None,
        thresholds: Mapping[str, float] | None = None,
        processes: int = 1,
    ) -> Iterator[tuple[str, list[ScoredSpan]]]:
        """Find spans, text by text.

        Args:
            texts: (name, text) pairs; taken as needed, so their number does not matter to memory.
            guesses: looked up in this process as each text is taken. Without them, or for a text that they do not know,
                a model that learned with guesses falls back on what it learned without.
            entities: only these; None for all.
            lowest: lowest score for all entities; None for the thresholds that training chose.
            thresholds: lowest scores of some entities, whatever that of the others is.
            processes: how many to use; from a few batches on, two are nearly twice as fast on two cores.

        Returns:
            (name, spans) pairs in the same order. Spans may overlap: which of them to show depends on what is tagged
            and rejected there, see `Tagging.proposed`.
        """
        default = DEFAULT_THRESHOLD if lowest is None else lowest
        for text, scored in self._read((_Text(*each, _looked_up(guesses, each[1])) for each in texts), processes):
            limits = {} if lowest is not None else dict(self._settings.thresholds_for(alone=self._lacks(text.guesses)))
            limits |= thresholds or {}
            wanted = (span for span in scored if entities is None or span.entity in entities)
            yield text.name, [span for span in wanted if span.score >= limits.get(span.entity, default)]

    def _read(self, texts: Iterable[_Text], processes: int) -> Iterator[tuple[_Text, list[ScoredSpan]]]:
        """Yield all scored spans of each text."""
        batches: Iterable[list[_Text]] = minibatch(texts, _BATCH)  # type: ignore[no-untyped-call]  # by spaCy
        assert self._nlp.path is not None
        found = (
            map(self.read_batch, batches)
            if processes == 1
            else map_in_order(
                partial(_batch_reader, self._nlp.path, replace(self._encoding, threads=1)), batches, processes
            )
        )
        return chain.from_iterable(found)

    def read_batch(self, batch: Sequence[_Text]) -> list[tuple[_Text, list[ScoredSpan]]]:
        """Return all scored spans of each of some texts."""
        # spaCy keeps every word that it ever sees; here it forgets them with the batch.
        with self._nlp.memory_zone():
            docs = self._nlp.pipe(map(self._document, batch), batch_size=_BATCH)
            return [(text, self._scored(doc)) for text, doc in zip(batch, docs, strict=True)]

    def _document(self, text: _Text) -> Doc:
        doc = self._nlp.make_doc(text.content)
        if text.guesses is not None:
            doc.user_data[GUESSES_KEY] = text.guesses
        return doc

    def _scored(self, doc: Doc) -> list[ScoredSpan]:
        if SPANS_KEY in doc.spans:
            group = doc.spans[SPANS_KEY]
            return [
                ScoredSpan(span.start_char, span.end_char, self._entity(span.label_), score)
                for span, score in zip(group, group.attrs["scores"], strict=True)
            ]
        found = ner_predictions(doc, self._settings.mentions)
        named = [replace(prediction, entity=self._entity(prediction.entity)) for prediction in found]
        # A base goes on seeing what it was made for, which nobody asked for here.
        asked = [p for p in named if not self._settings.thresholds or p.entity in self._settings.thresholds]
        return [self._settings.calibration.scored(p) for p in in_context(doc.text, asked)]

    def _lacks(self, guesses: Sequence[Guess] | None) -> bool:
        """Return whether a text with these guesses is read without what the model learned with."""
        return any(component.finder.lacks(guesses) for component in _components(self._nlp) if component.finder)

    def _entity(self, label: str) -> str:
        """Return the project's entity for a label of the pipeline."""
        return self._settings.labels.get(label, label)


def _looked_up(guesses: Guesses | None, text: str) -> tuple[Guess, ...] | None:
    found = guesses.of(text) if guesses else None
    return None if found is None else tuple(found)


def _batch_reader(
    folder: Path, encoding: Encoding
) -> Callable[[Sequence[_Text]], list[tuple[_Text, list[ScoredSpan]]]]:
    """Load the model again, in another process."""
    return Recognizer.load(folder, encoding).read_batch


def _prepare(nlp: Language, encoding: Encoding) -> str:
    """Make the encoder of a model ready, or have the model read without it; return why, or an empty string.

    Raises:
        WorkError: the encoder cannot be used, and is not optional.
    """
    for component in _components(nlp):
        finder = component.finder
        base = finder.base if isinstance(finder, CrfFinder) else None
        if finder is None or not isinstance(base, EncoderBase):
            continue
        base.kept, base.threads = encoding.kept, encoding.threads
        if problem := base.problem():
            if not encoding.optional:
                raise WorkError(f"{problem} {PUT_BACK}")
            component.finder = finder.on(None)
            return problem
    return ""


def _components(nlp: Language) -> list[SpanComponent]:
    return [component for _, component in nlp.pipeline if isinstance(component, SpanComponent)]
