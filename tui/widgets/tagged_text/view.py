"""The parts of an open file that are painted: its spans by kind, and the selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from core.domain.project.schema import Entity, Schema
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import Span, SpanSet


class Kind(Enum):
    """How a span is drawn."""

    TAG = auto()
    UNSAVED_TAG = auto()
    SUGGESTION = auto()
    REJECTED = auto()


@dataclass(frozen=True)
class View:
    """Everything that is painted apart from the text.

    Attributes:
        schema: the entities with their colours.
        tags: saved and unsaved.
        unsaved: the tags that are not saved.
        suggestions: those that wait for a decision.
        rejected: suggestions rejected since the last save.
        selection: the selected stretch.
        labels: letters drawn over the text, by offset.
        shows_scores: whether each suggestion shows its score.
    """

    schema: Schema = field(default_factory=Schema)
    tags: SpanSet[Tag] = field(default_factory=SpanSet)
    unsaved: SpanSet[Tag] = field(default_factory=SpanSet)
    suggestions: SpanSet[Suggestion] = field(default_factory=SpanSet)
    rejected: SpanSet[Suggestion] = field(default_factory=SpanSet)
    selection: tuple[int, int] | None = None
    labels: Mapping[int, str] = field(default_factory=dict)
    shows_scores: bool = False

    @classmethod
    def of_session(
        cls, session: ReviewSession, schema: Schema, labels: Mapping[int, str], *, shows_scores: bool = False
    ) -> View:
        """Return the view of a session."""
        return cls(
            schema,
            session.current.tags,
            session.unsaved_tags,
            session.current.suggestions,
            session.unsaved_rejections.clear_of(session.current.suggestions),
            session.selection,
            labels,
            shows_scores,
        )

    @classmethod
    def of_tagging(cls, tagging: Tagging, schema: Schema) -> View:
        """Show what is saved of a file."""
        return cls(schema, tagging.tags, suggestions=tagging.suggestions)

    def between(self, start: int, end: int) -> list[tuple[Span, Kind]]:
        """Return the spans that share a character with a stretch, in text order."""
        found: list[tuple[Span, Kind]] = [
            (tag, Kind.UNSAVED_TAG if tag in self.unsaved else Kind.TAG) for tag in self.tags.overlapping(start, end)
        ]
        found += [(suggestion, Kind.SUGGESTION) for suggestion in self.suggestions.overlapping(start, end)]
        found += [(rejected, Kind.REJECTED) for rejected in self.rejected.overlapping(start, end)]
        return sorted(found, key=lambda item: item[0].start)

    def entity(self, name: str) -> Entity:
        """Return an entity; a grey one for a name that the project no longer has."""
        return self.schema.get(name) if name in self.schema else Entity(name, "grey")

    @property
    def focus(self) -> Suggestion | None:
        """The suggestion that is selected, if one is."""
        if self.selection is None:
            return None
        found = self.suggestions.overlapping(*self.selection)
        return next((span for span in found if span.borders == self.selection), None)
