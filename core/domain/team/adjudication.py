"""Decide between the versions of a text that several annotators tagged blindly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.tagging.events import Action, Event, EventKind, Step
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tagging import Change
from core.domain.tagging.tags import Origin, OriginKind, Suggestion, Tag
from core.domain.team.regions import Region
from core.domain.text.spans import Span, SpanSet, position
from core.errors import RequestError


@dataclass(frozen=True, slots=True)
class Decision:
    """The spans that become tags of a region.

    Attributes:
        region: where.
        spans: apart from each other; none leaves the region without a tag.
    """

    region: Region
    spans: tuple[Span, ...]

    @property
    def annotators(self) -> tuple[str, ...]:
        """Those who tagged just this; none if nobody did."""
        return self.region.names_of(self.spans)


def adjudicate(session: ReviewSession, decision: Decision, regions: Iterable[Region] = ()) -> Event:
    """Put the tags of a decision in place of what is in its region; reject the spans that it leaves out.

    Args:
        session: of the main record.
        decision: what to put there.
        regions: of the text. Those that the tags take in whole are decided with it.

    Raises:
        RequestError: a tag cuts through another region.
    """
    covered = [region for region in regions if region != decision.region and _is_covered(region, decision.spans)]
    return _event(session, Action.ADJUDICATE, [decision, *(Decision(region, ()) for region in covered)])


def adjudicate_agreed(session: ReviewSession, regions: Iterable[Region]) -> Event | None:
    """Take what all annotators tagged alike, in all regions that are not decided yet, as one step."""
    agreed = [region for region in undecided(session, regions) if region.is_agreed]
    decisions = [Decision(region, next(iter(region.versions.values()))) for region in agreed]
    return _event(session, Action.ADJUDICATE_ALL, decisions) if decisions else None


def undecided(session: ReviewSession, regions: Iterable[Region]) -> list[Region]:
    """Return the regions that no step of a session has decided."""
    decided = {borders for step in session.done for borders in step.about}
    return [region for region in regions if region.borders not in decided]


def _is_covered(region: Region, spans: Iterable[Span]) -> bool:
    """Return whether one of some spans takes a region in whole.

    Raises:
        RequestError: one cuts through it.
    """
    for span in spans:
        if span.start < region.end and region.start < span.end:
            if span.start <= region.start and region.end <= span.end:
                return True
            raise RequestError(
                "The tag cuts through another place that somebody tagged; take that in whole, or leave it."
            )
    return False


def _event(session: ReviewSession, action: Action, decisions: Sequence[Decision]) -> Event:
    current, at = session.current, session.clock()
    added: list[Tag] = []
    rejected: list[Span] = []
    removed: set[Tag] = set()
    hidden: set[Suggestion] = set()
    taken = SpanSet(span for decision in decisions for span in decision.spans)
    for decision in decisions:
        origin = Origin(OriginKind.ADJUDICATED, annotators=decision.annotators)
        added += [Tag(s.start, s.end, s.entity, origin, session.author, at) for s in decision.spans]
        rejected += [
            span
            for span in decision.region.spans
            if not taken.overlapping(*span.borders) and span not in current.rejected
        ]
        for borders in (decision.region.borders, *(span.borders for span in decision.spans)):
            removed.update(current.tags.overlapping(*borders))
            hidden.update(current.suggestions.overlapping(*borders))
    change = Change(
        tags_removed=tuple(sorted(removed, key=position)),
        tags_added=tuple(added),
        suggestions_removed=tuple(sorted(hidden, key=position)),
        rejected_added=tuple(rejected),
        rejected_removed=tuple(tag.span for tag in added if tag.span in current.rejected),
    )
    return Event(EventKind.DO, Step(action, change, tuple(decision.region.borders for decision in decisions)))
