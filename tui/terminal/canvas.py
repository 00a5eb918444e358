"""The cells that the app wants and those that the terminal shows, and the fewest bytes from one to the other."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator
from itertools import zip_longest

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from tui.terminal.cells import PLAIN, Cell, cells_of, is_plain
from tui.terminal.link import Link
from tui.terminal.pen import Pen
from tui.terminal.shifts import Shift, shifts
from tui.terminal.textual_private import ChopsUpdate, CompositorUpdate, LayoutUpdate, color_system

_BRIDGE = 4
"""Unchanged cells between two changed ones that are sent again, since moving the cursor takes as many bytes."""

_MANY = 8
"""Changed lines of a column from which it pays to look for lines that have moved."""

_NEAR = 2
"""Distance from the line that matters, or from an edge, within which lines are sent before all others."""

_NOTHING: Cell = ("", PLAIN)

Row = list[Cell | None]
"""The cells of a line; None for a cell whose content is unknown."""


class Canvas:
    """The cells of a terminal.

    Args:
        erases_in_colour: whether the terminal fills erased cells with the current background.
    """

    def __init__(self, *, erases_in_colour: bool = False) -> None:
        self._erases_in_colour = erases_in_colour
        self._wanted: dict[int, Row] = {}
        self._shown: dict[int, Row] = {}
        self._stale: set[int] = set()
        self._columns: dict[tuple[int, int], set[int]] = {}

    def forget(self) -> None:
        """Forget what the terminal shows, because another program has written to it, or its size has changed."""
        self._wanted.clear()
        self._shown.clear()
        self._stale.clear()
        self._columns.clear()

    def take(self, update: LayoutUpdate | ChopsUpdate) -> None:
        """Note the cells that Textual has painted as wanted."""
        placed = _of_layout(update) if isinstance(update, LayoutUpdate) else _of_chops(update)
        for x, y, strip in placed:
            row = self._wanted.setdefault(y, [])
            _lengthen(row, x)
            cells = cells_of(strip)
            if row[x : x + len(cells)] == cells:
                continue  # painted again unchanged; counted as a change, it would make a legend seem to move
            row[x : x + len(cells)] = cells
            self._stale.add(y)
            self._columns.setdefault((x, strip.cell_length), set()).add(y)

    @property
    def is_stale(self) -> bool:
        """Whether some line may differ from what the terminal shows."""
        return bool(self._stale)

    def changes(self, system: ColorSystem, room: int = sys.maxsize, around: int = 0) -> str:
        """Return the characters that make the terminal show the wanted cells.

        Lines near the one that matters come first, and those near the edges, where the bars are. Of lines about equally
        near, those come first that need the smallest change of style, which saves 7 % of the bytes of a review key.

        Args:
            system: colours that the terminal can show.
            room: characters after which no further line is begun; the next call returns the rest.
            around: the line that matters most.
        """
        pen = Pen(system, erases_in_colour=self._erases_in_colour)
        for (x, width), lines in self._columns.items():
            if len(lines) >= _MANY:
                self._shift(pen, x, width, range(min(lines), max(lines) + 1))
        self._columns.clear()
        for y in self._in_turn(pen, around):
            if pen.length >= room:
                break
            self._send(pen, y)
            self._stale.discard(y)
        return pen.finished()

    def _in_turn(self, pen: Pen, around: int) -> Iterator[int]:
        """Yield the lines to send, by rough distance, then by the cost of changing to their first style."""
        last = max(self._wanted, default=0)
        distances = {y: min(abs(y - around), y, last - y) for y in self._stale}
        looks = {y: self._first_differing(y) for y in self._stale}
        while distances:
            y = min(distances, key=lambda y: (_roughly(distances[y]), pen.cost(looks[y]), distances[y]))
            del distances[y]
            yield y

    def _first_differing(self, y: int) -> Cell:
        """Return the first cell of a line that differs from what the terminal shows."""
        wanted, shown = self._wanted[y], self._shown.get(y, [])
        cells = (new for new, old in zip_longest(wanted, shown[: len(wanted)]) if new != old)
        return next(cells, None) or _NOTHING

    def _shift(self, pen: Pen, x: int, width: int, lines: range) -> None:
        """Let the terminal move lines of a column that it shows already, but elsewhere."""
        if not all(y in self._wanted for y in lines):
            return
        shown, wanted = ([_line(rows.get(y, [])[x : x + width]) for y in lines] for rows in (self._shown, self._wanted))
        for shift in shifts(shown, wanted):
            moved = lines[shift.first : shift.last]
            emptied = self._wanted[moved[-shift.lines] if shift.lines > 0 else moved[0]]
            background = _background(emptied[x])
            pen.shift(moved.start, moved.stop, shift.lines, background)
            new: Row = [(" ", background) if self._erases_in_colour else None] * len(emptied)
            rows = Shift(0, len(moved), shift.lines).of([self._shown.get(y, []) for y in moved], new)
            self._shown.update((y, list(row)) for y, row in zip(moved, rows, strict=True))
            self._stale.update(moved)

    def _send(self, pen: Pen, y: int) -> None:
        """Send the cells of a line that differ."""
        wanted, shown = self._wanted[y], self._shown.get(y, [])
        _lengthen(shown, len(wanted))
        for first, last in _stretches(shown, wanted):
            pen.write(first, y, [cell or _NOTHING for cell in wanted[first:last]])
        self._shown[y] = [*wanted, *shown[len(wanted) :]]


class Changes(CompositorUpdate):
    """Collects the bytes that a canvas sends, as far as the link has room for them, and questions to the terminal."""

    def __init__(self, canvas: Canvas, link: Link, around: int) -> None:
        self._canvas = canvas
        self._link = link
        self._around = around

    def render_segments(self, console: Console) -> str:
        """Return the characters for the terminal, as Textual asks of each update."""
        system = color_system(console)
        sent = []
        while (room := self._link.room) > 0:
            part = self._canvas.changes(system, min(room, self._link.part), self._around)
            if not part:
                break
            sent.append(part + self._link.ask(len(part)))
        return "".join(sent)


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Yield place and strip of each change. Chops are the parts of a line, one for each widget in it."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and x < last and end > first:
                yield x, y, strip


def _roughly(distance: int) -> int:
    return 0 if distance <= _NEAR else 1 + distance // _MANY


def _lengthen(row: Row, length: int) -> None:
    row.extend([None] * (length - len(row)))


def _line(cells: Row) -> Hashable:
    """Return the cells of a line to compare it by; None if it is blank, or partly unknown."""
    return tuple(cells) if all(cells) and any(cell and cell[0] != " " for cell in cells) else None


def _background(cell: Cell | None) -> Style:
    return Style(bgcolor=cell[1].bgcolor if cell else None)


def _stretches(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Yield the start and the end (exclusive) of each stretch of a line to send.

    Terminals disagree on the width of some characters, so everything to the right of one may be out of place. From the
    first such character on, the line is sent as a whole or not at all.
    """
    if shown == wanted:
        return
    unsure = min(_unsure(shown), _unsure(wanted))
    yield from _differing(old != new for old, new in zip(shown[:unsure], wanted[:unsure], strict=False))
    if shown[unsure:] != wanted[unsure:]:
        yield unsure, len(wanted)


def _unsure(row: Row) -> int:
    return next((x for x, cell in enumerate(row) if cell and not is_plain(cell)), len(row))


def _differing(differs: Iterable[bool]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for cell, is_different in enumerate(differs):
        if is_different:
            if first >= 0 and cell - last > _BRIDGE:
                yield first, last
                first = -1
            first, last = (cell if first < 0 else first), cell + 1
    if first >= 0:
        yield first, last
