"""Which parts of a text are known: where a user has decided, so that untagged text means "no entity".

A model learns from these parts alone. In a file that is decided to the end, everything is known. In one that is decided
in part, only the words around each decision are: a user who accepts one suggestion has looked at that place, but not
at the rest of the file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.domain.tagging.tagging import Tagging
from core.domain.text.spans import Span
from core.domain.text.words import words

AROUND = 1
"""Words on either side of a decision that count as known.

Measured with `benchmarks/partly_decided.py`: with 0 the model does not learn where spans end; with 8 it learns entities
that the user has not tagged yet as "no entity".
"""

Stretch = tuple[int, int]
"""Start and end of a part of a text, in code points."""


@dataclass(frozen=True, slots=True)
class Known:
    """The known parts of a text.

    Attributes:
        stretches: in text order and apart; None if the whole text is known.
    """

    stretches: tuple[Stretch, ...] | None = None

    @property
    def is_all(self) -> bool:
        """Whether the whole text is known."""
        return self.stretches is None

    def covers(self, start: int, end: int) -> bool:
        """Return whether all characters of `start..end` are known."""
        if self.stretches is None:
            return True
        index = bisect_right(self.stretches, start, key=lambda stretch: stretch[0]) - 1
        return index >= 0 and end <= self.stretches[index][1]


ALL = Known()
"""The whole text is known."""


def known_parts(text: str, tagging: Tagging, *, read: bool) -> Known:
    """Return the known parts of a file.

    Args:
        text: its characters.
        tagging: what is decided and suggested in it.
        read: whether a user has read the file to its end; only suggestions that came later are unknown then.
    """
    pending = [suggestion.borders for suggestion in tagging.suggestions]
    if read:
        return all_but(text, pending)
    decided = [*tagging.tags, *tagging.rejected]
    return Known(tuple(_without(_merged(_around(text, decided)), pending)))


def all_but(text: str, unknown: Collection[Stretch]) -> Known:
    """Return all of a text as known but some stretches, which are in text order and apart."""
    return Known(tuple(_without([(0, len(text))], unknown))) if unknown else ALL


def _around(text: str, spans: Iterable[Span]) -> Iterator[Stretch]:
    """Yield each span with the words around it."""
    borders = words(text)
    for span in spans:
        first = max(0, bisect_right(borders, span.start, key=lambda word: word[1]) - AROUND)
        last = min(len(borders), bisect_left(borders, span.end, key=lambda word: word[0]) + AROUND) - 1
        if first <= last:
            yield min(borders[first][0], span.start), max(borders[last][1], span.end)
        else:
            yield span.borders


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches that overlap."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _without(stretches: Iterable[Stretch], holes: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield the parts of stretches outside the holes; both are in text order and apart."""
    holes = list(holes)
    for start, end in stretches:
        first = bisect_right(holes, start, key=lambda hole: hole[1])
        for hole_start, hole_end in holes[first : bisect_left(holes, end, key=lambda hole: hole[0])]:
            if start < hole_start:
                yield start, hole_start
            start = hole_end
        if start < end:
            yield start, end
