"""Paint rows of a text: the text itself, and under it a mark line where the row holds spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.domain.project.schema import Schema
from core.domain.text.spans import Span
from tui.terminal.appearance import Appearance
from tui.widgets.entity_style import entity_style
from tui.widgets.short_names import ShortNames
from tui.widgets.tagged_text.layout import Cluster, Row
from tui.widgets.tagged_text.mark_line import Mark, MarkLine, Selector
from tui.widgets.tagged_text.view import Kind, View


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
        self._width = width
        self._base = base

    def paint(self, row: Row, view: View) -> PaintedRow:
        """Return the strips of a row."""
        spans = view.between(row.start, row.end) if row.end > row.start else []
        text = self._text(row, view, spans)
        if not spans:
            return PaintedRow((text,))
        marks = [self._mark(row, span, kind, view) for span, kind in spans]
        glyphs = self._appearance.glyphs
        line = MarkLine(
            glyphs,
            self._width,
            self._base,
            lambda span, kind: self._base + self._span_style(view, span, kind),
            _short_names(view.schema, glyphs.cut),
            view.shows_scores,
        )
        cells, selectors = line.paint(marks)
        return PaintedRow((text, self._strip(cells)), selectors)

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
        """Return where labels begin: on the blank before the place, so that it stays readable, or else on the place."""
        labels = {}
        before: Cluster | None = None
        for cluster in row.clusters if view.labels else ():
            if label := view.labels.get(cluster.start):
                has_blank = len(label) == 1 and before is not None and before.shown == " "
                labels[before.start if before is not None and has_blank else cluster.start] = label
            before = cluster
        return labels

    def _span_style(self, view: View, span: Span, kind: Kind) -> Style:
        if kind is Kind.REJECTED:
            return Style(dim=True)
        return entity_style(self._appearance, view.entity(span.entity).colour)

    def _mark(self, row: Row, span: Span, kind: Kind, view: View) -> Mark:
        begins, goes_on = span.start >= row.start, span.end > row.end
        first = min(row.cell_of(max(span.start, row.start)), self._width - 1)
        last = row.width if goes_on else row.cell_of(span.end)
        return Mark(span, kind, first, max(min(last, self._width), first + 1), begins, goes_on, view.focus == span)

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


@lru_cache(maxsize=4)
def _short_names(schema: Schema, cut: str) -> ShortNames:
    return ShortNames(schema.names, cut)
