"""What a recipe learns from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.models.model import TagCounts
from core.domain.text.spans import Span


@dataclass(frozen=True, slots=True)
class Example:
    """One tagged file.

    Attributes:
        name: of the file.
        text: its characters.
        spans: its tags, in text order.
        rejected: spans that a user has rejected there.
    """

    name: str
    text: str
    spans: tuple[Span, ...]
    rejected: tuple[Span, ...] = ()


def count_tags(examples: Iterable[Example]) -> dict[str, TagCounts]:
    """Per entity, the number of tags and of files that hold some."""
    tags: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for example in examples:
        tags.update(span.entity for span in example.spans)
        files.update({span.entity for span in example.spans})
    return {entity: TagCounts(tags[entity], files[entity]) for entity in sorted(tags)}
