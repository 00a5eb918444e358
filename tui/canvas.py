"""What the terminal shows, cell by cell, so that only cells that differ are sent again.

Textual sends whole lines of a widget when a word of them changed, the whole screen for each new layout, and all of a
style wherever one begins. On a line of 9,600 bits a second that is the difference between two answers a second and one
in ten seconds; figures are in `docs/performance.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, Style]
"""A character that takes one cell, and how it looks."""

_BRIDGE = 6
"""Cells that are sent again between two that differ; to move over them takes as many bytes."""

_PLAIN = Style.null()


class Canvas:
    """The terminal's cells as last sent; None stands for one of which that is not known."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}

    def forget(self) -> None:
        """Takes nothing as known: somebody else has written onto the terminal, or it has another size."""
        self._rows.clear()

    def changed(self, x: int, y: int, strip: Strip) -> Iterator[tuple[int, list[Cell]]]:
        """What differs when a strip is put at a place: stretches of cells, and in which cell of the line each begins.

        A stretch may hold characters that take two cells, or none; their cells are not known from then on.
        """
        row = self._rows.setdefault(y, [])
        row.extend([None] * (x + strip.cell_length - len(row)))
        cells = [(char, _bare(style)) for text, style, _ in strip for char in text]
        if not all(char.isascii() or cell_len(char) == 1 for char, _ in cells):
            yield x, cells
            # Terminals do not agree on how wide such characters are: what stands to the right may have moved.
            row[x:] = [None] * (len(row) - x)
            return
        for first, last in _stretches(old != new for old, new in zip(row[x:], cells, strict=False)):
            yield x + first, cells[first:last]
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
        sent: list[str] = []
        last, system = _PLAIN, console._color_system or ColorSystem.TRUECOLOR
        for x, y, strip in placed:
            for begin, cells in self._canvas.changed(x, y, strip):
                sent.append(f"\x1b[{y + 1};{begin + 1}H")
                for style, run in groupby(cells, key=lambda cell: cell[1]):
                    sent.append(_change(last, style, system) + "".join(char for char, _ in run))
                    last = style
        return "".join(sent) + _change(last, _PLAIN, system)


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


def _bare(style: Style | None) -> Style:
    return style.clear_meta_and_links() if style else _PLAIN


def _stretches(differs: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) of the stretches to send."""
    first = last = -1
    for cell, is_different in enumerate(differs):
        if is_different:
            if first >= 0 and cell - last > _BRIDGE:
                yield first, last
                first = -1
            first, last = (cell if first < 0 else first), cell + 1
    if first >= 0:
        yield first, last


@lru_cache(maxsize=1024)
def _change(old: Style, new: Style, system: ColorSystem) -> str:
    """The sequence from one look to another: only what differs, except that attributes end all at once."""
    if old == new:
        return ""
    was, wanted = _codes(old, system), _codes(new, system)
    if was[0] not in ("", wanted[0]):
        return f"\x1b[0m{_change(_PLAIN, new, system)}"
    return f"\x1b[{';'.join(code for before, code in zip(was, wanted, strict=True) if before != code)}m"


def _codes(style: Style, system: ColorSystem) -> tuple[str, str, str]:
    """The codes of attributes, foreground and background."""
    foreground, background = (colour or Color.default() for colour in (style.color, style.bgcolor))
    return (
        Strip.render_ansi(style.without_color, system),
        ";".join(foreground.downgrade(system).get_ansi_codes()),
        ";".join(background.downgrade(system).get_ansi_codes(foreground=False)),
    )
