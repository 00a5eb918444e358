"""Draw a stratified random sample of tags, suggestions and stretches of text, in the order in which it is judged.

Each unit draws a random number, and the smallest numbers of a stratum are its sample. In their order, any beginning of
the queue is a simple random sample of each stratum without replacement, so judging may end after any unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappush, heappushpop
from random import Random

from core.domain.audit.estimating import FEWEST
from core.domain.tagging.tags import OriginKind, Tag
from core.domain.text.selection import Borders
from core.domain.text.spans import Span

STRETCH = 400
"""Characters that a stretch has about."""


class Kind(StrEnum):
    """What is judged."""

    TAG = "tag"
    SUGGESTION = "suggestion"
    STRETCH = "stretch"


class Stratum(StrEnum):
    """Where a unit is drawn from: units of one stratum are right about equally often."""

    ONE_BY_ONE = "accepted one by one"
    UNSEEN = "accepted in bulk"
    MANUAL = "tagged by hand"
    IMPORTED = "imported"
    SUGGESTED = "suggested in files not read to the end"
    ADJUDICATED = "adjudicated"
    READ = "files read to the end"
    UNREAD = "files not read to the end"

    @property
    def kind(self) -> Kind:
        """What its units are."""
        if self is Stratum.SUGGESTED:
            return Kind.SUGGESTION
        return Kind.STRETCH if self in (Stratum.READ, Stratum.UNREAD) else Kind.TAG


@dataclass(frozen=True, slots=True)
class Unit:
    """A tag, a suggestion or a stretch to judge, as it was when the sample was drawn.

    Attributes:
        stratum: where it was drawn from.
        name: of the file.
        hash: of its text.
        start, end: offsets in the text.
        entity: of the tag or suggestion; empty for a stretch.
        tags: those that share a character with the stretch, with the suggestions that are judged too.
        score: of the suggestion; None for the others.
    """

    stratum: Stratum
    name: str
    hash: str
    start: int
    end: int
    entity: str = ""
    tags: tuple[Span, ...] = ()
    score: float | None = None

    @property
    def kind(self) -> Kind:
        """Whether it is a tag, a suggestion or a stretch."""
        return self.stratum.kind


@dataclass(frozen=True, slots=True)
class Audit:
    """A sample that was drawn.

    Attributes:
        id: unique in the project.
        at: time of the drawing, ISO 8601 in UTC.
        by: name of the user who drew it.
        seed: of the random numbers.
        model: the latest model at that time; empty if there was none.
        sizes: number of units in each stratum by entity, which is empty for stretches.
        units: the queue.
    """

    id: str
    at: str
    by: str
    seed: int
    model: str
    sizes: Mapping[Stratum, Mapping[str, int]]
    units: tuple[Unit, ...] = field(default=(), repr=False)


def stratum_of(tag: Tag) -> Stratum:
    """Return the stratum that a tag belongs to."""
    match tag.origin.kind:
        case OriginKind.MANUAL:
            return Stratum.MANUAL
        case OriginKind.IMPORTED:
            return Stratum.IMPORTED
        case OriginKind.ADJUDICATED:
            return Stratum.ADJUDICATED
        case OriginKind.ACCEPTED:
            return Stratum.UNSEEN if tag.origin.unseen else Stratum.ONE_BY_ONE


def stretches(text: str) -> Iterator[Borders]:
    """Yield the stretches of a text, cut at line ends where it has some; those without any letter are left out."""
    start = 0
    while start < len(text):
        end = _cut(text, start)
        if not text[start:end].isspace():
            yield start, end
        start = end


def _cut(text: str, start: int) -> int:
    """Return where a stretch ends: the line end, else the blank, that is nearest to its usual length."""
    usual, most = start + STRETCH, start + STRETCH * 3 // 2
    if most >= len(text):
        return len(text)
    for mark in ("\n", " "):
        before, after = text.rfind(mark, start + STRETCH // 2, usual), text.find(mark, usual, most)
        if places := [place for place in (before, after) if place >= 0]:
            return 1 + min(places, key=lambda place: abs(place - usual))
    return usual


class Drawing:
    """Draws a sample from units that are offered one by one.

    Args:
        seed: of the random numbers; the same units in the same order lead to the same sample.
        wanted: number of units of each kind to draw.

    Attributes:
        sizes: number of units offered, by stratum and entity.
    """

    def __init__(self, seed: int, wanted: Mapping[Kind, int]) -> None:
        self._random = Random(seed)  # noqa: S311 - a sample, not a secret
        self._wanted = wanted
        self._drawn: defaultdict[Stratum, list[tuple[float, int, Unit]]] = defaultdict(list)
        self._offered = 0
        self.sizes: defaultdict[Stratum, Counter[str]] = defaultdict(Counter)

    def offer(self, unit: Unit) -> None:
        """Count a unit, and keep it as long as its number is among the smallest."""
        self._offered += 1
        self.sizes[unit.stratum][unit.entity] += 1
        drawn = self._drawn[unit.stratum]
        entry = (-self._random.random(), self._offered, unit)  # a heap has its smallest element at hand
        if len(drawn) < max(self._wanted[unit.kind], FEWEST):
            heappush(drawn, entry)
        else:
            heappushpop(drawn, entry)

    def queue(self) -> list[Unit]:
        """Return the sample: first the fewest of each stratum that allow an estimate, then all kinds in turn."""
        first: list[tuple[float, int, Unit]] = []
        rests: list[list[Unit]] = []
        for kind, wanted in self._wanted.items():
            by_stratum = [sorted(drawn, reverse=True) for stratum, drawn in self._drawn.items() if stratum.kind is kind]
            heads = [entry for drawn in by_stratum for entry in drawn[:FEWEST]]
            rest = sorted((entry for drawn in by_stratum for entry in drawn[FEWEST:]), reverse=True)
            first += heads if wanted else []
            rests.append([unit for _, _, unit in rest[: max(0, wanted - len(heads))]])
        return [*(unit for _, _, unit in sorted(first, reverse=True)), *_in_turn(rests)]


def _in_turn(lists: Sequence[Sequence[Unit]]) -> list[Unit]:
    """Return the units of several lists spread evenly, each list in its order."""
    placed = [((at + 0.5) / len(units), of, unit) for of, units in enumerate(lists) for at, unit in enumerate(units)]
    return [unit for _, _, unit in sorted(placed, key=lambda item: item[:2])]
