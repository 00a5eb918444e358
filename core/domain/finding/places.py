"""Places in texts with their context: results of a search, a check or a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.text.selection import Borders
from core.domain.text.spans import ScoredSpan, Span
from core.errors import RequestError

AROUND = 60
"""Characters of context on either side."""

SEARCHED_FOR = "letters, entity:NAME, score<0.5"
"""The forms of a search, as the question names them."""

_BLANKS = re.compile(r"\s+")

_TERM = re.compile(r'(?<!\S)(?P<key>entity:|score[<>])(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file with its context.

    Attributes:
        name: of the file.
        start, end: offsets in its text.
        before, text, after: the stretch, and the text on either side of it.
        note: shown next to it.
    """

    name: str
    start: int
    end: int
    before: str
    text: str
    after: str
    note: str = ""

    @classmethod
    def of(cls, name: str, text: str, borders: Borders, note: str = "") -> Place:
        """Return a place with its context."""
        start, end = borders
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return cls(name, start, end, before, text[start:end], after, note)

    @property
    def in_line(self) -> tuple[str, str, str]:
        """Before, text and after on one line: each run of whitespace becomes a blank."""
        before, text, after = (_BLANKS.sub(" ", part) for part in (self.before, self.text, self.after))
        return before, text, after


@dataclass(frozen=True, slots=True)
class Query:
    """A search.

    Attributes:
        text: letters in the place, case ignored; empty for any.
        entity: of the span; empty for any entity, and for places that are no span.
        lowest, highest: bounds of a suggestion's score, 0..1, both included.
    """

    text: str = ""
    entity: str = ""
    lowest: float | None = None
    highest: float | None = None

    @classmethod
    def parse(cls, written: str) -> Query:
        """Parse `text`, `entity:NAME`, `score<0.5` and `score>0.9` in any combination.

        Raises:
            RequestError: there is nothing to search for, or a score is not a number from 0 to 1.
        """
        found: dict[str, str] = {}
        for term in _TERM.finditer(written):
            found[term["key"]] = term["quoted"] if term["quoted"] is not None else term["bare"]
        text = " ".join(_TERM.sub(" ", written).split())
        if not any(found.values()) and not text:
            raise RequestError("Give letters to search for, entity:NAME, or a score as score<0.5.")
        above, below = (read_score(found[key]) if key in found else None for key in ("score>", "score<"))
        return cls(text, found.get("entity:", ""), above, below)

    @classmethod
    def parse_answer(cls, written: str) -> Query | None:
        """Parse the answer to a question; an empty one means no search."""
        return cls.parse(written) if written else None

    @property
    def is_about_spans(self) -> bool:
        """Whether the search is for tags and suggestions rather than for letters anywhere."""
        return bool(self.entity) or self.lowest is not None or self.highest is not None

    def takes(self, span: Span, text: str) -> bool:
        """Return whether a tag or a suggestion matches."""
        if self.entity and self.entity.casefold() != span.entity.casefold():
            return False
        if self.text.casefold() not in text[span.start : span.end].casefold():
            return False
        if self.lowest is None and self.highest is None:
            return True
        if not isinstance(span, ScoredSpan):
            return False
        return (self.lowest or 0.0) <= span.score <= (1.0 if self.highest is None else self.highest)

    def places(self, text: str, spans: Iterable[Span]) -> list[Borders]:
        """Return the matching places of a text in text order: its spans, or the letters themselves."""
        if self.is_about_spans:
            return sorted(span.borders for span in spans if self.takes(span, text))
        return self.find(text)

    def find(self, text: str) -> list[Borders]:
        """Return the places of the letters in a text; none if the search has no letters."""
        if not self.text:
            return []
        return [match.span() for match in re.finditer(re.escape(self.text), text, re.IGNORECASE)]


def read_score(written: str) -> float:
    """Return the score (0..1) that a user typed, as such a number or as a percentage.

    Raises:
        RequestError: it is neither.
    """
    try:
        score = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise RequestError(f"{written!r} is no score; write a number from 0 to 1, or a percentage.")
    return score
