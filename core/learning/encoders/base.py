"""An encoder as a base."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import AutotagError, UnusableError, WorkError
from core.learning.encoders.encoder import Encoder
from core.learning.encoders.folder import EncoderFolder, require_packages
from core.learning.encoders.reduction import Reduction
from core.learning.encoders.states import Kept, Nowhere, States
from core.learning.pipeline.base import Base, BaseReading, Vectors

FILE = "encoder.json"
"""File in the folder of a base that tells an encoder from a pipeline."""

PUT_BACK = "Put the encoder back that the model learned with, or train the model again."
"""What to do where the encoder of a model cannot be used."""


class EncoderBase(Base):
    """An encoder in a folder of the user's, and how its states are reduced.

    It is opened when it reads its first text that is not kept.

    Attributes:
        path: folder of the encoder.
        digest: of the encoder; states of another one would mean something else.
        reduction: None until `learn` has run.
        kept: where states are looked up and kept.
        threads: cores to use; 0 for all.
    """

    def __init__(self, path: Path, digest: str, reduction: Reduction | None = None) -> None:
        self.path = path
        self.digest = digest
        self.reduction = reduction
        self.kept: Kept = Nowhere()
        self.threads = 0
        self._encoder: Encoder | None = None
        self._remembered: dict[str, tuple[States, Vectors]] = {}

    @classmethod
    def open(cls, path: Path, kept: Kept) -> EncoderBase:
        """Take the encoder in a folder, whose reduction is still to be learned.

        Raises:
            AutotagError: a package is missing, or there is no encoder, or it does not load.
        """
        require_packages()
        folder = EncoderFolder.find(path)
        try:
            base = cls(folder.path, folder.digest())
        except OSError as error:
            raise WorkError(f"The encoder in {folder.path} cannot be read: {error.strerror}.") from error
        base.kept = kept
        base._encoder = Encoder(folder)
        return base

    def learn(self, texts: Sequence[str], others: Sequence[str]) -> Generator[int]:
        """Read texts, learn the reduction, and remember their reduced states.

        Args:
            texts: to learn the reduction from.
            others: to remember only.

        Yields:
            The number of texts read so far.
        """
        for number, text in enumerate([*texts, *others]):
            self._states(text)
            yield number + 1
        self.reduction = Reduction.of(self._states(text).vectors for text in texts)
        for text in [*texts, *others]:
            states = self._states(text)
            borders_only = replace(states, steps=states.steps[:, :0])
            self._remembered[text] = borders_only, self.reduction.apply(states.vectors)

    def read(self, text: str, borders: Sequence[tuple[int, int]]) -> BaseReading:
        """Read a text; each token gets the mean of the encoder's tokens that share characters with it.

        Raises:
            WorkError: the encoder is gone, or is another one now.
        """
        assert self.reduction is not None
        if text in self._remembered:
            states, vectors = self._remembered[text]
        else:
            states = self._states(text)
            vectors = self.reduction.apply(states.vectors)
        return BaseReading((), states.averaged(vectors, borders))

    def problem(self) -> str:
        """Say why the encoder cannot read; empty if it can."""
        try:
            require_packages()
            folder = EncoderFolder.find(self.path)
            same = folder.digest() == self.digest
        except (AutotagError, OSError) as error:
            return str(error)
        return "" if same else f"The encoder in {self.path} is not the one that the model learned with."

    def save(self, folder: Path) -> None:
        """Write the reduction, and where the encoder is; the encoder itself is not copied."""
        assert self.reduction is not None
        folder.mkdir(exist_ok=True)
        (folder / FILE).write_text(json.dumps({"path": str(self.path), "digest": self.digest}), "utf-8")
        self.reduction.save(folder)

    @classmethod
    def load(cls, folder: Path) -> EncoderBase:
        """Read what `save` wrote, without opening the encoder."""
        about = json.loads((folder / FILE).read_text("utf-8"))
        return cls(Path(about["path"]), about["digest"], Reduction.load(folder))

    def __getstate__(self) -> dict[str, Any]:
        """Pickle what was read without the encoder: processes that learn get texts that were read before."""
        return self.__dict__ | {"_encoder": None, "kept": Nowhere()}

    def _states(self, text: str) -> States:
        content = self.kept.load(self.digest, text)
        if content is not None:
            with suppress(UnusableError):  # the text is read once more
                return States.from_bytes(content)
        states = self._opened().states(text)
        self.kept.keep(self.digest, text, states.to_bytes())
        return states

    def _opened(self) -> Encoder:
        if self._encoder is None:
            if problem := self.problem():
                raise WorkError(f"{problem} {PUT_BACK}")
            self._encoder = Encoder(EncoderFolder.find(self.path), self.threads)
        return self._encoder
