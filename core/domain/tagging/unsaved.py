"""Counts of unsaved decisions, in words."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.wording import counted


@dataclass(frozen=True, slots=True)
class Unsaved:
    """How many decisions Save tags would make final.

    Attributes:
        tags: added or changed.
        rejections: suggestions rejected.
        removals: tags removed, with nothing in their place.
    """

    tags: int
    rejections: int
    removals: int

    def __str__(self) -> str:
        """In words: `2 tags, 1 rejection`; empty if there are none."""
        parts = ((self.tags, "tag"), (self.rejections, "rejection"), (self.removals, "removal"))
        return ", ".join(counted(number, noun) for number, noun in parts if number)

    @property
    def total(self) -> int:
        """All of them."""
        return self.tags + self.rejections + self.removals
