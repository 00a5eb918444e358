"""The history of a file: one entry for each save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.tagging.tagging import Change
from core.domain.tagging.tags import OriginKind, Suggestion


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One save of a file.

    Attributes:
        at: time of the save, ISO 8601 in UTC.
        by: name of the user.
        accepted: number of suggestions accepted, unchanged or edited.
        unseen: number of these that were accepted in bulk, so that nobody may have looked at each.
        tagged: number of tags made by hand.
        imported: number of tags imported.
        rejected: number of suggestions rejected.
        removed: number of tags removed or changed.
        checked: number of places that were marked as right.
        rejections: the suggestions that were rejected, with their models and scores.
        adjudicated: number of tags that were taken, by the annotators who had tagged so: `ann`, or `ann and bob` where
            they agree; by an empty name those that nobody had.
    """

    at: str
    by: str
    accepted: int = 0
    unseen: int = 0
    tagged: int = 0
    imported: int = 0
    rejected: int = 0
    removed: int = 0
    rejections: tuple[Suggestion, ...] = ()
    checked: int = 0
    adjudicated: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, change: Change, by: str, at: str) -> HistoryEntry:
        """Count what a change does."""
        kinds = [tag.origin.kind for tag in change.tags_added]
        rejected = set(change.rejected_added)
        return cls(
            at,
            by,
            accepted=kinds.count(OriginKind.ACCEPTED),
            unseen=sum(tag.origin.unseen for tag in change.tags_added),
            tagged=kinds.count(OriginKind.MANUAL),
            imported=kinds.count(OriginKind.IMPORTED),
            rejected=len(change.rejected_added),
            removed=len(change.tags_removed),
            rejections=tuple(each for each in change.suggestions_removed if each.span in rejected),
            adjudicated=dict(
                Counter(
                    " and ".join(tag.origin.annotators)
                    for tag in change.tags_added
                    if tag.origin.kind is OriginKind.ADJUDICATED
                )
            ),
        )

    @property
    def what(self) -> str:
        """The entry in words."""
        accepted = f"accepted {self.accepted}" + (f" ({self.unseen} of them unseen)" if self.unseen else "")
        parts = [
            *(f"took {n} of {who}" if who else f"decided {n} otherwise" for who, n in self.adjudicated.items()),
            accepted if self.accepted else "",
            f"marked {self.checked} as right" if self.checked else "",
            *(f"{done} {n}" for done in ("tagged", "imported", "rejected", "removed") if (n := getattr(self, done))),
        ]
        return ", ".join(filter(None, parts)) or "saved as it is"
