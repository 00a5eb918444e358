"""BIO schemes: write the spans of a text as one label per token, the form in which a field learns them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

OUTSIDE = "O"


class Scheme(StrEnum):
    """A way to write spans as labels `B-` and `I-` (Tjong Kim Sang and Veenstra, "Representing text chunks", 1999).

    In IOB2 every span begins with `B-`, so a field learns how spans begin. In IOB1 a span begins with `B-` only if it
    directly follows another span of its entity. All other tokens of the entity share one label, which helps where spans
    are long and examples few.
    """

    IOB1 = "IOB1"
    IOB2 = "IOB2"

    @property
    def bound(self) -> str:
        """Prefix of the labels that are valid only after another label of the same entity."""
        return "B-" if self is Scheme.IOB1 else "I-"

    def labels(self, count: int, spans: Sequence[tuple[int, int, str]]) -> list[str]:
        """Return the labels of `count` tokens.

        Args:
            count: number of tokens.
            spans: (first token, token after the last, entity), in text order, not overlapping.
        """
        labels = [OUTSIDE] * count
        for first, last, entity in spans:
            labels[first:last] = [f"I-{entity}"] * (last - first)
            if self is Scheme.IOB2 or (first and labels[first - 1][2:] == entity):
                labels[first] = f"B-{entity}"
        return labels
