"""Text made safe to show: nothing in it acts on the terminal, and it takes the cells that it seems to."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len, set_cell_size

_TAB = "    "
_REPLACEMENT = "\ufffd"

JOINER = "\u200d"
"""Stays as it is, though nothing is seen of it: emoji are made with it."""

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
"""Categories of what acts, breaks lines, reorders text, which could then read otherwise than it is, or is not seen."""

_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs that stand around a number: Unicode calls them formats, but they are seen."""


@lru_cache(maxsize=4096)
def visible_char(char: str) -> str:
    """A character as it is shown: itself, a symbol for a control, blanks for a tab."""
    code = ord(char)
    if char == "\t":
        return _TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if category(char) in _HIDDEN and char != JOINER and char not in _SIGNS:
        return _REPLACEMENT
    return char


def visible(text: str) -> str:
    """A text on one line with everything that could act on the terminal replaced by symbols."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(visible_char, text))


def fit(text: str, width: int, cut: str, *, right: bool = False, keep_end: bool = False) -> str:
    """A safe text in exactly so many cells, cut off or filled up.

    Args:
        text: which.
        width: in cells.
        cut: stands where something was cut off.
        right: blanks go before it.
        keep_end: what is too long loses its beginning, as paths do that differ in their ends.
    """
    text = visible(text)
    length = cell_len(text)
    if length > width <= 0:
        return ""
    if length > width and keep_end:
        return cut + set_cell_size(text[::-1], width - 1)[::-1]
    if length > width:
        return set_cell_size(text, width - 1) + cut
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks
