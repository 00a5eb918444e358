"""Strips as cells of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

Cell = tuple[str, Style]
"""What stands in a cell, and how it looks.

What takes several cells, or joins with what stands beside it, is whole in the first of its cells; the others are empty.
"""

PLAIN = Style.null()


def cells_of(strip: Strip) -> list[Cell]:
    """As many cells as the strip takes."""
    return [cell for text, style, _ in strip for cell in _cells(text, _bare(style))]


def is_plain(cell: Cell) -> bool:
    """Whether a cell holds one character that all terminals give one cell."""
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
    """What is seen of a style where nothing is written."""
    return style if shows_on_blanks(style) else Style(bgcolor=style.bgcolor)


@lru_cache(maxsize=1024)
def shows_on_blanks(style: Style) -> bool:
    """Whether more is seen of a style than its background where nothing is written."""
    return bool(style.reverse or style.underline or style.underline2 or style.strike or style.overline)
