"""Spans that a guesser finds in a text without having learned from the project's tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.domain.text.spans import ScoredSpan


class Match(StrEnum):
    """How the string that a guesser named was found in the text."""

    EXACT = "exact"
    FOLDED = "folded"
    """Found after folding case and white space."""

    FUZZY = "fuzzy"
    """The text has only something similar."""


@dataclass(frozen=True, slots=True)
class Guess(ScoredSpan):
    """A span that a guesser found.

    Attributes:
        score: how sure the guesser is, 0..1, not calibrated: agreement between samples, or a probability of its own;
            1.0 if it does not say.
        match: how its string was found in the text.
    """

    match: Match = Match.EXACT


class Guesses(Protocol):
    """Guesses of texts, made before they are asked for."""

    def of(self, text: str) -> Sequence[Guess] | None:
        """Return the guesses of a text, in text order; None if the guesser could not read it.

        Guesses may overlap. They name entities of the project, and do not depend on the tags of this very text.
        """
        ...
