"""Reduce the states of an encoder to a few numbers that a field can learn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.arrays import load_arrays
from core.learning.encoders.states import Floats

DIMENSIONS = 64
"""Principal components that are kept."""

SCALE = 1.0
"""Standard deviation of the first component after scaling; the others keep their size relative to it.

Chosen on training files that were not learned from: with .3, regularisation leaves little of the states on tweets.
"""

_FILE = "reduction.npz"


@dataclass(frozen=True)
class Reduction:
    """Principal components of the states of some texts, learned without their tags.

    Attributes:
        mean: of the states.
        axes: width of the encoder x number of components, scaled.
    """

    mean: Floats
    axes: Floats

    @classmethod
    def of(cls, states: Iterable[Floats], dimensions: int = DIMENSIONS) -> Reduction:
        """Find the principal components of states that are given text by text, and need not fit into memory."""
        count, total, products = 0, np.zeros(0), np.zeros((0, 0))
        for part in states:
            rows = part.astype(np.float64)
            if not total.size:
                total, products = np.zeros(rows.shape[1]), np.zeros((rows.shape[1], rows.shape[1]))
            count += len(rows)
            total += rows.sum(axis=0)
            products += rows.T @ rows
        mean = total / max(count, 1)
        covariance = products / max(count, 1) - np.outer(mean, mean)
        variances, axes = np.linalg.eigh(covariance)
        axes = axes[:, ::-1][:, :dimensions]
        deviation = np.sqrt(max(float(variances[-1]), 1e-12)) if variances.size else 1.0
        return cls(mean.astype(np.float32), (axes * (SCALE / deviation)).astype(np.float32))

    def apply(self, states: Floats) -> Floats:
        """Return the components of each state."""
        return np.asarray((states - self.mean) @ self.axes, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the components into a folder."""
        np.savez_compressed(folder / _FILE, mean=self.mean, axes=self.axes)

    @classmethod
    def load(cls, folder: Path) -> Reduction:
        """Read what `save` wrote."""
        return cls(*load_arrays(folder / _FILE, "mean", "axes"))
