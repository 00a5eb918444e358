"""How sure a language model is of a span: agreement over samples, probabilities of tokens, or the way of matching."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from core.domain.text.guesses import Match
from core.guessing.chat.answers import Mention
from core.guessing.chat.connection import Token

_WITHOUT_EVIDENCE = 0.6
"""Score of an exact match where the server says nothing: about the precision that models of this kind publish."""

_WAY = {Match.EXACT: 1.0, Match.FOLDED: 0.95, Match.FUZZY: 0.8}
"""Factor for each way of matching."""


def probability(mention: Mention, tokens: Sequence[Token]) -> float | None:
    """Return the geometric mean of the probabilities of the tokens that spell a mention; None if there are none."""
    if mention.end <= mention.start or not tokens:
        return None
    at, found = 0, []
    for token in tokens:
        end = at + len(token.text)
        if at < mention.end and end > mention.start:
            found.append(token.logprob)
        at = end
    return exp(min(0.0, sum(found) / len(found))) if found else None


def score(match: Match, similarity: float, votes: int, samples: int, probabilities: Sequence[float]) -> float:
    """Return the score of a span, 0..1, not calibrated.

    Args:
        match: how its string was found.
        similarity: of a fuzzy match; 1.0 otherwise.
        votes: samples that named it.
        samples: answers that there are.
        probabilities: that of its tokens in each sample, where the server says so.
    """
    sure = sum(probabilities) / len(probabilities) if probabilities else None
    if samples > 1:
        agreed = votes / samples
        sure = agreed if sure is None else agreed * sure
    if sure is None:
        sure = _WITHOUT_EVIDENCE
    return round(min(1.0, max(0.0, sure * _WAY[match] * similarity)), 4)
