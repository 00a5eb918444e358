"""Where batches of texts are tagged: by this machine's processes, or by a cluster (`cluster.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.domain.text.spans import ScoredSpan
from core.learning.encoders.states import Kept, Nowhere
from core.learning.pipeline.digest import pipeline_digest
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.learning.pipeline.settings import PipelineSettings
from core.learning.pipeline.wanted import Wanted
from core.learning.training.background import start_fork_server


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A trained pipeline to apply.

    Attributes:
        name: written beside every record.
        folder: the pipeline.
        digest: SHA-256 over its files.
        learned_with_guesses: whether it reads a guesser's guesses where there are some; here there are none.
        kept: where an encoder's states of texts that were read before are looked up; none are added.
    """

    name: str
    folder: Path
    digest: str
    learned_with_guesses: bool = False
    kept: Kept = field(default_factory=Nowhere)

    @classmethod
    def of(cls, name: str, folder: Path, kept: Kept | None = None) -> ModelSource:
        """Return the source of a pipeline in a folder."""
        with_guesses = PipelineSettings.load(folder).learned_with_guesses
        return cls(name, folder, pipeline_digest(folder), with_guesses, kept or Nowhere())


class Engine(Protocol):
    """Tags texts with a model."""

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text, in the order of the texts, which are taken as needed.

        Raises:
            AutotagError: the model cannot be loaded, or the engine cannot be reached.
        """


def without_encoder(model: str, reason: str) -> str:
    """Say that a model tags without its encoder, and why."""
    return f"{model} tags without the encoder that it learned with: {reason}"


@dataclass(frozen=True)
class LocalEngine:
    """Tags in this process, or in several of this machine.

    Attributes:
        processes: how many.
        without_encoder: tag without the encoder that a model learned with, where it cannot be used.
        tell: called with a sentence if the model tags without its encoder.
    """

    processes: int = 1
    without_encoder: bool = False
    tell: Callable[[str], None] = lambda _: None

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text."""
        if self.processes > 1:
            start_fork_server()  # it imports while this process loads the model
        recognizer = Recognizer.load(model.folder, Encoding(model.kept, optional=self.without_encoder))
        if recognizer.without:
            self.tell(without_encoder(model.name, recognizer.without))
        found = recognizer.predict(
            (("", text) for text in texts),
            entities=wanted.entities,
            lowest=wanted.lowest,
            thresholds=wanted.thresholds,
            processes=self.processes,
        )
        return (spans for _, spans in found)
