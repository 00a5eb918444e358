"""Which of overlapping spans to take, where only one can be."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from core.domain.text.spans import ScoredSpan, Span, best_apart


class Overlaps(StrEnum):
    """What to take of spans that overlap."""

    LONGEST = "longest"  # the longest, then the longest of what still has room; of equally long ones the earlier
    FIRST = "first"  # the one that begins first, then the next that has room; of those that begin together the longest
    NONE = "none"  # none of those that overlap another


def taken(spans: Sequence[Span], overlaps: Overlaps) -> list[Span]:
    """The spans that are taken, in text order; none overlaps another. The same span twice is one span."""
    apart = list(dict.fromkeys(spans))
    if overlaps is Overlaps.NONE:
        return _alone(apart)
    weighed = (
        ScoredSpan(s.start, s.end, s.entity, s.end - s.start if overlaps is Overlaps.LONGEST else -s.start)
        for s in apart
    )
    return [span.span for span in best_apart(weighed)]


def _alone(spans: Sequence[Span]) -> list[Span]:
    """The spans that overlap no other."""
    ordered = sorted(spans, key=lambda span: span.borders)
    alone: list[Span] = []
    reached = 0
    for number, span in enumerate(ordered):
        following = ordered[number + 1].start if number + 1 < len(ordered) else span.end
        if reached <= span.start and span.end <= following:
            alone.append(span)
        reached = max(reached, span.end)
    return alone
