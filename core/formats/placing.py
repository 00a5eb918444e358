"""Spans as other programs write them, checked and converted to code points.

Programs count offsets in different units: code points, UTF-16 code units, bytes, with CRLF as one character, with the
end inclusive. Where an annotation quotes its text, the quotes prove which unit was used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.domain.text.offsets import Utf16Offsets
from core.domain.text.spans import Span
from core.domain.wording import counted
from core.errors import RequestError
from core.formats.interface import Loss


@dataclass(frozen=True, slots=True)
class Mention:
    """A span in the words of another program.

    Attributes:
        start, end: offsets in that program's unit.
        entity: name of the entity.
        quote: the text that the program says is there; None if it does not quote it.
    """

    start: int
    end: int
    entity: str
    quote: str | None = None


_Borders = tuple[int, int]
_Convert = Callable[[int, int], _Borders]
_Agrees = Callable[[str, str], bool]


def placed(text: str, mentions: Sequence[Mention], name: str) -> tuple[list[Span], tuple[Loss, ...]]:
    """Convert mentions to spans of the text.

    The quotes of all mentions decide the unit of the offsets; without quotes they count code points.

    Args:
        text: the text.
        mentions: all mentions in it.
        name: of the text, for the list of corrections.

    Returns:
        The spans in the order of the mentions, and one entry for each whose offsets were corrected.

    Raises:
        ValueError: a mention lies outside the text, is empty, or quotes something that is not there.
    """
    quoted = [mention for mention in mentions if mention.quote is not None]
    if all(_same(text[m.start : m.end], m.quote or "") for m in quoted):
        return [checked_span(text, m.start, m.end, m.entity) for m in mentions], ()
    for agrees in (_same, _same_words):
        for unit, convert in _units(text):
            if all(_fits(text, m, convert, agrees) for m in quoted):
                spans = [checked_span(text, *convert(m.start, m.end), m.entity) for m in mentions]
                moved = [s for m, s in zip(mentions, spans, strict=True) if s.borders != (m.start, m.end)]
                return spans, tuple(Loss(f"offsets in {unit}", f"{name}, {s.start}-{s.end}") for s in moved)
    wrong = next(m for m in quoted if not _same_words(text[m.start : m.end], m.quote or ""))
    checked_span(text, wrong.start, wrong.end, wrong.entity)
    found = text[wrong.start : wrong.end]
    raise ValueError(f"the text at {wrong.start}-{wrong.end} is {_short(found)}, not {_short(wrong.quote or '')}")


def checked_span(text: str, start: int, end: int, entity: str) -> Span:
    """Make a span of the text.

    Raises:
        ValueError: it is empty, or lies outside the text.
    """
    if end > len(text):
        raise ValueError(f"the span {start}-{end} goes beyond the text's {counted(len(text), 'character')}")
    return Span(start, end, entity)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the borders of a stretch without blanks and line ends at its edges; equal ones if that is all."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def checked_score(score: float) -> float:
    """Return a score.

    Raises:
        ValueError: it is no probability.
    """
    if not 0 <= score <= 1:
        raise ValueError(f"a score is a number from 0 to 1, not {score:g}")
    return score


def without_blanks(changed: Callable[[str, str], None]) -> Callable[[str], str]:
    """Return a function that names entities for formats in which a blank ends a name: blanks become `_`.

    Args:
        changed: called with the old and the new name, once for each name that had to be changed.
    """
    used: dict[str, str] = {}

    def name_of(entity: str) -> str:
        if entity not in used:
            name = "_".join(entity.split())
            if other := next((old for old, new in used.items() if new == name), ""):
                raise RequestError(
                    f"The entities {other!r} and {entity!r} would both be called {name!r} in this format; rename one."
                )
            used[entity] = name
            if name != entity:
                changed(entity, name)
        return used[entity]

    return name_of


def _units(text: str) -> Iterator[tuple[str, _Convert]]:
    """Yield the units that programs count in, most common first, each with its conversion to code points."""
    units = Utf16Offsets(text)
    joined = _joined_line_ends(text)
    yield "code points", lambda start, end: (start, end)
    yield "UTF-16 code units", lambda start, end: (units.from_utf16(start), units.from_utf16(end))
    yield "code points with CRLF as one", lambda start, end: (joined(start), joined(end))
    joined_units = _joined_line_ends(text, wide=2)
    yield "UTF-16 code units with CRLF as one", lambda start, end: (joined_units(start), joined_units(end))
    yield "code points after a byte order mark", lambda start, end: (start - 1, end - 1)
    yield "code points with the last one included", lambda start, end: (start, end + 1)
    at = _byte_offsets(text)
    yield "bytes", lambda start, end: (at(start), at(end))


def _joined_line_ends(text: str, wide: int = 1) -> Callable[[int], int]:
    """Return the conversion from offsets that count CRLF once, and characters outside the BMP as `wide`."""
    widths = [0 if c == "\n" and text[i : i + 1] == "\r" else _width(c, wide) for i, c in enumerate(text, -1)]
    return _converter(widths)


def _width(char: str, wide: int) -> int:
    return wide if ord(char) > 0xFFFF else 1


def _byte_offsets(text: str) -> Callable[[int], int]:
    return _converter([len(char.encode("utf-8", "surrogatepass")) for char in text])


def _converter(widths: Sequence[int]) -> Callable[[int], int]:
    """Return the conversion from an offset in units of these widths to an index of the widths."""
    starts = list(accumulate(widths, initial=0))

    def convert(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        if index < 0 or starts[index] != offset:
            raise ValueError(f"there is no character at {offset}")
        return index

    return convert


def _fits(text: str, mention: Mention, convert: _Convert, agrees: _Agrees) -> bool:
    try:
        start, end = convert(mention.start, mention.end)
    except ValueError:
        return False
    return 0 <= start < end <= len(text) and agrees(text[start:end], mention.quote or "")


def _same(found: str, quote: str) -> bool:
    """Compare character by character; a line end may be quoted as a blank."""
    if found == quote:
        return True
    pairs = zip(found, quote, strict=False)
    return len(found) == len(quote) and all(a == b or (a.isspace() and b.isspace()) for a, b in pairs)


def _same_words(found: str, quote: str) -> bool:
    """Compare without blanks: some programs quote line ends in their own way."""
    return found.split() == quote.replace("\\n", "\n").split()


def _short(text: str) -> str:
    return repr(text[:50])
