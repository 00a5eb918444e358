"""Where batches of texts are tagged: by this machine's processes, or by a cluster (`cluster.py`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.domain.text.spans import ScoredSpan
from core.learning.pipeline.recognizer import Recognizer
from core.learning.pipeline.settings import PipelineSettings


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A trained pipeline to apply.

    Attributes:
        name: written beside every record.
        folder: the pipeline.
        digest: SHA-256 over its files.
        learned_with_guesses: whether it reads a guesser's guesses where there are some; here there are none.
    """

    name: str
    folder: Path
    digest: str
    learned_with_guesses: bool = False

    @classmethod
    def of(cls, name: str, folder: Path) -> ModelSource:
        """Return the source of a pipeline in a folder."""
        return cls(name, folder, pipeline_digest(folder), PipelineSettings.load(folder).learned_with_guesses)


def pipeline_digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of a pipeline's files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Wanted:
    """Which spans to keep.

    Attributes:
        entities: only these; None for all.
        lowest: lowest score of all entities; None for the thresholds that training chose.
        thresholds: lowest scores of single entities.
    """

    entities: Sequence[str] | None = None
    lowest: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)


class Engine(Protocol):
    """Tags texts with a model."""

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text, in the order of the texts, which are taken as needed.

        Raises:
            AutotagError: the model cannot be loaded, or the engine cannot be reached.
        """


@dataclass(frozen=True)
class LocalEngine:
    """Tags in this process, or in several of this machine."""

    processes: int = 1

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text."""
        found = Recognizer.load(model.folder).predict(
            (("", text) for text in texts),
            entities=wanted.entities,
            lowest=wanted.lowest,
            thresholds=wanted.thresholds,
            processes=self.processes,
        )
        return (spans for _, spans in found)
