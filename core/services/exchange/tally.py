"""The outcome of an import, counted while texts come in."""

from __future__ import annotations

from collections import Counter

from core.domain.project.jobs import FileFailure
from core.domain.tagging.tagging import Tagging
from core.services.exchange.losses import Losses
from core.services.exchange.reports import ImportReport


class ImportTally:
    """Counts texts and tags that come in, and lists texts that are refused.

    Attributes:
        read: how many texts were read, whether or not they came in.
        refused: texts that did not come in, each with the reason.
        losses: what the project cannot hold.
        adjusted: what was put right.
    """

    def __init__(self) -> None:
        self.read = 0
        self.refused: list[FileFailure] = []
        self.losses = Losses()
        self.adjusted = Losses()
        self._counts: Counter[str] = Counter()

    def refuse(self, name: str, reason: str) -> None:
        """Note that a text was refused."""
        self.refused.append(FileFailure(name, reason))

    def count(self, before: Tagging, after: Tagging, *, is_new: bool) -> None:
        """Count a text that came in, or whose tags were merged with those of the project."""
        self._counts["added" if is_new else "merged"] += 1
        self._counts["tags"] += len(after.tags) - len(before.tags)
        self._counts["suggestions"] += len(after.suggestions) - len(before.suggestions)

    def report(self, format_name: str, entities: tuple[str, ...], *, dry_run: bool) -> ImportReport:
        """Return the outcome so far."""
        return ImportReport(
            self._counts["added"],
            self._counts["merged"],
            self._counts["tags"],
            self._counts["suggestions"],
            tuple(self.refused),
            format_name,
            entities,
            dict(self.losses.counts),
            tuple(self.losses.listed),
            dict(self.adjusted.counts),
            tuple(self.adjusted.listed),
            dry_run,
        )
