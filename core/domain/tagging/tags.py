"""Tags, which a user has made, and suggestions, which wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.domain.text.spans import ScoredSpan, Span


class OriginKind(StrEnum):
    """How a tag came to be."""

    MANUAL = "manual"
    ACCEPTED = "accepted"
    IMPORTED = "imported"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a tag comes from.

    Attributes:
        kind: how the tag came to be.
        job, model, score: of the suggestion that was accepted.
        unseen: the suggestion was accepted in bulk, so that nobody may have looked at it.
        changed: the user gave it other borders or another entity.
        checked: a user said that it is right, though the same text is tagged differently elsewhere.
        unread: the suggestion was accepted with all the rest, in a file that nobody had read to the end.
        annotators: whose blind tags an adjudicator took; none where the adjudicator took nobody's.
    """

    kind: OriginKind
    job: str = ""
    model: str = ""
    score: float | None = None
    unseen: bool = False
    changed: bool = False
    checked: bool = False
    unread: bool = False
    annotators: tuple[str, ...] = ()

    @property
    def seen(self) -> Origin:
        """The same, of a tag that a user has looked at."""
        return replace(self, unseen=False, unread=False)


MANUAL = Origin(OriginKind.MANUAL)
IMPORTED = Origin(OriginKind.IMPORTED)


@dataclass(frozen=True, slots=True)
class Tag(Span):
    """A user-defined span: drawn with a solid line, learned from, exported.

    Attributes:
        origin: how it came to be.
        by: name of the user who made it.
        at: time of the decision, ISO 8601 in UTC.
    """

    origin: Origin = MANUAL
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion(ScoredSpan):
    """A span proposed by a job: drawn with a dotted line, never counted as a tag anywhere.

    Attributes:
        job: id of the autotag job.
        model: name of the model.
    """

    job: str = ""
    model: str = ""

    def accepted(self, span: Span, by: str, at: str, *, unseen: bool = False, unread: bool = False) -> Tag:
        """Return the tag that accepting this makes, with the borders and the entity of a span."""
        changed = span.span != self.span
        origin = Origin(OriginKind.ACCEPTED, self.job, self.model, self.score, unseen, changed, unread=unread)
        return Tag(span.start, span.end, span.entity, origin, by, at)
