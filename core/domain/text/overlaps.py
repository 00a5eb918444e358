"""The choice between overlapping spans, of which only one can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from core.domain.text.spans import ScoredSpan, Span, best_apart


class Overlaps(StrEnum):
    """A rule for spans that overlap. Of spans with equal borders, the one that is listed first is taken."""

    LONGEST = "longest"  # the longest, then the longest that still has room; of equally long ones the earlier
    FIRST = "first"  # the one that begins first, then the next that has room; of those that begin together the longest
    NONE = "none"  # none of those that overlap another


def taken(spans: Sequence[Span], overlaps: Overlaps) -> list[Span]:
    """Return the spans to take, in text order; none overlaps another. The same span twice is one span."""
    apart = list(dict.fromkeys(spans))
    if overlaps is Overlaps.NONE:
        return _alone(apart)
    listed_first = {span.borders: span for span in reversed(apart)}
    weighed = (
        ScoredSpan(s.start, s.end, s.entity, s.end - s.start if overlaps is Overlaps.LONGEST else -s.start)
        for s in listed_first.values()
    )
    return [span.span for span in best_apart(weighed)]


def _alone(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that overlap no other."""
    ordered = sorted(spans, key=lambda span: span.borders)
    alone: list[Span] = []
    reached = 0
    for number, span in enumerate(ordered):
        following = ordered[number + 1].start if number + 1 < len(ordered) else span.end
        if reached <= span.start and span.end <= following:
            alone.append(span)
        reached = max(reached, span.end)
    return alone
