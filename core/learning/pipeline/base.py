"""Bases: models trained elsewhere whose reading of a text is input for the recipe `fast`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from core.errors import WorkError

Vectors = NDArray[np.float32]

_SCALE = 0.3
"""Factor that makes vectors about as large as the other features, 0 or 1; chosen on `benchmarks/learning.py`."""


@dataclass(frozen=True)
class BaseReading:
    """The base's labels and vectors for the tokens of a text.

    Attributes:
        labels: entity of each token, with `B-` or `I-` before it, `O` for none; empty if the base finds no entities.
        vectors: a row for each token; without columns if the base has none.
    """

    labels: Sequence[str]
    vectors: Vectors

    def window(self, first: int, last: int) -> BaseReading:
        """Return the part for the tokens from `first` up to, not including, `last`."""
        return BaseReading(self.labels[first:last], self.vectors[first:last])


class Base(ABC):
    """A model trained elsewhere that reads texts."""

    @abstractmethod
    def read(self, text: str, borders: Sequence[tuple[int, int]]) -> BaseReading:
        """Read a text that is cut into tokens at these borders.

        Raises:
            WorkError: the base cannot be reached.
        """

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write into a folder of the trained model what is needed to read again."""


class PipelineBase(Base):
    """An installed spaCy pipeline.

    Only the part that finds entities is kept: its `ner`, and the shared `tok2vec` or `transformer` if `ner` listens to
    it. It yields the entity that it sees at each token, and the vector from which it decides, which also tells apart
    words that its own labels do not.

    Args:
        nlp: reduced to what finds entities.
        remember: keep what was read of each text, for cross-validation, which reads each text many times.
    """

    def __init__(self, nlp: Language, *, remember: bool = False) -> None:
        self.nlp = nlp
        self.nlp.max_length = 10**9
        self._seen: dict[str, tuple[list[int], list[str], Vectors]] | None = {} if remember else None

    @classmethod
    def load(cls, name: str, *, remember: bool = False) -> PipelineBase:
        """Load an installed pipeline, or one in a folder.

        Raises:
            WorkError: it does not load.
        """
        return cls(load_reduced(name), remember=remember)

    def read(self, text: str, borders: Sequence[tuple[int, int]]) -> BaseReading:
        """Read a text; each token takes over from the base's token in which it begins."""
        starts, labels, vectors = self._raw(text)
        if not starts:
            return BaseReading(["O"] * len(borders), np.zeros((len(borders), 0), dtype=np.float32))
        numbers = [max(0, bisect_right(starts, start) - 1) for start, _ in borders]
        return BaseReading([labels[number] for number in numbers], vectors[numbers])

    def save(self, folder: Path) -> None:
        """Write the reduced pipeline, so that the model needs no other."""
        self.nlp.to_disk(folder)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the remembered readings without the pipeline: processes that learn get texts that were read before."""
        return self.__dict__ | {"nlp": None}

    def _raw(self, text: str) -> tuple[list[int], list[str], Vectors]:
        if self._seen is not None and text in self._seen:
            return self._seen[text]
        with self.nlp.memory_zone():  # else it would keep every word that it ever saw
            doc = self.nlp(text)
            labels = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc]
            raw = [token.idx for token in doc], labels, self._vectors(doc)
        if self._seen is not None:
            self._seen[text] = raw
        return raw

    def _vectors(self, doc: Doc) -> Vectors:
        """Return the vectors on which `ner` decides; no columns if its model has no `tok2vec`."""
        if not len(doc) or "ner" not in self.nlp.pipe_names:
            return np.zeros((len(doc), 0), dtype=np.float32)
        model: Any = self.nlp.get_pipe("ner").model  # type: ignore[attr-defined]  # every `ner` has one
        if model.has_ref("tok2vec") is not True:
            return np.zeros((len(doc), 0), dtype=np.float32)
        return np.asarray(model.get_ref("tok2vec").predict([doc]), dtype=np.float32) * _SCALE


def load_reduced(name: str | Path) -> Language:
    """Load a pipeline without the components that `ner` does not need: they would slow every text down.

    Raises:
        WorkError: it does not load.
    """
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        raise WorkError(f"The pipeline {str(name)!r} does not load: {error}") from error
    kept = {"ner"} & set(nlp.pipe_names)
    if kept and _listens(nlp.get_pipe("ner")):
        kept |= {"tok2vec", "transformer"}
    for component in [component for component in nlp.pipe_names if component not in kept]:
        nlp.remove_pipe(component)
    return nlp


def _listens(component: Any) -> bool:
    return any("listener" in node.name for node in component.model.walk())
