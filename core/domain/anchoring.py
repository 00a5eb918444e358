"""Finding tags again in a text that changed on disk, by what they say and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain.spans import SpanSet
from core.domain.tags import Tag

CONTEXT = 24
"""Characters remembered on either side of a tag."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a tag said, and the characters before and after it, when it was saved."""

    quote: str
    before: str
    after: str


def anchor(text: str, tag: Tag) -> Anchor:
    """The anchor of a tag in its text."""
    return Anchor(
        text[tag.start : tag.end],
        text[max(0, tag.start - CONTEXT) : tag.start],
        text[tag.end : tag.end + CONTEXT],
    )


def place(text: str, anchored: Iterable[tuple[Tag, Anchor]]) -> tuple[SpanSet[Tag], tuple[Tag, ...]]:
    """Places tags in a changed text.

    A tag is placed only where its words stand between the same surroundings on at least one side, and where
    no second place fits as well: better set aside and shown than put where it does not belong.

    Returns:
        The tags that were placed, with their new borders, and those that were not, as they were.
    """
    placed: list[Tag] = []
    lost: list[Tag] = []
    for tag, its_anchor in anchored:
        start = _only_place(text, its_anchor)
        if start is None or any(start < other.end and other.start < start + len(its_anchor.quote) for other in placed):
            lost.append(tag)
        else:
            placed.append(replace(tag, start=start, end=start + len(its_anchor.quote)))
    return SpanSet(placed), tuple(lost)


def _only_place(text: str, wanted: Anchor) -> int | None:
    """Where the quote stands in its surroundings; None if nowhere, or if two places fit equally well."""
    if not wanted.quote:
        return None
    fits: dict[int, list[int]] = {}
    start = text.find(wanted.quote)
    while start >= 0:
        end = start + len(wanted.quote)
        sides = text.endswith(wanted.before, 0, start) + text.startswith(wanted.after, end)
        fits.setdefault(sides, []).append(start)
        start = text.find(wanted.quote, start + 1)
    for sides in (2, 1):
        if sides in fits:
            return fits[sides][0] if len(fits[sides]) == 1 else None
    return None
