"""Records of a corpus, and what a model finds in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.text.spans import ScoredSpan


@dataclass(frozen=True, slots=True)
class Record:
    """One text of a corpus.

    Attributes:
        id: the id that its source gives it, else the place.
        text: its characters.
        place: where it lies, for messages: `FILE`, `FILE:LINE` or `FILE:ROW`.
    """

    id: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that cannot be read.

    Attributes:
        place: where it lies.
        reason: a clause without a full stop.
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaggedRecord:
    """A record with the spans that a model found in it, sorted by their start."""

    record: Record
    spans: Sequence[ScoredSpan]
