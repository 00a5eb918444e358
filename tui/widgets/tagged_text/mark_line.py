"""The line under a row of text: marks of its spans with their entities' names, cell by cell.

A tag has a solid line and a suggestion a dotted one. A line begins with a corner, so that neighbours differ, and always
shows at least one cell of itself: no name ever covers the difference between a tag and a suggestion. A name is written
on its line if it fits there, else behind it, and is shortened to the longer of these two rooms. The score and the
selectors of the suggestion in focus go where they cover no other line, and are left out where there is no room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from core.domain.text.spans import ScoredSpan, Span
from tui.terminal.appearance import Glyphs
from tui.terminal.plain import visible
from tui.widgets.short_names import ShortNames
from tui.widgets.tagged_text.view import Kind

_SHORTEST_NAME = 2
"""Cells of a name below which it says nothing and is left out."""

Cells = list[tuple[str, Style]]


@dataclass(frozen=True, slots=True)
class Selector:
    """Where one of the two selectors is in a mark line: its cells, and whether it accepts."""

    first: int
    last: int
    accepts: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The part of a span's line that falls into one row.

    Attributes:
        span, kind: what is marked.
        first, last: cells of the line; at least one.
        begins: the span begins in this row.
        goes_on: the span goes on in the next row.
        focus: the selectors belong to it.
    """

    span: Span
    kind: Kind
    first: int
    last: int
    begins: bool
    goes_on: bool
    focus: bool

    @property
    def has_corner(self) -> bool:
        """Whether the line begins with a corner, which must leave it a cell."""
        return self.begins and self.last - self.first > 1

    @property
    def has_arrow(self) -> bool:
        """Whether the line ends with the sign that it goes on below, which must leave it a cell."""
        return self.goes_on and self.last - self.first > 1 + self.has_corner

    @property
    def name_at(self) -> int:
        """First cell for a name on the line: behind the corner and one cell of the line."""
        return self.first + self.has_corner + 1

    @property
    def room(self) -> int:
        """Cells for a name on the line."""
        return self.last - self.has_arrow - self.name_at


class MarkLine:
    """Paints the marks of one row.

    Args:
        glyphs: characters to draw with.
        width: cells in the row.
        base: style of an empty cell.
        style_of: returns the style of a span of a kind.
        names: short forms of the entities' names.
        shows_scores: whether every suggestion has its score behind its name.
    """

    def __init__(
        self,
        glyphs: Glyphs,
        width: int,
        base: Style,
        style_of: Callable[[Span, Kind], Style],
        names: ShortNames,
        shows_scores: bool,
    ) -> None:
        self._glyphs = glyphs
        self._base = base
        self._style_of = style_of
        self._names = names
        self._shows_scores = shows_scores
        self._cells: Cells = [(" ", base)] * width

    def paint(self, marks: Sequence[Mark]) -> tuple[Cells, tuple[Selector, ...]]:
        """Return the cells, and the selectors if the suggestion in focus ends in this row and they have room."""
        for mark in marks:
            self._draw_line(mark)
        edges = [*(mark.first for mark in marks[1:]), len(self._cells)]
        # A name ends one blank before the next line.
        limits = [*(edge - 1 for edge in edges[:-1]), edges[-1]]
        focus = next((n for n, mark in enumerate(marks) if mark.focus and not mark.goes_on), 0)
        start = marks[focus - 1].last if focus else 0
        box, is_behind = self._choose_box(marks[focus], start, edges[focus])
        width = sum(map(cell_len, box))
        if box and is_behind:
            limits[focus] = edges[focus] - width
        elif box and focus:
            limits[focus - 1] = marks[focus].first - width
        ends = [
            self._draw_name(mark, limit, has_score=self._shows_scores and not (box and n == focus))
            for n, (mark, limit) in enumerate(zip(marks, limits, strict=True))
        ]
        return self._cells, self._draw_box(box, ends[focus] if is_behind else marks[focus].first - width)

    def _choose_box(self, mark: Mark, start: int, edge: int) -> tuple[tuple[str, ...], bool]:
        """Choose the parts of score and selectors that have room, and whether they go behind the line or before it.

        Args:
            mark: in focus; another one has no selectors.
            start: first free cell before its line.
            edge: cell of the next line behind it.
        """
        selectors = f" {self._glyphs.accept} ", f" {self._glyphs.reject} "
        for box in ((f" {_score(mark.span)} ", *selectors), ("", *selectors)):
            width = sum(map(cell_len, box))
            if mark.focus and not mark.goes_on and width <= max(edge - mark.last, mark.first - start):
                return box, width <= edge - mark.last
        return (), True

    def _draw_box(self, box: tuple[str, ...], at: int) -> tuple[Selector, ...]:
        if not box:
            return ()
        score, accept, reject = box
        self._write(at, score, self._base)
        middle = at + cell_len(score) + cell_len(accept)
        self._write(at + cell_len(score), accept, self._base + Style(reverse=True))
        self._write(middle, reject, self._base + Style(reverse=True))
        return (
            Selector(at + cell_len(score), middle, accepts=True),
            Selector(middle, middle + cell_len(reject), accepts=False),
        )

    def _draw_line(self, mark: Mark) -> None:
        glyphs, style = self._glyphs, self._style_of(mark.span, mark.kind)
        line = glyphs.dotted if mark.kind in (Kind.SUGGESTION, Kind.REJECTED) else glyphs.solid
        for cell in range(mark.first, mark.last):
            self._cells[cell] = line, style
        if mark.has_corner:
            self._cells[mark.first] = glyphs.start, style
        if mark.has_arrow:
            self._cells[mark.last - 1] = glyphs.more, style

    def _draw_name(self, mark: Mark, limit: int, *, has_score: bool) -> int:
        """Write the name onto the line or, before `limit`, behind it; return the cell behind line and name."""
        prefix = self._glyphs.reject if mark.kind is Kind.REJECTED else ""
        # After the name, so that on a thin line the name need be sent neither when it comes nor when it goes.
        sign = self._glyphs.unsaved if mark.kind is Kind.UNSAVED_TAG else ""
        if has_score and mark.kind is Kind.SUGGESTION:
            sign = f" {_score(mark.span)}"
        name = prefix + visible(mark.span.entity)
        behind = 0 if mark.goes_on else limit - mark.last - 1
        is_on_line = cell_len(name + sign) <= mark.room or mark.room > behind
        at, room = (mark.name_at, mark.room) if is_on_line else (mark.last + 1, behind)
        text = self._shortened(mark.span.entity, prefix, sign, room)
        self._write(at, text, self._style_of(mark.span, mark.kind))
        return mark.last if is_on_line or not text else at + cell_len(text)

    def _shortened(self, entity: str, prefix: str, sign: str, room: int) -> str:
        """Return a name with its signs in some cells; the sign alone, or nothing, where there are too few."""
        for_name = room - cell_len(prefix + sign)
        name = self._names.fit(entity, for_name)
        if name and (for_name >= _SHORTEST_NAME or name == visible(entity)):
            return prefix + name + sign
        return sign.strip() if cell_len(sign.strip()) <= room else ""

    def _write(self, at: int, text: str, style: Style) -> None:
        """Write text into cells; a wide character takes its cell and empties the next."""
        for char in text:
            width = cell_len(char)
            if not width:
                self._cells[at - 1] = self._cells[at - 1][0] + char, style
                continue
            if at + width > len(self._cells):
                return
            self._cells[at] = char, style
            for taken in range(at + 1, at + width):
                self._cells[taken] = "", style
            at += width


def _score(span: Span) -> str:
    return f"{span.score:.0%}" if isinstance(span, ScoredSpan) else ""
