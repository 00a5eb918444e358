"""Compare the tags that several annotators gave to one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.domain.text.spans import Span, SpanSet, position

Versions = Mapping[str, SpanSet[Span]]
"""The spans of one text by annotator. Annotators without a tag are in it too."""


@dataclass(frozen=True)
class Region:
    """A stretch of text in which tags of different annotators overlap, or one annotator alone has a tag.

    Attributes:
        start: offset of the first character that anybody tagged.
        end: offset after the last one.
        versions: the spans of each annotator in it, in text order; empty for one who tagged nothing here.
    """

    start: int
    end: int
    versions: Mapping[str, tuple[Span, ...]]

    @property
    def borders(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end

    @property
    def is_agreed(self) -> bool:
        """Whether all annotators have the same spans."""
        return len(set(self.versions.values())) == 1

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span that somebody tagged, each once, in text order."""
        found = {span for spans in self.versions.values() for span in spans}
        return tuple(sorted(found, key=position))

    def names_of(self, spans: tuple[Span, ...]) -> tuple[str, ...]:
        """Return the annotators whose version consists of these spans."""
        return tuple(name for name, version in self.versions.items() if version == spans)

    def in_words(self, text: str) -> dict[str, str]:
        """Return by annotator the entities tagged, quoted where the borders are not those of the region.

        For example `Lender`, `Lender [Ann]`, `nothing`.
        """
        return {name: self._version_in_words(version, text) for name, version in self.versions.items()}

    def _version_in_words(self, version: tuple[Span, ...], text: str) -> str:
        parts = []
        for span in version:
            quote = " ".join(text[span.start : span.end].split())
            parts.append(span.entity if span.borders == self.borders else f"{span.entity} [{quote}]")
        return " and ".join(parts) or "nothing"


def regions(versions: Versions) -> list[Region]:
    """Return the stretches that somebody tagged, in text order. They never overlap."""
    plain = {name: SpanSet(span.span for span in spans) for name, spans in versions.items()}
    return [
        Region(start, end, {name: spans.overlapping(start, end) for name, spans in plain.items()})
        for start, end in _merged(plain)
    ]


def _merged(versions: Versions) -> Iterator[tuple[int, int]]:
    borders = sorted(span.borders for spans in versions.values() for span in spans)
    if not borders:
        return
    start, end = borders[0]
    for next_start, next_end in borders[1:]:
        if next_start < end:
            end = max(end, next_end)
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end
