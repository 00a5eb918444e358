"""Paints rows of a text: the text itself, and under it a mark line where the row holds spans.

A solid line stands under a tag and a dotted one under a suggestion, with the entity's name on it or, where it has
no room, beside it. Lines begin with a corner, so that neighbours can be told apart. Beside the suggestion in
focus stand its score and the two selectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.domain.text.spans import Span
from tui.terminal.appearance import Appearance, Glyphs
from tui.terminal.plain import shortened, visible
from tui.widgets.tagged_text.layout import Cluster, Row
from tui.widgets.tagged_text.view import Kind, View

_SHORTEST_LABEL = 3
"""Letters of a name below which it says nothing and is left out."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Where one of the two selectors stands in a mark line: its cells, and whether it accepts."""

    first: int
    last: int
    accepts: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    """The part of a span's line that falls into one row."""

    span: Span
    kind: Kind
    first: int
    last: int
    begins: bool
    goes_on: bool
    focus: bool


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """A row as strips: the text, and the mark line if it has one; with the selectors in the latter."""

    strips: tuple[Strip, ...]
    selectors: tuple[Selector, ...] = ()


class Painter:
    """Paints rows for a view.

    Args:
        appearance: colours and glyphs.
        width: cells in a row.
        base: style of plain text, with the background.
    """

    def __init__(self, appearance: Appearance, width: int, base: Style) -> None:
        self._appearance = appearance
        self._glyphs: Glyphs = appearance.glyphs
        self._width = width
        self._base = base

    def paint(self, row: Row, view: View) -> PaintedRow:
        """The strips of a row."""
        spans = view.between(row.start, row.end) if row.end > row.start else []
        text = self._text(row, view, spans)
        if not spans:
            return PaintedRow((text,))
        marks = [self._mark(row, span, kind, view) for span, kind in spans]
        line, selectors = self._mark_line(marks, view)
        return PaintedRow((text, line), selectors)

    def _text(self, row: Row, view: View, spans: list[tuple[Span, Kind]]) -> Strip:
        selected = view.selection or (-1, -1)
        waiting = iter(spans)
        current = next(waiting, None)
        runs: list[tuple[str, Style]] = []
        label = ""
        labels = self._labels(row, view)
        for cluster in row.clusters:
            while current and current[0].end <= cluster.start:
                current = next(waiting, None)
            style = self._base
            if current and current[0].start <= cluster.start:
                style += self._span_style(view, *current)
            if selected[0] <= cluster.start < selected[1]:
                style += Style(reverse=True)
            label = labels.get(cluster.start, label)
            if label and cluster.width:
                shown, label = label[: cluster.width].ljust(cluster.width), label[cluster.width :]
                runs.append((shown, self._base + Style(bold=True, reverse=True)))
            else:
                runs.append((cluster.shown, style))
        return self._strip(runs)

    @staticmethod
    def _labels(row: Row, view: View) -> dict[int, str]:
        """Where labels begin: a letter on the blank before its place, so that the place can be read; others over it."""
        labels = {}
        before: Cluster | None = None
        for cluster in row.clusters if view.hints else ():
            if label := view.hints.get(cluster.start):
                has_blank = len(label) == 1 and before is not None and before.shown == " "
                labels[before.start if before is not None and has_blank else cluster.start] = label
            before = cluster
        return labels

    def _span_style(self, view: View, span: Span, kind: Kind) -> Style:
        if kind is Kind.REJECTED:
            return Style(dim=True)
        colour = self._appearance.entity_colour(view.entity(span.entity).colour)
        return Style(color=colour, bold=True if colour is None else None)

    def _mark(self, row: Row, span: Span, kind: Kind, view: View) -> _Mark:
        begins, goes_on = span.start >= row.start, span.end > row.end
        first = row.cell_of(max(span.start, row.start))
        last = row.width if goes_on else max(row.cell_of(span.end), first + 1)
        return _Mark(span, kind, first, min(last, self._width), begins, goes_on, view.focus == span)

    def _mark_line(self, marks: list[_Mark], view: View) -> tuple[Strip, tuple[Selector, ...]]:
        cells: list[tuple[str, Style]] = [(" ", self._base)] * self._width
        selectors: tuple[Selector, ...] = ()
        limits = [mark.first - 1 for mark in marks[1:]] + [self._width]
        for mark, limit in zip(marks, limits, strict=True):
            self._draw_line(cells, mark, view)
            self._draw_name(cells, mark, limit, view)
        for number, mark in enumerate(marks, start=1):
            if mark.focus and not mark.goes_on:
                selectors = self._draw_selectors(cells, mark)
                self._redraw_after(cells, selectors[-1].last, marks[number:], limits[number:], view)
        return self._strip(cells), selectors

    def _redraw_after(
        self, cells: list[tuple[str, Style]], at: int, marks: Sequence[_Mark], limits: Sequence[int], view: View
    ) -> None:
        """Draws again what the selectors have covered in part: half a name is none."""
        for mark, limit in zip(marks, limits, strict=True):
            if mark.first < at:
                cells[at : limit + 1] = [(" ", self._base)] * len(cells[at : limit + 1])
                rest = replace(mark, first=at, last=max(mark.last, at), begins=False)
                self._draw_line(cells, rest, view)
                if mark.last > at:
                    self._draw_name(cells, rest, limit, view)

    def _draw_line(self, cells: list[tuple[str, Style]], mark: _Mark, view: View) -> None:
        glyphs = self._glyphs
        style = self._base + self._span_style(view, mark.span, mark.kind)
        dotted = mark.kind in (Kind.SUGGESTION, Kind.REJECTED)
        for cell in range(mark.first, mark.last):
            cells[cell] = glyphs.dotted if dotted else glyphs.solid, style
        if mark.begins and mark.last - mark.first > 1:
            cells[mark.first] = glyphs.start, style
        if mark.goes_on and mark.last > mark.first:
            cells[mark.last - 1] = glyphs.more, style

    def _draw_name(self, cells: list[tuple[str, Style]], mark: _Mark, limit: int, view: View) -> None:
        """Writes the name onto the line, or beside it where that has more room."""
        name = visible(mark.span.entity)
        if mark.kind is Kind.REJECTED:
            name = self._glyphs.reject + name
        # After the name, so that on a thin line the name need be sent neither when it comes nor when it goes.
        sign = self._glyphs.unsaved if mark.kind is Kind.UNSAVED_TAG else ""
        style = self._base + self._span_style(view, mark.span, mark.kind)
        on_line, beside = mark.last - mark.first - 1 - mark.goes_on, limit - mark.last - 1
        if cell_len(name + sign) <= on_line:
            self._write(cells, mark.first + 1, name + sign, style)
        elif beside >= _SHORTEST_LABEL and beside >= on_line and not mark.goes_on:
            self._write(cells, mark.last + 1, self._cut(name, beside - len(sign)) + sign, style)
        elif on_line >= _SHORTEST_LABEL:
            self._write(cells, mark.first + 1, self._cut(name, on_line - len(sign)) + sign, style)

    def _draw_selectors(self, cells: list[tuple[str, Style]], mark: _Mark) -> tuple[Selector, ...]:
        """Writes the score and the selectors to the right of the span, or to its left at the edge."""
        score = getattr(mark.span, "score", 0.0)
        accept, reject = f" {self._glyphs.accept} ", f" {self._glyphs.reject} "
        name_end = mark.last
        if name_end + 1 < self._width and cells[name_end + 1][0] not in (" ", self._glyphs.start):
            name_end += 1  # the name stands beside the line; the score comes after it
        while name_end < self._width and cells[name_end][0] not in (" ", self._glyphs.start):
            name_end += 1
        figure = f" {score:.0%} "
        length = cell_len(figure + accept + reject)
        at = name_end if name_end + length <= self._width else max(0, self._width - length)
        self._write(cells, at, figure, self._base)
        at += cell_len(figure)
        selectors = []
        for shown, accepts in ((accept, True), (reject, False)):
            self._write(cells, at, shown, self._base + Style(reverse=True))
            selectors.append(Selector(at, at + cell_len(shown), accepts))
            at += cell_len(shown)
        return tuple(selectors)

    def _write(self, cells: list[tuple[str, Style]], at: int, text: str, style: Style) -> None:
        """Writes text into cells; a wide character takes its cell and empties the next."""
        for char in text:
            width = cell_len(char)
            if at + width > len(cells):
                return
            cells[at] = char, style
            for taken in range(at + 1, at + width):
                cells[taken] = "", style
            at += width

    def _cut(self, text: str, width: int) -> str:
        return shortened(text, width, self._glyphs.cut)

    def _strip(self, runs: Iterable[tuple[str, Style]]) -> Strip:
        segments: list[Segment] = []
        text, style = "", self._base
        for piece, its_style in runs:
            if its_style is not style and its_style != style:
                if text:
                    segments.append(Segment(text, style))
                text, style = "", its_style
            text += piece
        if text:
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(self._width, self._base)
