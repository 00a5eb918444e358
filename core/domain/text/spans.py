"""Spans of a text, and sorted collections of spans that never overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that is or may be a mention of an entity.

    Attributes:
        start: offset of the first character, in Unicode code points of the text as on disk.
        end: offset after the last character; always greater than `start`.
        entity: name of the entity.
    """

    start: int
    end: int
    entity: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}..{self.end}")

    @property
    def span(self) -> Span:
        """The span alone, to compare a tag with a suggestion, or either with a gold span."""
        return Span(self.start, self.end, self.entity)

    @property
    def borders(self) -> tuple[int, int]:
        """Start and end, without the entity."""
        return self.start, self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share a character; spans that only touch do not overlap."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class ScoredSpan(Span):
    """A span with the probability (0..1) that it is exactly right."""

    score: float


S = TypeVar("S", bound=Span)
Scored = TypeVar("Scored", bound=ScoredSpan)


def position(span: Span) -> tuple[int, int, str]:
    """Return a sort key for text order."""
    return span.start, span.end, span.entity


class SpanSet(Sequence[S], Generic[S]):
    """Spans of one text in text order, none overlapping another. A value: changes make a new one.

    As nothing overlaps, starts and ends have the same order, and every look-up is a binary search.
    """

    __slots__ = ("_spans", "_starts")

    def __init__(self, spans: Iterable[S] = ()) -> None:
        """Sort the spans.

        Raises:
            ValueError: two of them overlap.
        """
        self._spans: tuple[S, ...] = tuple(sorted(spans, key=position))
        self._starts = [span.start for span in self._spans]
        for left, right in zip(self._spans, self._spans[1:], strict=False):
            if left.overlaps(right):
                raise ValueError(f"spans overlap: {left} and {right}")

    @overload
    def __getitem__(self, index: int) -> S: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[S, ...]: ...
    def __getitem__(self, index: int | slice) -> S | tuple[S, ...]:
        return self._spans[index]

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[S]:
        return iter(self._spans)

    def __contains__(self, span: object) -> bool:
        if not isinstance(span, Span):
            return False
        index = bisect_left(self._starts, span.start)
        return index < len(self._spans) and self._spans[index] == span

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SpanSet) and self._spans == other._spans

    def __hash__(self) -> int:
        return hash(self._spans)

    def __repr__(self) -> str:
        return f"SpanSet({list(self._spans)!r})"

    def overlapping(self, start: int, end: int) -> tuple[S, ...]:
        """Return the spans that share a character with `start..end`, in text order."""
        first = bisect_right(self._starts, start)
        if first and self._spans[first - 1].end > start:
            first -= 1
        return self._spans[first : bisect_left(self._starts, end, lo=first)]

    def at(self, offset: int) -> S | None:
        """Return the span that holds the character at `offset`, if any."""
        found = self.overlapping(offset, offset + 1)
        return found[0] if found else None

    def after(self, offset: int) -> S | None:
        """Return the first span that starts after `offset`, if any."""
        index = bisect_right(self._starts, offset)
        return self._spans[index] if index < len(self._spans) else None

    def before(self, offset: int) -> S | None:
        """Return the last span that starts before `offset`, if any."""
        index = bisect_left(self._starts, offset)
        return self._spans[index - 1] if index else None

    def of_entity(self, *entities: str) -> SpanSet[S]:
        """Return the spans of these entities."""
        return self._trusted(span for span in self._spans if span.entity in entities)

    def clear_of(self, others: SpanSet[T]) -> SpanSet[S]:
        """Return the spans that overlap none of `others`."""
        return self._trusted(span for span in self._spans if not others.overlapping(*span.borders))

    def without(self, spans: Iterable[S]) -> SpanSet[S]:
        """Return the collection without these spans."""
        gone = set(spans)
        starts = {span.start for span in gone}  # a number is looked up ten times as fast as a span
        return self._trusted(span for span in self._spans if span.start not in starts or span not in gone)

    def not_in(self, others: SpanSet[S]) -> SpanSet[S]:
        """Return the spans that the other collection lacks."""
        if self is others:
            return self._trusted(())
        # Collections made from one another share their spans, so that most are known by identity.
        known = set(map(id, others))
        return self._trusted(span for span in self._spans if id(span) not in known and span not in others)

    def rank(self, span: S) -> int:
        """Return the number of spans before this one."""
        return bisect_left(self._starts, span.start)

    def with_added(self, spans: Iterable[S]) -> SpanSet[S]:
        """Return the collection with these spans added.

        Raises:
            ValueError: one overlaps another span, new or old.
        """
        # Insert one by one: sorting again takes 10 ms with 10,000 spans.
        merged, starts = list(self._spans), list(self._starts)
        for span in spans:
            index = bisect_left(starts, span.start)
            for other in merged[max(index - 1, 0) : index + 1]:
                if span.overlaps(other):
                    raise ValueError(f"spans overlap: {span} and {other}")
            merged.insert(index, span)
            starts.insert(index, span.start)
        return self._trusted(merged)

    @classmethod
    def _trusted(cls, spans: Iterable[S]) -> SpanSet[S]:
        """Make a collection of spans that are known to be sorted and not to overlap."""
        made = cls.__new__(cls)
        made._spans = tuple(spans)
        made._starts = [span.start for span in made._spans]
        return made


T = TypeVar("T", bound=Span)


def best_apart(spans: Iterable[Scored]) -> list[Scored]:
    """Choose spans that do not overlap, greedily by score, and return them in text order.

    Ties go to the longer span, then to the earlier one, so that the choice is always the same.
    """
    chosen: list[Scored] = []
    starts: list[int] = []
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, *position(s))):
        index = bisect_left(starts, span.start)
        left_clear = index == 0 or chosen[index - 1].end <= span.start
        right_clear = index == len(chosen) or span.end <= chosen[index].start
        if left_clear and right_clear:
            chosen.insert(index, span)
            starts.insert(index, span.start)
    return chosen


def doubt(spans: Iterable[ScoredSpan]) -> float:
    """Return how near to even chances spans are, summed up: 0 is none, 1/2 a span the most."""
    return sum(min(span.score, 1 - span.score) for span in spans)
