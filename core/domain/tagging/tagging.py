"""The tags, suggestions and rejections of one file, and the rules between them.

Tags never overlap. A suggestion that overlaps a tag is not kept. A rejected span is not suggested with the
same entity again until the text or the schema changes. A model whose suggestion was rejected does not come back with
other borders either, and asks about the same characters with another entity only once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.anchoring import SetAside
from core.domain.text.spans import S, ScoredSpan, Span, SpanSet, best_apart, position
from core.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two taggings of one file. It can be applied and inverted."""

    tags_removed: tuple[Tag, ...] = ()
    tags_added: tuple[Tag, ...] = ()
    suggestions_removed: tuple[Suggestion, ...] = ()
    suggestions_added: tuple[Suggestion, ...] = ()
    rejected_added: tuple[Span, ...] = ()
    rejected_removed: tuple[Span, ...] = ()

    @property
    def inverse(self) -> Change:
        """The change that undoes this one."""
        return Change(
            tags_removed=self.tags_added,
            tags_added=self.tags_removed,
            suggestions_removed=self.suggestions_added,
            suggestions_added=self.suggestions_removed,
            rejected_added=self.rejected_removed,
            rejected_removed=self.rejected_added,
        )

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that it adds or removes."""
        return (*self.tags_added, *self.tags_removed, *self.suggestions_removed, *self.suggestions_added)

    @property
    def places(self) -> int:
        """Number of stretches that it touches; a suggestion and the tag that it becomes count as one."""
        return len({span.borders for span in self.spans})

    def __bool__(self) -> bool:
        return bool(self.spans or self.rejected_added or self.rejected_removed)


@dataclass(frozen=True)
class Tagging:
    """The spans of one file. A value: changes make a new one.

    Attributes:
        tags: made by users.
        suggestions: wait for a decision; none overlaps a tag.
        rejected: not to be suggested again.
        set_aside: tags of an earlier text without a certain place in the present one.
    """

    tags: SpanSet[Tag] = field(default_factory=SpanSet)
    suggestions: SpanSet[Suggestion] = field(default_factory=SpanSet)
    rejected: frozenset[Span] = frozenset()
    set_aside: tuple[SetAside, ...] = ()

    def applied(self, change: Change) -> Tagging:
        """Return the tagging after a change.

        Suggestions and rejections to remove may be gone already; tags may not.

        Raises:
            ConflictError: a tag to remove is missing, or a tag to add overlaps another.
        """
        if missing := [tag for tag in change.tags_removed if tag not in self.tags]:
            raise ConflictError(f"The tag {describe(missing[0])} is no longer there.")
        kept = self.tags.without(change.tags_removed) if change.tags_removed else self.tags
        for tag in change.tags_added:
            if clash := kept.overlapping(*tag.borders):
                raise ConflictError(f"The tag {describe(tag)} overlaps the tag {describe(clash[0])}.")
        tags = kept.with_added(change.tags_added) if change.tags_added else kept
        rejected = self.rejected - set(change.rejected_removed) | set(change.rejected_added)
        return replace(self, tags=tags, suggestions=self._suggestions_after(change, tags, rejected), rejected=rejected)

    def _suggestions_after(self, change: Change, tags: SpanSet[Tag], rejected: Collection[Span]) -> SpanSet[Suggestion]:
        suggestions = self.suggestions
        if change.suggestions_removed:
            suggestions = suggestions.without(change.suggestions_removed)
        if change.suggestions_added:
            taken = (tags, suggestions)
            wanted = (s for s in change.suggestions_added if s.span not in rejected)
            suggestions = suggestions.with_added(
                s for s in wanted if not any(spans.overlapping(*s.borders) for spans in taken)
            )
        covered = [s for tag in change.tags_added for s in suggestions.overlapping(*tag.borders)]
        return suggestions.without(covered) if covered else suggestions

    def reaches_beyond(self, text: str) -> bool:
        """Return whether a tag or a suggestion ends behind the end of a text."""
        return any(spans and spans[-1].end > len(text) for spans in (self.tags, self.suggestions))

    def is_untouched(self, borders: tuple[int, int]) -> bool:
        """Return whether no part of a stretch is tagged or suggested, and it was not rejected as a whole."""
        decided = self.tags.overlapping(*borders) or self.suggestions.overlapping(*borders)
        return not decided and borders not in self._rejected_borders

    @cached_property
    def _rejected_borders(self) -> frozenset[tuple[int, int]]:
        return frozenset(span.borders for span in self.rejected)

    def difference(self, other: Tagging) -> Change:
        """Return the change that leads from this tagging to another."""
        return Change(
            tags_removed=_only_in(self.tags, other.tags),
            tags_added=_only_in(other.tags, self.tags),
            suggestions_removed=_only_in(self.suggestions, other.suggestions),
            suggestions_added=_only_in(other.suggestions, self.suggestions),
            rejected_added=tuple(other.rejected - self.rejected),
            rejected_removed=tuple(self.rejected - other.rejected),
        )

    def merged(self, change: Change) -> Tagging:
        """Return this tagging, saved by somebody else meanwhile, with a change that was made on an older one.

        What both users have done is done once.

        Raises:
            ConflictError: both have put different tags on the same characters, one has changed a tag that the other has
                changed or removed, or one has tagged what the other has rejected.
        """
        going = set(change.tags_removed)
        self._check_decided_alike(change, going)
        return self.applied(
            replace(
                change,
                tags_removed=tuple(tag for tag in change.tags_removed if self._holds(tag.span)),
                tags_added=tuple(tag for tag in change.tags_added if not self._holds(tag.span, besides=going)),
            )
        )

    def _holds(self, span: Span, besides: Collection[Tag] = ()) -> bool:
        """Return whether there is a tag with this span, other than some."""
        return any(tag.span == span and tag not in besides for tag in self.tags.overlapping(*span.borders))

    def _check_decided_alike(self, change: Change, going: Collection[Tag]) -> None:
        """Check that a change contradicts no decision saved meanwhile.

        Raises:
            ConflictError: it does.
        """
        added = {tag.span for tag in change.tags_added}
        for tag in change.tags_removed:
            instead = [other for other in self.tags.overlapping(*tag.borders) if other.span not in added]
            if tag.span not in {other.span for other in instead} and instead:
                raise ConflictError(f"The tag {describe(tag)} has become {describe(instead[0])}.")
        for span in change.rejected_added:
            if self._holds(span, besides=going):
                raise ConflictError(f"The suggestion {describe(span)}, rejected here, was accepted.")
        for span in added & (self.rejected - set(change.rejected_removed)):
            raise ConflictError(f"The suggestion {describe(span)}, accepted here, was rejected.")

    def proposed(
        self, spans: Iterable[ScoredSpan], job: str, model: str, answers: Collection[Span] | None = None
    ) -> tuple[Tagging, int]:
        """Return the tagging with the spans that a job found in place of all earlier suggestions.

        Args:
            spans: what the job found.
            job: id of the job.
            model: name of the model.
            answers: the rejections of this model's own suggestions; all rejections by default.

        Returns:
            The new tagging, and the number of spans, none overlapping another, that were suppressed because they
            overlap a tag or were rejected.
        """
        found = list(spans)
        answered = Answered(self.rejected if answers is None else answers)
        fresh = {
            s
            for s in found
            if s.span not in self.rejected and not self.tags.overlapping(*s.borders) and s not in answered
        }
        suggestions = (Suggestion(s.start, s.end, s.entity, s.score, job=job, model=model) for s in best_apart(fresh))
        return replace(self, suggestions=SpanSet(suggestions)), sum(s not in fresh for s in best_apart(found))

    def without_suggestions(self) -> Tagging:
        """Return the tagging without suggestions, as after a training."""
        return replace(self, suggestions=SpanSet())

    def with_entity_renamed(self, old: str, new: str) -> Tagging:
        """Return the tagging with one entity renamed."""

        def renamed(span: S) -> S:
            return replace(span, entity=new) if span.entity == old else span

        return Tagging(
            SpanSet(map(renamed, self.tags)),
            SpanSet(map(renamed, self.suggestions)),
            frozenset(map(renamed, self.rejected)),
            tuple(replace(aside, tag=renamed(aside.tag)) for aside in self.set_aside),
        )

    def with_entity_merged(self, old: str, into: str) -> Tagging:
        """Return the tagging with one entity merged into another; no tag or suggestion is rejected too."""
        renamed = self.with_entity_renamed(old, into)
        present = {span.span for spans in (renamed.tags, renamed.suggestions) for span in spans}
        return replace(renamed, rejected=renamed.rejected - present)

    def with_entity_parted(self, before: Tagging, old: str, into: str) -> Tagging:
        """Return the tagging with the old entity given back to the spans that a merge took it from.

        Args:
            before: the tagging before the merge.
            old: the entity that was merged.
            into: the entity that it was merged into.
        """

        def parted(present: SpanSet[S], former: SpanSet[S]) -> SpanSet[S]:
            was = {replace(span, entity=into): span for span in former if span.entity == old}
            return SpanSet(was.get(span, span) for span in present)

        def aside(each: SetAside) -> SetAside:
            return replace(each, tag=replace(each.tag, entity=into))

        lost = {aside(each): each for each in before.set_aside if each.tag.entity == old}
        taken = {replace(span, entity=into) for span in before.rejected if span.entity == old} - before.rejected
        back = {span for span in before.rejected if span.entity == old}
        return replace(
            self,
            tags=parted(self.tags, before.tags),
            suggestions=parted(self.suggestions, before.suggestions),
            rejected=self.rejected - taken | back,
            set_aside=tuple(lost.get(each, each) for each in self.set_aside),
        )

    def without_entity(self, entity: str) -> Tagging:
        """Return the tagging without the spans of one entity."""
        return Tagging(
            SpanSet(tag for tag in self.tags if tag.entity != entity),
            SpanSet(suggestion for suggestion in self.suggestions if suggestion.entity != entity),
            frozenset(span for span in self.rejected if span.entity != entity),
            tuple(aside for aside in self.set_aside if aside.tag.entity != entity),
        )


class Answered:
    """The questions that a model need not ask again, because the user rejected its suggestions.

    Args:
        rejected: spans of those suggestions; they may overlap.
    """

    def __init__(self, rejected: Iterable[Span]) -> None:
        self._rejected = sorted(rejected, key=position)
        self._longest = max((span.end - span.start for span in self._rejected), default=0)

    def __contains__(self, span: Span) -> bool:
        """Return whether a span overlaps a rejection of its entity, or characters rejected with two other entities."""
        near = self._overlapping(span)
        if any(other.entity == span.entity for other in near):
            return True
        return any(one.entity != other.entity and one.overlaps(other) for one in near for other in near)

    def _overlapping(self, span: Span) -> list[Span]:
        first = bisect_left(self._rejected, span.start - self._longest, key=lambda other: other.start)
        last = bisect_left(self._rejected, span.end, key=lambda other: other.start)
        return [other for other in self._rejected[first:last] if other.overlaps(span)]


def describe(span: Span) -> str:
    """Return a span as named in sentences: its entity and borders."""
    return f"{span.entity} at {span.start}-{span.end}"


def _only_in(spans: SpanSet[S], others: SpanSet[S]) -> tuple[S, ...]:
    return tuple(spans.not_in(others))
