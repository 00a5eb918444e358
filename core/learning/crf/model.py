"""A linear-chain conditional random field: trained by CRFsuite, read out as probabilities of whole spans.

CRFsuite gives the probability of a label at a token, but not of a span. So its weights are taken over, and the
forward and backward sums (Lafferty, McCallum and Pereira, 2001) are made here: from them the probability that
exactly `start..end` is an entity follows without approximation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from core.learning.crf.bio_scheme import OUTSIDE, Scheme

Floats = NDArray[np.float64]

L1, L2 = 0.05, 0.01
"""Regularisation; found on the sets of `benchmarks/learning.py`, flat around these values."""

L1_DENSE, L2_DENSE = 0.1, 0.3
"""The same where vectors are among the features: every token has them, so they must be held back more."""

ITERATIONS = 50
"""Twice as many take twice as long and change no figure of the benchmarks by more than chance would."""

LONGEST = 60
"""Tokens beyond which a span is not looked for."""

UNLIKELY = 0.02
"""Probability below which a span is not reported."""

_NEVER = -1e4
"""Weight of what cannot be."""

_FAINTEST = -400.0
"""Logarithm of the least that a label may weigh beside the best one of its token: more would be zero as a number."""

_TINY = 1e-300
"""Keeps a sum from being zero, by which nothing can be divided."""


@dataclass(frozen=True)
class Observed:
    """What the field sees of a text.

    Attributes:
        rows: for each token the features that it has.
        vectors: for each token numbers that are features too, or None.
    """

    rows: list[list[str]]
    vectors: NDArray[np.float32] | None = None

    def part(self, first: int, last: int) -> Observed:
        """The tokens `first` to `last`, the latter excluded."""
        return Observed(self.rows[first:last], None if self.vectors is None else self.vectors[first:last])

    def items(self) -> list[list[str]] | list[dict[str, float]]:
        """As CRFsuite takes them."""
        if self.vectors is None:
            return self.rows
        names = _vector_names(self.vectors.shape[1])
        return [
            dict.fromkeys(row, 1.0) | dict(zip(names, values, strict=True))
            for row, values in zip(self.rows, self.vectors.tolist(), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A span in token numbers with its probability.

    Attributes:
        first: number of the first token.
        last: number of the token after the last.
        entity: name.
        probability: that exactly this is right, as the model believes.
    """

    first: int
    last: int
    entity: str
    probability: float


