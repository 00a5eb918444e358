"""Move and resize the selected stretch of a text by words and characters. Pure: borders in, borders out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import StrEnum

from core.domain.text.words import words

Borders = tuple[int, int]

_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[^\S\r\n]*[\r\n]")


class Unit(StrEnum):
    """How far a border moves at once."""

    WORD = "word"
    CHARACTER = "character"


def next_word(text: str, selection: Borders | None) -> Borders | None:
    """Return the first word after the selection, or the first of the text if nothing is selected."""
    found = words(text)
    if not found:
        return None
    index = bisect_right(found, (selection[1] - 1, len(text))) if selection else 0
    return found[min(index, len(found) - 1)]


def previous_word(text: str, selection: Borders | None) -> Borders | None:
    """Return the last word before the selection's start, or the last of the text if nothing is selected."""
    found = words(text)
    if not found:
        return None
    index = bisect_left(found, (selection[0], -1)) - 1 if selection else len(found) - 1
    return found[max(index, 0)]


def word_near(text: str, start: int, end: int, wanted: int) -> Borders | None:
    """Return the word between two offsets that holds `wanted` or precedes it; else the first one between them."""
    found = words(text)
    first, last = bisect_left(found, (start, -1)), bisect_left(found, (end, -1))
    if first == last:
        return None
    return found[max(first, min(bisect_right(found, (wanted, len(text))), last) - 1)]


def word_at(text: str, offset: int) -> Borders | None:
    """Return the word that holds the character at an offset, if any."""
    found = words(text)
    index = bisect_right(found, (offset, len(text))) - 1
    if index >= 0 and found[index][0] <= offset < found[index][1]:
        return found[index]
    return None


def whole_words(text: str, borders: Borders) -> Borders:
    """Return a stretch with the words that it cuts taken in whole."""
    start, end = borders
    first, last = word_at(text, start), word_at(text, end - 1)
    return first[0] if first else start, last[1] if last else end


def move_start(text: str, selection: Borders, unit: Unit, outward: bool) -> Borders:
    """Return the selection with its start one unit further left (outward) or right; it never becomes empty.

    It does not grow by words across a blank line: no mention does.
    """
    start, end = selection
    if unit is Unit.CHARACTER:
        moved = start - 1 if outward else start + 1
    elif outward:
        starts = [w[0] for w in words(text)]
        index = bisect_left(starts, start) - 1
        moved = starts[index] if index >= 0 else start
        moved = start if _BLANK_LINE.search(text, moved, start) else moved
    else:
        starts = [w[0] for w in words(text)]
        index = bisect_right(starts, start)
        moved = starts[index] if index < len(starts) else start
    return (moved, end) if 0 <= moved < end else selection


def move_end(text: str, selection: Borders, unit: Unit, outward: bool) -> Borders:
    """Return the selection with its end one unit further right (outward) or left; it never becomes empty.

    It does not grow by words across a blank line: no mention does.
    """
    start, end = selection
    if unit is Unit.CHARACTER:
        moved = end + 1 if outward else end - 1
    else:
        ends = [w[1] for w in words(text)]
        if outward:
            index = bisect_right(ends, end)
            moved = ends[index] if index < len(ends) else end
            moved = end if _BLANK_LINE.search(text, end, moved) else moved
        else:
            index = bisect_left(ends, end) - 1
            moved = ends[index] if index >= 0 else end
    return (start, moved) if start < moved <= len(text) else selection
