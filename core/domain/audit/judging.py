"""Judgements on the units of an audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.domain.audit.sampling import Kind, Unit
from core.errors import RequestError


class Verdict(StrEnum):
    """The answer about a unit.

    A tag or a suggestion is right, or an entity is there with other borders, or another entity is there, or none. In a
    stretch, entities are missing, or none is.
    """

    RIGHT = "right"
    BORDERS = "borders"
    ENTITY = "entity"
    WRONG = "wrong"
    MISSING = "missing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the record of judgements; the last one about a unit counts.

    Attributes:
        unit: number of the unit in the queue, from 1.
        verdict: the answer; `UNDONE` takes the answers before it back.
        entities: the right entity of a tag, or one for each entity that is missing in a stretch.
        by: name of the user.
        at: time, ISO 8601 in UTC.
    """

    unit: int
    verdict: Verdict
    entities: tuple[str, ...] = ()
    by: str = ""
    at: str = ""

    def check(self, unit: Unit) -> None:
        """Check that this is an answer about a unit.

        Raises:
            RequestError: it is not.
        """
        if self.verdict is Verdict.UNDONE:
            return
        if (self.verdict is Verdict.MISSING) != (unit.kind is Kind.STRETCH):
            raise RequestError(f"Unit {self.unit} is a {unit.kind}; {self.verdict.value!r} is no answer about one.")
        if self.verdict is Verdict.ENTITY and (len(self.entities) != 1 or unit.entity in self.entities):
            raise RequestError(f"The right entity of unit {self.unit} is needed, and it is not {unit.entity!r}.")

    def true_entity(self, unit: Unit) -> str:
        """Return the entity that is where a tag is; empty if none is."""
        if self.verdict is Verdict.ENTITY:
            return self.entities[0]
        return "" if self.verdict is Verdict.WRONG else unit.entity


def latest(judgements: Iterable[Judgement]) -> dict[int, Judgement]:
    """Return the judgement that counts of each unit that has one."""
    found: dict[int, Judgement] = {}
    for judgement in judgements:
        found.pop(judgement.unit, None)  # so that the order is that of the last judgements
        if judgement.verdict is not Verdict.UNDONE:
            found[judgement.unit] = judgement
    return found
