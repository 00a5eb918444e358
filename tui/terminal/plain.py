"""Make text safe to show: nothing in it acts on the terminal, and its width is what it seems to be."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len, set_cell_size

_TAB = "    "
_REPLACEMENT = "\ufffd"

JOINER = "\u200d"
"""Zero width joiner: invisible, but kept, since emoji are composed with it."""

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
"""Categories of characters that act on the terminal, break lines, reorder text, or are invisible."""

_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Visible signs around numbers, which Unicode counts among format characters."""


@lru_cache(maxsize=4096)
def visible_char(char: str) -> str:
    """Return a character as it is shown: itself, a symbol for a control, spaces for a tab."""
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
    """Return a text as one line, with a symbol for everything that could act on the terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(visible_char, text))


def fit(text: str, width: int, cut: str, *, right: bool = False, keep_end: bool = False) -> str:
    """Return a safe text of exactly `width` cells, cut or padded.

    Args:
        text: not safe yet.
        width: in cells.
        cut: marks where text was cut off.
        right: pad on the left.
        keep_end: cut off the beginning, for texts such as paths that differ in their ends.
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
