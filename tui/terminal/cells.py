"""Strips as cells of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

Cell = tuple[str, Style]
"""The characters of a cell, and their style.

Characters that take several cells, or that join with their neighbours, are all in the first of these cells; the others
are empty strings.
"""

PLAIN = Style.null()


def cells_of(strip: Strip) -> list[Cell]:
    """Return the cells of a strip, one for each column."""
    return [cell for text, style, _ in strip for cell in _cells(text, _bare(style))]


def is_plain(cell: Cell) -> bool:
    """Return whether a cell holds one character that takes one column in all terminals."""
    return len(cell[0]) == 1 and (cell[0].isascii() or cell_len(cell[0]) == 1)


def _cells(text: str, style: Style) -> Iterator[Cell]:
    if text.isascii() or all(cell_len(char) == 1 for char in text):
        blank = _blank(style)
        for char in text:
            yield char, blank if char == " " else style
    elif width := cell_len(text):
        yield text, style
        for _ in range(width - 1):
            yield "", style


@lru_cache(maxsize=1024)
def _bare(style: Style | None) -> Style:
    return style.clear_meta_and_links() if style else PLAIN


@lru_cache(maxsize=1024)
def _blank(style: Style) -> Style:
    """Return the part of a style that is visible on a blank."""
    return style if shows_on_blanks(style) else Style(bgcolor=style.bgcolor)


@lru_cache(maxsize=1024)
def shows_on_blanks(style: Style) -> bool:
    """Return whether more of a style than its background is visible on a blank."""
    return bool(style.reverse or style.underline or style.underline2 or style.strike or style.overline)
