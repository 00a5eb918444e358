"""What was done to a file: who, when, what."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.tagging.tagging import Change
from core.domain.tagging.tags import OriginKind


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One saving of a file.

    Attributes:
        at: when, as ISO 8601 in UTC.
        by: who.
        accepted: suggestions accepted, as they were or edited.
        unseen: those of them that were accepted together with others, and perhaps not looked at.
        tagged: tags made by hand.
        imported: tags that came from a file.
        rejected: suggestions rejected.
        removed: tags removed, those that were changed included.
    """

    at: str
    by: str
    accepted: int = 0
    unseen: int = 0
    tagged: int = 0
    imported: int = 0
    rejected: int = 0
    removed: int = 0

    @classmethod
    def of(cls, change: Change, by: str, at: str) -> HistoryEntry:
        """Counts what a change does."""
        kinds = [tag.origin.kind for tag in change.tags_added]
        return cls(
            at,
            by,
            accepted=kinds.count(OriginKind.ACCEPTED),
            unseen=sum(tag.origin.unseen for tag in change.tags_added),
            tagged=kinds.count(OriginKind.MANUAL),
            imported=kinds.count(OriginKind.IMPORTED),
            rejected=len(change.rejected_added),
            removed=len(change.tags_removed),
        )

    @property
    def what(self) -> str:
        """In words."""
        accepted = f"accepted {self.accepted}" + (f" ({self.unseen} of them unseen)" if self.unseen else "")
        told = [
            accepted if self.accepted else "",
            *(f"{done} {n}" for done in ("tagged", "imported", "rejected", "removed") if (n := getattr(self, done))),
        ]
        return ", ".join(filter(None, told)) or "saved as it is"
