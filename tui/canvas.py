"""What the terminal shows, cell by cell, so that only cells that differ are sent again.

Textual sends whole lines of a widget when a word of them changed, and the whole screen for each new layout. On a line
of 9,600 bits a second, that is the difference between two answers a second and one in ten seconds; figures are in
`docs/performance.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, Style]
"""A character that takes one cell, and how it looks."""

_BRIDGE = 8
"""Cells that are sent again between two that differ, where moving over them takes more bytes than they."""


class Canvas:
    """The terminal's cells as last sent; None stands for one of which that is not known."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}

    def forget(self) -> None:
        """Takes nothing as known: somebody else has written onto the terminal, or it has another size."""
        self._rows.clear()

    def draw(self, x: int, y: int, strip: Strip, console: Console) -> Iterator[str]:
        """What to send so that a strip stands at a place."""
        row = self._rows.setdefault(y, [])
        row.extend([None] * (x + strip.cell_length - len(row)))
        cells = _cells(strip)
        if cells is None:
            yield Control.move_to(x, y).segment.text + strip.render(console)
            # Terminals do not agree on how wide such characters are: what stands to the right may have moved.
            row[x:] = [None] * (len(row) - x)
            return
        for first, last in _runs([old != new for old, new in zip(row[x:], cells, strict=False)]):
            yield Control.move_to(x + first, y).segment.text + _joined(cells[first:last]).render(console)
        row[x : x + len(cells)] = cells


class Difference(CompositorUpdate):
    """An update of the screen less what the terminal shows already."""

    def __init__(self, update: CompositorUpdate, canvas: Canvas) -> None:
        self._update = update
        self._canvas = canvas

    def render_segments(self, console: Console) -> str:
        """What to send."""
        if isinstance(self._update, LayoutUpdate):
            placed = _of_layout(self._update)
        elif isinstance(self._update, ChopsUpdate):
            placed = _of_chops(self._update)
        else:
            self._canvas.forget()
            return self._update.render_segments(console)
        return "".join(sent for x, y, strip in placed for sent in self._canvas.draw(x, y, strip, console))


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips in the stretches of lines that changed; chops are the parts of a line that widgets have painted."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and x < last and end > first:
                yield x, y, strip


def _cells(strip: Strip) -> list[Cell] | None:
    """The cells of a strip; None if a character takes two, or none."""
    cells: list[Cell] = []
    for text, style, _ in strip:
        if not text.isascii() and any(cell_len(char) != 1 for char in text):
            return None
        plain = style.clear_meta_and_links() if style else Style.null()
        cells += [(char, plain) for char in text]
    return cells


def _runs(differs: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) of the stretches to send."""
    first = last = -1
    for cell, is_different in enumerate(differs):
        if not is_different:
            continue
        if first >= 0 and cell - last > _BRIDGE:
            yield first, last
            first = -1
        first, last = (cell if first < 0 else first), cell + 1
    if first >= 0:
        yield first, last


def _joined(cells: list[Cell]) -> Strip:
    styles = groupby(cells, key=lambda cell: cell[1])
    return Strip([Segment("".join(char for char, _ in run), style) for style, run in styles])
