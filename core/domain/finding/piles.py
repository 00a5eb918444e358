"""Piles of places with the same text, to be sorted: into an entity, or left as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.finding.places import Place
from core.domain.text.spans import Span


@dataclass(frozen=True)
class Found:
    """A place that may belong to an entity.

    Attributes:
        place: where it is.
        span: what is there now, a tag or an untagged stretch.
        likeness: how much it is like the entity's tags; the highest comes first.
    """

    place: Place
    span: Span
    likeness: float = 0.0

    @property
    def key(self) -> tuple[str, int, int]:
        """Unique among the places of a project."""
        return self.place.name, self.place.start, self.place.end


@dataclass(frozen=True)
class Pile:
    """Places that are sorted together.

    Attributes:
        text: that they share, with each run of white space as a blank.
        found: the places.
    """

    text: str
    found: tuple[Found, ...]

    @property
    def id(self) -> str:
        """Unique among the piles of a list."""
        return "\n".join(map(str, self.found[0].key))

    @property
    def places(self) -> Sequence[Place]:
        """Where they are."""
        return [each.place for each in self.found]

    @property
    def spans(self) -> Mapping[str, list[Span]]:
        """What is there now, by name of the file."""
        by_file: dict[str, list[Span]] = defaultdict(list)
        for each in self.found:
            by_file[each.place.name].append(each.span)
        return by_file

    @property
    def likeness(self) -> float:
        """How much the likeliest of them is like the entity's tags."""
        return max(each.likeness for each in self.found)


def piled(found: Iterable[Found], *, singly: bool = False) -> list[Pile]:
    """Put places with the same text on one pile, or each on its own; the likeliest first, then the highest pile."""
    by_text: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        by_text[" ".join(each.place.text.split())].append(each)
    piles = [Pile(text, tuple(alike)) for text, alike in by_text.items()]
    piles.sort(key=lambda pile: (-pile.likeness, -len(pile.found), pile.text))
    return [Pile(pile.text, (each,)) for pile in piles for each in pile.found] if singly else piles
