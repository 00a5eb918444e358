"""Make tags to learn from of those that most annotators of a file agree on, while nobody has adjudicated it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.domain.team.regions import Versions, regions
from core.domain.text.spans import Span, SpanSet


@dataclass(frozen=True, slots=True)
class Majority:
    """The tags of a file that most of its annotators agree on.

    Attributes:
        spans: those that more than half of the annotators tagged, with the same borders and entity.
        contested: start and end of each stretch without such a tag in which no more than half tagged nothing.
        rejected: the spans that more than half rejected.
    """

    spans: SpanSet[Span]
    contested: tuple[tuple[int, int], ...]
    rejected: frozenset[Span] = frozenset()


def majority(versions: Versions, rejected: Collection[Iterable[Span]] = ()) -> Majority:
    """Count the votes of a file's annotators.

    Two spans of a majority have an annotator in common, whose spans do not overlap, so theirs do not either.

    Args:
        versions: the spans of each annotator.
        rejected: what each annotator rejected.
    """
    spans = SpanSet(_majority_of(versions.values(), len(versions)))
    rest = {name: SpanSet(own).clear_of(spans) for name, own in versions.items()}
    contested = (region.borders for region in regions(rest))
    return Majority(
        spans,
        tuple(borders for borders in contested if not _is_untagged(versions, *borders)),
        frozenset(_majority_of(rejected, len(versions))),
    )


def _majority_of(votes: Iterable[Iterable[Span]], voters: int) -> list[Span]:
    counts = Counter(each.span for vote in votes for each in vote)
    return [span for span, count in counts.items() if 2 * count > voters]


def _is_untagged(versions: Versions, start: int, end: int) -> bool:
    """Return whether more than half of the annotators tagged nothing in a stretch."""
    return 2 * sum(not spans.overlapping(start, end) for spans in versions.values()) > len(versions)
