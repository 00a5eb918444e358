"""Keys that were pressed, and what for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a key is pressed for."""

    DECIDING = "deciding"
    BORDERS = "borders"
    FINDING = "finding"
    TAGGING = "tagging"
    SAVING = "saving"
    TRAINING = "training"


MEANINGS = {
    Kind.DECIDING: "accepting, rejecting and relabelling suggestions, many at once too",
    Kind.BORDERS: "moving the borders of suggestions",
    Kind.FINDING: "selecting entities that were not suggested",
    Kind.TAGGING: "tagging those, and others with the same text",
    Kind.SAVING: "saving, and going on to the next file",
    Kind.TRAINING: "training, choosing files, starting jobs",
}


@dataclass
class Effort:
    """What some files took.

    Attributes:
        entities: right spans in them.
        keys: pressed, by what for.
        decisions: on suggestions.
        waited: seconds for training and jobs.
        each: keys of each entity tagged by hand; those tagged together share their keys.
    """

    entities: int = 0
    keys: Counter[Kind] = field(default_factory=Counter)
    decisions: int = 0
    waited: float = 0.0
    each: list[float] = field(default_factory=list)

    @property
    def an_entity(self) -> float:
        """Keys for each entity."""
        return self.keys.total() / max(self.entities, 1)

    @property
    def a_decision(self) -> float | None:
        """Keys for each decision on a suggestion; None if there was none."""
        keys = self.keys[Kind.DECIDING] + self.keys[Kind.BORDERS]
        return keys / self.decisions if self.decisions else None

    @classmethod
    def of_all(cls, efforts: Iterable[Effort]) -> Effort:
        """Return the sum of all of them."""
        total = cls()
        for effort in efforts:
            total.entities += effort.entities
            total.keys += effort.keys
            total.decisions += effort.decisions
            total.waited += effort.waited
            total.each += effort.each
        return total
