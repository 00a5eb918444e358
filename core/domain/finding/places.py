"""Places in texts, with what surrounds them: results of a search, of a check, of a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.text.selection import Borders
from core.domain.text.spans import ScoredSpan, Span
from core.errors import RequestError

AROUND = 60
"""Characters of context to either side."""

SEARCHED_FOR = "letters, entity:NAME, score<0.5"
"""What a search may be for, as the question says."""

_BLANKS = re.compile(r"\s+")

_TERM = re.compile(r'(?<!\S)(?P<key>entity:|score[<>])(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file.

    Attributes:
        name: of the file.
        start, end: offsets in its text.
        before, text, after: what stands there, and around it.
        note: what is to be said about it.
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
        """A place with what surrounds it."""
        start, end = borders
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return cls(name, start, end, before, text[start:end], after, note)

    @property
    def in_line(self) -> tuple[str, str, str]:
        """What stands before, there, and after, to be shown on one line: each run of blanks as one."""
        before, text, after = (_BLANKS.sub(" ", part) for part in (self.before, self.text, self.after))
        return before, text, after


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for.

    Attributes:
        text: letters that the place holds, case ignored; empty for any.
        entity: of the span; empty for any, and for places that are no span.
        lowest, highest: score of a suggestion, 0..1, borders included.
    """

    text: str = ""
    entity: str = ""
    lowest: float | None = None
    highest: float | None = None

    @classmethod
    def parse(cls, written: str) -> Query:
        """Reads `text`, `entity:NAME`, `score<0.5`, `score>0.9`, in any combination.

        Raises:
            RequestError: there is nothing to search for, or a score is no number.
        """
        found: dict[str, str] = {}
        for term in _TERM.finditer(written):
            found[term["key"]] = term["quoted"] if term["quoted"] is not None else term["bare"]
        text = " ".join(_TERM.sub(" ", written).split())
        if not any(found.values()) and not text:
            raise RequestError("Give letters to search for, entity:NAME, or a score as score<0.5.")
        return cls(text, found.get("entity:", ""), _score(found.get("score>")), _score(found.get("score<")))

    @classmethod
    def parse_answer(cls, written: str) -> Query | None:
        """The same for the answer to a question, where nothing written means no search."""
        return cls.parse(written) if written else None

    @property
    def is_about_spans(self) -> bool:
        """Whether only tags and suggestions are searched, rather than the whole text."""
        return bool(self.entity) or self.lowest is not None or self.highest is not None

    def takes(self, span: Span, text: str) -> bool:
        """Whether a tag or a suggestion is what is searched for."""
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
        """Places of a text that are searched: those of its spans, in text order, or those that hold the letters."""
        if self.is_about_spans:
            return sorted(span.borders for span in spans if self.takes(span, text))
        return self.find(text)

    def find(self, text: str) -> list[Borders]:
        """Places of a text that hold the letters; none where there are no letters to search for."""
        if not self.text:
            return []
        return [match.span() for match in re.finditer(re.escape(self.text), text, re.IGNORECASE)]


def _score(written: str | None) -> float | None:
    if written is None:
        return None
    try:
        score = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise RequestError(f"{written!r} is no score; write a number from 0 to 1, or a percentage.")
    return score
