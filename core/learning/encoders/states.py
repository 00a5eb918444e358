"""The states of an encoder for a text, and where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.learning.arrays import load_arrays

Floats = NDArray[np.float32]

_STEPS = 127


@dataclass(frozen=True)
class States:
    """The last hidden layer of an encoder for the tokens of a text.

    States are kept in a byte for each number, scaled for each token: a quarter of the memory, and as good as features.

    Attributes:
        starts, ends: borders of the encoder's own tokens, in code points.
        scales: of each token.
        steps: a row for each token, in multiples of its scale.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    scales: Floats
    steps: NDArray[np.int8]

    @classmethod
    def of(cls, borders: Sequence[tuple[int, int]], vectors: Floats) -> States:
        """Scale and round the vectors of tokens."""
        both = np.array(borders, dtype=np.int32).reshape(-1, 2)
        scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9).astype(np.float32) / _STEPS
        steps = np.rint(vectors / scales[:, None]).astype(np.int8)
        return cls(both[:, 0], both[:, 1], scales, steps)

    @property
    def vectors(self) -> Floats:
        """The states as numbers."""
        vectors: Floats = (self.steps * self.scales[:, None]).astype(np.float32)
        return vectors

    def to_bytes(self) -> bytes:
        """Return the content of a file."""
        file = BytesIO()
        np.savez(file, starts=self.starts, ends=self.ends, scales=self.scales, steps=self.steps)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> States:
        """Read what `to_bytes` returned.

        Raises:
            UnusableError: the content is damaged, or would take too much memory.
        """
        return cls(*load_arrays(BytesIO(content), "starts", "ends", "scales", "steps"))

    def averaged(self, vectors: Floats, borders: Sequence[tuple[int, int]]) -> Floats:
        """Return for each stretch of the text the mean of the encoder's tokens on it; zeros where there is none.

        Args:
            vectors: a row for each of the encoder's tokens.
            borders: the stretches, in text order.
        """
        wanted = np.array(borders, dtype=np.int64).reshape(-1, 2)
        first = np.searchsorted(self.ends, wanted[:, 0], side="right")
        last = np.maximum(np.searchsorted(self.starts, wanted[:, 1], side="left"), first)
        sums = np.concatenate([np.zeros((1, vectors.shape[1])), np.cumsum(vectors, axis=0, dtype=np.float64)])
        counts = np.maximum(last - first, 1)[:, None]
        means: Floats = ((sums[last] - sums[first]) / counts).astype(np.float32)
        return means


class Kept(Protocol):
    """Keeps bytes by encoder and text, in memory or on disk; it may lose them."""

    def load(self, digest: str, text: str) -> bytes | None:
        """Return the bytes kept for a text; None if there are none."""
        ...

    def keep(self, digest: str, text: str, content: bytes) -> None:
        """Keep bytes for a text."""
        ...


class InMemory:
    """Keeps bytes until the process ends."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], bytes] = {}

    def load(self, digest: str, text: str) -> bytes | None:
        """Return the bytes kept for a text; None if there are none."""
        return self._of.get((digest, text))

    def keep(self, digest: str, text: str, content: bytes) -> None:
        """Keep bytes for a text."""
        self._of[digest, text] = content


class Nowhere:
    """Keeps nothing: for texts that are read once."""

    def load(self, digest: str, text: str) -> bytes | None:  # noqa: ARG002 - nothing is kept
        """Return None."""
        return None

    def keep(self, digest: str, text: str, content: bytes) -> None:
        """Keep nothing."""
