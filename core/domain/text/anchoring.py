"""Place tags in a text that changed on disk, by their own text and its context."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.domain.tagging.tags import Tag
from core.domain.text.spans import SpanSet

CONTEXT = 24
"""Characters of context kept on either side of a tag."""

_ENOUGH = 8
"""Characters of context that identify a place; with fewer, the text must begin or end there, as it did before."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The text of a tag and its context, as they were when it was saved."""

    quote: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A tag of an earlier text without a certain place in the present one, and the anchor to find it by."""

    tag: Tag
    anchor: Anchor


def anchor(text: str, tag: Tag) -> Anchor:
    """Return the anchor of a tag in its text."""
    return anchor_at(text, tag.borders)


def anchor_at(text: str, borders: tuple[int, int]) -> Anchor:
    """Return the anchor of a stretch of a text."""
    start, end = borders
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def place(text: str, anchored: Iterable[SetAside]) -> tuple[SpanSet[Tag], tuple[SetAside, ...]]:
    """Place tags in a changed text.

    A tag is placed only where its text has the same context on at least one side, and only if no second place fits as
    well: it is better to set a tag aside and show it than to put it in the wrong place.

    Returns:
        The tags that were placed, with their new borders, and the others unchanged.
    """
    taken: list[tuple[int, int]] = []
    placed: list[Tag] = []
    lost: list[SetAside] = []
    for each in anchored:
        borders = only_place(text, each.anchor)
        if borders is None or not _is_free(borders, taken):
            lost.append(each)
        else:
            insort(taken, borders)
            placed.append(replace(each.tag, start=borders[0], end=borders[1]))
    return SpanSet(placed), tuple(lost)


def _is_free(borders: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    index = bisect_left(taken, borders)
    follows = index == 0 or taken[index - 1][1] <= borders[0]
    return follows and (index == len(taken) or borders[1] <= taken[index][0])


def only_place(text: str, wanted: Anchor) -> tuple[int, int] | None:
    """Return the borders of the quote in its context; None if it is nowhere, or if two places fit equally well."""
    if not wanted.quote:
        return None
    both = list(_places(text, wanted, before=True, after=True))
    fitting = both or {*_places(text, wanted, before=True), *_places(text, wanted, after=True)}
    if len(fitting) != 1:
        return None
    start = min(fitting)
    return start, start + len(wanted.quote)


def _places(text: str, wanted: Anchor, *, before: bool = False, after: bool = False) -> Iterator[int]:
    """Yield the first two places of the quote with its context on these sides."""
    left, right = wanted.before if before else "", wanted.after if after else ""
    begins, ends = before and len(left) < _ENOUGH, after and len(right) < _ENOUGH
    string = left + wanted.quote + right
    count, at = 0, text.find(string)
    while at >= 0 and count < 2:
        if not (begins and at) and not (ends and at + len(string) < len(text)):
            count += 1
            yield at + len(left)
        at = -1 if begins else text.find(string, at + 1)