class Crf:
    """Weights of a trained field.

    Attributes:
        labels: `O`, and `B-` and `I-` of each entity, as far as the scheme used them.
        rows: row of `weights` by feature.
        weights: features x labels.
        transitions: labels x labels.
        scheme: what the labels mean.
    """

    def __init__(
        self, labels: list[str], rows: dict[str, int], weights: Floats, transitions: Floats, scheme: Scheme
    ) -> None:
        self.labels = labels
        self.rows = rows
        self.weights = weights
        self.transitions = transitions
        self.scheme = scheme
        self._number = {label: number for number, label in enumerate(labels)}

    @property
    def entities(self) -> list[str]:
        """What it tells apart."""
        return sorted({label[2:] for label in self.labels if label != OUTSIDE})

    @classmethod
    def train(cls, sequences: Sequence[tuple[Observed, list[str]]], scheme: Scheme) -> Crf:
        """Trains on (what is seen, label of each token by the scheme) of every text."""
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        # CRFsuite cannot read back every name that an entity may have.
        names = sorted({label for _, labels in sequences for label in labels})
        codes = {name: str(number) for number, name in enumerate(names)}
        for observed, labels in sequences:
            if labels:
                trainer.append(pycrfsuite.ItemSequence(observed.items()), [codes[label] for label in labels])
        dense = any(observed.vectors is not None for observed, _ in sequences)
        l1, l2 = (L1_DENSE, L2_DENSE) if dense else (L1, L2)
        trainer.set_params({"c1": l1, "c2": l2, "max_iterations": ITERATIONS, "feature.possible_transitions": True})
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "weights")
            trainer.train(path)
            tagger = pycrfsuite.Tagger()
            tagger.open(path)
            try:
                info = tagger.info()
                return cls._from_weights(names, info.state_features, info.transitions, scheme)
            finally:
                tagger.close()

    @classmethod
    def _from_weights(
        cls,
        labels: list[str],
        state: dict[tuple[str, str], float],
        pairs: dict[tuple[str, str], float],
        scheme: Scheme,
    ) -> Crf:
        rows: dict[str, int] = {}
        for feature, _ in state:
            rows.setdefault(feature, len(rows))
        weights = np.zeros((len(rows) + 1, len(labels)))  # the last row is for features never seen
        for (feature, label), weight in state.items():
            weights[rows[feature], int(label)] = weight
        transitions = np.zeros((len(labels), len(labels)))
        for (left, right), weight in pairs.items():
            transitions[int(left), int(right)] = weight
        # CRFsuite learns what no label leads to, but only as far as the data shows it.
        for (row, before), (column, after) in product(enumerate(labels), repeat=2):
            if after.startswith(scheme.bound) and before[2:] != after[2:]:
                transitions[row, column] = _NEVER
        return cls(labels, rows, weights, transitions, scheme)

    def spans(self, observed: Observed) -> list[TokenSpan]:
        """All spans that are not quite unlikely, with their probabilities; they may overlap."""
        if not observed.rows:
            return []
        emissions = self._emissions(observed)
        forward, backward, total = self._sums(emissions)
        found = []
        for entity in self.entities:
            entries = self._entries(entity, emissions, forward)
            starts = np.sum([np.exp(entry + backward[:, label] - total) for label, entry in entries], axis=0)
            for first in map(int, np.flatnonzero(starts > UNLIKELY)):
                heads = [(label, float(entry[first]) - total) for label, entry in entries]
                found += [
                    TokenSpan(first, last, entity, min(probability, 1.0))
                    for last, probability in self._grown(first, entity, heads, emissions, backward)
                ]
        return found

    def _emissions(self, observed: Observed) -> Floats:
        unseen = len(self.weights) - 1
        emissions = np.empty((len(observed.rows), len(self.labels)))
        get = self.rows.get
        for index, row in enumerate(observed.rows):
            known = [number for number in map(get, row) if number is not None]
            emissions[index] = self.weights[known].sum(axis=0)
        if observed.vectors is not None:
            columns = [get(name, unseen) for name in _vector_names(observed.vectors.shape[1])]
            emissions += observed.vectors @ self.weights[columns]
        np.maximum(emissions, emissions.max(axis=1, keepdims=True) + _FAINTEST, out=emissions)
        return emissions

    def _sums(self, emissions: Floats) -> tuple[Floats, Floats, float]:
        """Logarithms of the forward sums (emission at the token included), backward sums, and their total."""
        # Products of matrices, each row kept in range by dividing it by its sum; what was taken out is put back.
        factors = np.exp(self.transitions)
        tops = emissions.max(axis=1)
        gains = np.exp(emissions - tops[:, None])
        forward, backward = np.empty_like(gains), np.ones_like(gains)
        forward_sums, backward_sums = np.ones(len(gains)), np.ones(len(gains))
        row = gains[0] * [not label.startswith(self.scheme.bound) for label in self.labels]
        forward[0] = row
        for index in range(1, len(gains)):
            row = (row @ factors) * gains[index]
            forward_sums[index] = row.sum() + _TINY
            row /= forward_sums[index]
            forward[index] = row
        row = backward[-1]
        for index in range(len(gains) - 2, -1, -1):
            row = factors @ (row * gains[index + 1])
            backward_sums[index] = row.sum() + _TINY
            row /= backward_sums[index]
            backward[index] = row
        with np.errstate(divide="ignore"):  # what cannot be has the logarithm -inf
            forward = np.log(forward) + (np.log(forward_sums) + tops).cumsum()[:, None]
            later = np.append(tops[1:], 0.0)
            backward = np.log(backward) + (np.log(backward_sums) + later)[::-1].cumsum()[::-1, None]
        return forward, backward, _log_sum(forward[-1])

    def _entries(self, entity: str, emissions: Floats, forward: Floats) -> list[tuple[int, Floats]]:
        """The labels that a span of the entity may begin with; for each the forward sums of beginning at a token."""
        begin, inside = self._number.get(f"B-{entity}"), self._number.get(f"I-{entity}")
        entries = []
        if begin is not None:
            entries.append((begin, forward[:, begin]))
        if inside is not None and self.scheme is Scheme.IOB1:
            others = [number for number in range(len(self.labels)) if number not in (begin, inside)]
            before = np.logaddexp.reduce(forward[:-1, others] + self.transitions[others, inside], axis=1)
            entries.append((inside, np.concatenate([[0.0], before]) + emissions[:, inside]))
        return entries

    def _grown(
        self, first: int, entity: str, heads: Sequence[tuple[int, float]], emissions: Floats, backward: Floats
    ) -> Iterator[tuple[int, float]]:
        """Spans from a token on, grown until little probability is left: the ends, and how probable each is.

        Args:
            first: number of the first token.
            entity: what the spans are.
            heads: labels of the first token; for each the logarithm of the share of readings in which a span begins so,
                without what follows it.
            emissions: of the text.
            backward: of the text.
        """
        inside = self._number.get(f"I-{entity}", -1)
        for last in range(first + 1, min(first + LONGEST, len(emissions)) + 1):
            ends = (np.exp(weight + self._ends(label, inside, last, emissions, backward)) for label, weight in heads)
            probability = float(sum(ends))
            if probability > UNLIKELY:
                yield last, probability
            if last == len(emissions) or inside < 0:
                break
            weight = _log_sum(np.array([weight + self.transitions[label, inside] for label, weight in heads]))
            weight += emissions[last, inside]
            heads = [(inside, weight)]
            if np.exp(weight + backward[last, inside]) < UNLIKELY:
                break

    def _ends(self, label: int, inside: int, last: int, emissions: Floats, backward: Floats) -> float:
        """Logarithm of the weight of all that may follow a span that ends before the token `last`."""
        if last == len(emissions):
            return 0.0
        following = self.transitions[label] + emissions[last] + backward[last]
        if inside >= 0:
            following = np.delete(following, inside)
        return _log_sum(following)


def _vector_names(count: int) -> list[str]:
    return [f"v{number}" for number in range(count)]


def _log_sum(values: Floats) -> float:
    return float(np.logaddexp.reduce(values))
