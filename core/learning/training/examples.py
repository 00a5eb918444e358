"""Tagged files to learn from or to measure on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.models.model import TagCounts
from core.domain.tagging.known import ALL, Known
from core.domain.text.guesses import Guess
from core.domain.text.spans import Span


@dataclass(frozen=True, slots=True)
class Example:
    """One tagged file.

    Attributes:
        name: name of the file.
        text: its characters.
        spans: its tags, in text order.
        rejected: spans that a user has rejected in it.
        known: the parts in which untagged text means "no entity"; they cover all tags.
        guesses: spans that a guesser suggested; None without a guesser, or if it could not read the text.
        by_majority: nobody has adjudicated what its annotators tagged, so no model is measured on it.
    """

    name: str
    text: str
    spans: tuple[Span, ...]
    rejected: tuple[Span, ...] = ()
    known: Known = ALL
    guesses: tuple[Guess, ...] | None = None
    by_majority: bool = False

    def settles(self, span: Span) -> bool:
        """Return whether the decisions say if a span is right: it lies in a known part, or overlaps a tag."""
        return self.known.covers(span.start, span.end) or any(span.overlaps(tag) for tag in self.spans)


ENOUGH_WHOLE = 5
"""With this many fully decided files, models are measured on those alone."""


def measurable(examples: Sequence[Example]) -> Sequence[Example]:
    """Return the files to measure a model on.

    Partly decided files flatter a model: only places with a decision count there, so an entity that nobody has noticed
    yet is not counted as missed. They are left out if there are enough fully decided files. Files learned from by
    majority are left out unless there is no other.
    """
    settled = [example for example in examples if not example.by_majority] or examples
    whole = [example for example in settled if example.known.is_all]
    return whole if len(whole) >= ENOUGH_WHOLE else settled


def count_tags(examples: Iterable[Example]) -> dict[str, TagCounts]:
    """Count, per entity, the tags and the files that contain some."""
    tags: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for example in examples:
        tags.update(span.entity for span in example.spans)
        files.update({span.entity for span in example.spans})
    return {entity: TagCounts(tags[entity], files[entity]) for entity in sorted(tags)}
