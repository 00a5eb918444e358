"""What an import or an export could not carry: all of it counted, the first of it listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.formats import Loss

LISTED = 1000
"""Losses that are listed; beyond, they are only counted, so that a report does not grow with what it is about."""


class Losses:
    """A growing count."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.listed: list[Loss] = []

    def add(self, losses: Iterable[Loss]) -> None:
        """Counts more."""
        for loss in losses:
            self.counts[loss.kind] += 1
            if len(self.listed) < LISTED:
                self.listed.append(loss)
