"""Ways to write the same text: line ends, and accents composed (NFC) or apart (NFD)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from unicodedata import normalize

_LINE_END = re.compile(r"\r\n|\r|\n")


def ways_to_write(text: str) -> Iterator[str]:
    """Yield the text with every kind of line end, composed and decomposed."""
    forms = dict.fromkeys((text, normalize("NFC", text), normalize("NFD", text)))
    for form in forms:
        yield form
        for end in ("\n", "\r\n", "\r"):
            yield _LINE_END.sub(end, form)


def earlier_writing(text: str, is_it: Callable[[str], bool]) -> str | None:
    """Return the way of writing the text that `is_it` recognises; None if it recognises none."""
    return next(filter(is_it, dict.fromkeys(ways_to_write(text))), None)


def carried_offsets(old: str, new: str, offsets: Iterable[int]) -> Mapping[int, int]:
    """Map offsets of one way of writing a text to those of another, each between the same characters.

    An offset inside a character that one of the two writes as several moves to the end of the character.
    """
    old_lines, new_lines = list(_lines(old)), list(_lines(new))
    starts = [start for start, _, _ in old_lines]
    carried = {}
    for offset in set(offsets):
        line = bisect_right(starts, offset) - 1
        start, content, _ = old_lines[line]
        new_start, new_content, new_end = new_lines[line]
        inside = offset - start
        if inside > len(content):
            carried[offset] = new_end
        elif content == new_content:
            carried[offset] = new_start + inside
        else:
            length = len(normalize("NFC", content[:inside]))
            carried[offset] = new_start + _longest_prefix(new_content, length)
    return carried


def _longest_prefix(content: str, length: int) -> int:
    """Return characters of the longest beginning that is no longer than this when composed."""
    return bisect_right(range(len(content) + 1), length, key=lambda end: len(normalize("NFC", content[:end]))) - 1


def _lines(text: str) -> Iterator[tuple[int, str, int]]:
    """Start of each line, its characters without the line end, and the start of the next line."""
    borders = [(0, 0), *(match.span() for match in _LINE_END.finditer(text)), (len(text), len(text))]
    for (_, start), (end, following) in pairwise(borders):
        yield start, text[start:end], following
