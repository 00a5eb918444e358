"""How the spans of a text are written as labels of its tokens, from which a field learns."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

OUTSIDE = "O"


class Scheme(StrEnum):
    """A way to write spans as labels `B-` and `I-` (Tjong Kim Sang and Veenstra, "Representing text chunks", 1999).

    In IOB2 every span begins with `B-`, so that a field learns what spans begin with. In IOB1 only a span that touches
    another one of its entity does: all tokens of an entity share what is learned, which gets further where spans are
    long and examples few.
    """

    IOB1 = "IOB1"
    IOB2 = "IOB2"

    @property
    def bound(self) -> str:
        """What the labels begin with that stand only behind another label of their entity."""
        return "B-" if self is Scheme.IOB1 else "I-"

    def labels(self, count: int, spans: Sequence[tuple[int, int, str]]) -> list[str]:
        """Labels of `count` tokens for spans in token numbers, in text order and apart."""
        labels = [OUTSIDE] * count
        for first, last, entity in spans:
            labels[first:last] = [f"I-{entity}"] * (last - first)
            if self is Scheme.IOB2 or (first and labels[first - 1][2:] == entity):
                labels[first] = f"B-{entity}"
        return labels
