"""A linear-chain conditional random field: CRFsuite trains it, and this module computes probabilities of whole spans.

CRFsuite computes the probability of a label at a token, but not of a span. So this module takes over its weights and
runs the forward-backward algorithm (Lafferty, McCallum and Pereira, 2001), from which the probability that exactly
`start..end` is an entity follows without approximation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
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
"""The same with vectors among the features: every token has them, so they need more regularisation."""

ITERATIONS = 50
"""Twice as many take twice as long and change no figure of the benchmarks by more than chance would."""

LONGEST = 60
"""Longest span considered, in tokens."""

UNLIKELY = 0.02
"""Spans below this probability are not reported."""

_NEVER = -1e4
"""Weight of an impossible transition."""

_FAINTEST = -400.0
"""Least log weight of a label relative to the best one of its token; anything lower would underflow to zero."""

_TINY = 1e-300
"""Added to sums, so that none that divides is zero."""


@dataclass(frozen=True)
class Observed:
    """The features of a text's tokens.

    Attributes:
        rows: for each token, the names of its binary features.
        vectors: for each token, a row of numeric features; None if there are none.
    """

    rows: list[list[str]]
    vectors: NDArray[np.float32] | None = None

    def part(self, first: int, last: int) -> Observed:
        """Return the features of the tokens `first` to `last`, the latter excluded."""
        return Observed(self.rows[first:last], None if self.vectors is None else self.vectors[first:last])

    def items(self) -> list[list[str]] | list[dict[str, float]]:
        """Return the features in the form that CRFsuite expects."""
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
        probability: the model's own probability that the span is exactly right.
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
        scheme: the BIO scheme of the labels.
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
        """Names of the entities."""
        return sorted({label[2:] for label in self.labels if label != OUTSIDE})

    @classmethod
    def train(cls, sequences: Sequence[tuple[Observed, list[str]]], scheme: Scheme) -> Crf:
        """Train on pairs of the features of a sequence and the labels of its tokens."""
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
        weights = np.zeros((len(rows) + 1, len(labels)))  # the last row is for unknown features
        for (feature, label), weight in state.items():
            weights[rows[feature], int(label)] = weight
        transitions = np.zeros((len(labels), len(labels)))
        for (left, right), weight in pairs.items():
            transitions[int(left), int(right)] = weight
        # CRFsuite learns that a transition is impossible only as far as the data shows it.
        for (row, before), (column, after) in product(enumerate(labels), repeat=2):
            if after.startswith(scheme.bound) and before[2:] != after[2:]:
                transitions[row, column] = _NEVER
        return cls(labels, rows, weights, transitions, scheme)

    def spans(self, observed: Observed, breaks: Collection[int] = ()) -> list[TokenSpan]:
        """Return all spans above `UNLIKELY` with their probabilities; they may overlap.

        Args:
            observed: the features of the text.
            breaks: numbers of the tokens, but the first, before which every span ends.
        """
        if not observed.rows:
            return []
        emissions = self._emissions(observed)
        breaks = frozenset(breaks)
        alpha, beta, total = self._forward_backward(emissions, breaks)
        found = []
        for entity in self.entities:
            entries = self._entries(entity, emissions, alpha)
            starts = np.sum([np.exp(entry + beta[:, label] - total) for label, entry in entries], axis=0)
            for first in map(int, np.flatnonzero(starts > UNLIKELY)):
                heads = [(label, float(entry[first]) - total) for label, entry in entries]
                found += [
                    TokenSpan(first, last, entity, min(probability, 1.0))
                    for last, probability in self._spans_from(first, entity, heads, emissions, beta, breaks)
                ]
        return found

    def _ending(self) -> Floats:
        """Return the transitions into a token before which every span ends."""
        transitions = self.transitions.copy()
        for (row, before), (column, after) in product(enumerate(self.labels), repeat=2):
            if after.startswith("I-") and before[2:] == after[2:]:
                transitions[row, column] = _NEVER
        return transitions

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

    def _forward_backward(self, emissions: Floats, breaks: Collection[int]) -> tuple[Floats, Floats, float]:
        """Return log alpha (including the emission at the token), log beta, and the log partition function."""
        # Each row is scaled to sum to one, so that it stays in range; the scales are added back at the end.
        going_on, ending = np.exp(self.transitions), np.exp(self._ending()) if breaks else None
        factors = [going_on if ending is None or token not in breaks else ending for token in range(len(emissions))]
        tops = emissions.max(axis=1)
        gains = np.exp(emissions - tops[:, None])
        alpha, beta = np.empty_like(gains), np.ones_like(gains)
        alpha_scales, beta_scales = np.ones(len(gains)), np.ones(len(gains))
        row = gains[0] * [not label.startswith(self.scheme.bound) for label in self.labels]
        alpha[0] = row
        for index in range(1, len(gains)):
            row = (row @ factors[index]) * gains[index]
            alpha_scales[index] = row.sum() + _TINY
            row /= alpha_scales[index]
            alpha[index] = row
        row = beta[-1]
        for index in range(len(gains) - 2, -1, -1):
            row = factors[index + 1] @ (row * gains[index + 1])
            beta_scales[index] = row.sum() + _TINY
            row /= beta_scales[index]
            beta[index] = row
        with np.errstate(divide="ignore"):  # what cannot be has the logarithm -inf
            alpha = np.log(alpha) + (np.log(alpha_scales) + tops).cumsum()[:, None]
            later = np.append(tops[1:], 0.0)
            beta = np.log(beta) + (np.log(beta_scales) + later)[::-1].cumsum()[::-1, None]
        return alpha, beta, _log_sum(alpha[-1])

    def _entries(self, entity: str, emissions: Floats, alpha: Floats) -> list[tuple[int, Floats]]:
        """Return the labels that can begin a span of the entity, each with log alpha of beginning at each token."""
        begin, inside = self._number.get(f"B-{entity}"), self._number.get(f"I-{entity}")
        entries = []
        if begin is not None:
            entries.append((begin, alpha[:, begin]))
        if inside is not None and self.scheme is Scheme.IOB1:
            others = [number for number in range(len(self.labels)) if number not in (begin, inside)]
            before = np.logaddexp.reduce(alpha[:-1, others] + self.transitions[others, inside], axis=1)
            entries.append((inside, np.concatenate([[0.0], before]) + emissions[:, inside]))
        return entries

    def _spans_from(
        self,
        first: int,
        entity: str,
        heads: Sequence[tuple[int, float]],
        emissions: Floats,
        beta: Floats,
        breaks: Collection[int],
    ) -> Iterator[tuple[int, float]]:
        """Yield the ends of the spans that begin at a token, each with its probability, until little is left.

        Args:
            first: number of the first token.
            entity: entity of the spans.
            heads: possible labels of the first token, each with its log alpha, less the log partition function.
            emissions: log weights of the labels at each token.
            beta: log beta at each token.
            breaks: see `spans`.
        """
        inside = self._number.get(f"I-{entity}", -1)
        for last in range(first + 1, min(first + LONGEST, len(emissions)) + 1):
            probability = float(
                sum(np.exp(share + self._ends(label, inside, last, emissions, beta)) for label, share in heads)
            )
            if probability > UNLIKELY:
                yield last, probability
            if last == len(emissions) or last in breaks or inside < 0:
                break
            extended = _log_sum(np.array([share + self.transitions[label, inside] for label, share in heads]))
            extended += emissions[last, inside]
            heads = [(inside, extended)]
            if np.exp(extended + beta[last, inside]) < UNLIKELY:
                break

    def _ends(self, label: int, inside: int, last: int, emissions: Floats, beta: Floats) -> float:
        """Return the log weight of all continuations after a span that ends before the token `last`."""
        if last == len(emissions):
            return 0.0
        following = self.transitions[label] + emissions[last] + beta[last]
        if inside >= 0:
            following = np.delete(following, inside)
        return _log_sum(following)


def _vector_names(count: int) -> list[str]:
    return [f"v{number}" for number in range(count)]


def _log_sum(values: Floats) -> float:
    return float(np.logaddexp.reduce(values))
