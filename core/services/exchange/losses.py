"""Counts of what an import or export could not carry or had to change, and a list of the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.formats import Loss

LISTED = 1000
"""Most losses that are listed; further ones are only counted, so that a report stays short."""


class Losses:
    """A growing count of losses, or of corrections."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.listed: list[Loss] = []

    def add(self, losses: Iterable[Loss]) -> None:
        """Count more."""
        for loss in losses:
            self.counts[loss.kind] += 1
            if len(self.listed) < LISTED:
                self.listed.append(loss)
