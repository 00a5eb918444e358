"""Tagged files that a recipe learns from."""

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
        guesses: of a guesser; None if there is none, or if it could not read the text.
    """

    name: str
    text: str
    spans: tuple[Span, ...]
    rejected: tuple[Span, ...] = ()
    known: Known = ALL
    guesses: tuple[Guess, ...] | None = None

    def settles(self, span: Span) -> bool:
        """Whether it is known if a span is right: it lies in a known part, or on characters of a tag."""
        return self.known.covers(span.start, span.end) or any(span.overlaps(tag) for tag in self.spans)


ENOUGH_WHOLE = 5
"""Files that are known as a whole, from which on models are measured on these alone."""


def measurable(examples: Sequence[Example]) -> Sequence[Example]:
    """The files to measure a model on.

    In partly decided files only places that somebody decided on count, which is kinder than a whole file: an entity
    that nobody has thought of yet is not missed there. So they are left out if there are enough other files.
    """
    whole = [example for example in examples if example.known.is_all]
    return whole if len(whole) >= ENOUGH_WHOLE else examples


def count_tags(examples: Iterable[Example]) -> dict[str, TagCounts]:
    """Per entity, the number of tags and of files that hold some."""
    tags: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for example in examples:
        tags.update(span.entity for span in example.spans)
        files.update({span.entity for span in example.spans})
    return {entity: TagCounts(tags[entity], files[entity]) for entity in sorted(tags)}
