"""The widget that shows a tagged text. It reports what the mouse does; screens decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.domain.text.selection import word_near
from tui.terminal.appearance import Appearance
from tui.widgets.tagged_text.layout import Layout, RowIndex
from tui.widgets.tagged_text.mark_line import Selector
from tui.widgets.tagged_text.painter import PaintedRow, Painter
from tui.widgets.tagged_text.view import View

MEASURE = 100
"""Cells of a row at most: longer ones are hard to read."""

_CONTEXT = 3
"""Screen lines to keep visible above and below the selection, if there is room."""

_AHEAD = 3
"""Scrolling moves by one part in so many of the page, so that the next keys need not scroll."""

_WHEEL = 3
"""Rows that one step of the mouse wheel moves."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One painted line, with the row that it belongs to; a line of marks with the selectors in it."""

    strip: Strip
    place: RowIndex | None = None
    selectors: tuple[Selector, ...] = ()
    has_marks: bool = False


class TaggedText(Widget, can_focus=True):
    """A text with mark lines under its tags and suggestions.

    It keeps the lines in view painted, and sends only those that a change makes different.
    """

    DEFAULT_CSS = f"TaggedText {{ height: 1fr; max-width: {MEASURE}; }}"

    @dataclass
    class TextSelected(Message):
        """A span was clicked, or a stretch of text dragged over; equal borders are a click on plain text."""

        start: int
        end: int

    @dataclass
    class SelectorClicked(Message):
        """One of the two selectors next to the suggestion in focus was clicked."""

        accepts: bool

    def __init__(self, appearance: Appearance, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._appearance = appearance
        self._text = ""
        self._view = View()
        self._layout = Layout("", 1)
        self._top = RowIndex(0, 0)
        self._lines: list[_Line] = []
        self._rows: dict[RowIndex, tuple[object, PaintedRow]] = {}
        self._dragged_from: int | None = None

    def show(self, text: str, view: View, *, follows: bool = True) -> None:
        """Show a text, or the same text with other spans or another selection.

        Args:
            text: to show.
            view: what is painted in it.
            follows: scrolls to the selection.
        """
        is_new = text is not self._text and text != self._text
        self._text, self._view = text, view
        if not self.size.width:
            return
        if is_new or self._layout.width != self.size.width or self._layout.text is not text:
            self._layout = Layout(text, self.size.width)
        if is_new:
            self._top = RowIndex(0, 0)
        if follows or is_new:
            self._follow_selection()
        self._repaint()

    def scroll_page(self, pages: float) -> None:
        """Scroll by a number of pages; negative is up."""
        self._move(round(self.size.height * pages / 1.5))

    @property
    def visible_stretch(self) -> tuple[int, int]:
        """Offsets of the first character in view, and behind the last."""
        rows = [self._layout.row(line.place) for line in self._lines if line.place]
        return (rows[0].start, rows[-1].end) if rows else (0, 0)

    def word_below(self, selection: tuple[int, int] | None, rows: int) -> tuple[int, int] | None:
        """Return the word nearest to the selection's column in the next row below (-1: above) that has a word."""
        place: RowIndex | None = self._layout.place_of(selection[0] if selection else 0)
        assert place is not None
        cell = self._layout.row(place).cell_of(selection[0]) if selection else 0
        step = self._layout.after if rows > 0 else self._layout.before
        while (place := step(place)) is not None:
            row = self._layout.row(place)
            if word := word_near(self._text, row.start, row.end, row.offset_at(cell)):
                return word
        return None

    def render_line(self, y: int) -> Strip:
        """Return one painted line."""
        if y < len(self._lines):
            return self._lines[y].strip
        return Strip.blank(self.size.width, self._base)

    def on_resize(self) -> None:
        """Wrap the text to the new width; the first line in view stays first."""
        offset = self._layout.row(self._top).start if self._layout.text else 0
        self._layout = Layout(self._text, self.size.width)
        self._top = self._layout.place_of(min(offset, len(self._text)))
        self._follow_selection()
        self._lines = self._painted()
        self.refresh()

    def notify_style_update(self) -> None:
        """Paint all lines in the colours of another theme."""
        super().notify_style_update()
        if self.size.width:
            self._lines = self._painted()

    @property
    def _base(self) -> Style:
        return self.rich_style

    def _move(self, rows: int) -> None:
        step = self._layout.after if rows > 0 else self._layout.before
        for _ in range(abs(rows)):
            place = step(self._top)
            if place is None:
                break
            self._top = place
        self._repaint()

    def _follow_selection(self) -> None:
        """Scroll so that the selection is in view with lines around it; jump if it is far away."""
        if self._view.selection is None or not self._text:
            return
        first = self._layout.place_of(self._view.selection[0])
        last = self._layout.place_of(max(self._view.selection[1] - 1, self._view.selection[0]))
        height = self.size.height
        context, ahead = min(_CONTEXT, max(0, (height - 4) // 2)), height // _AHEAD
        top_line, bottom_line = self._line_of(first), self._line_of(last)
        if top_line is None or bottom_line is None:
            self._top = self._above(first, height // 3)
        elif top_line < context:
            self._top = min(self._top, self._above(first, context + ahead))
        elif bottom_line >= height - context and not self._ends_in_view():
            lower = self._above(last, height - context - ahead)
            self._top = max(self._top, min(lower, self._above(first, context)))  # the beginning stays in view

    def _above(self, place: RowIndex, lines: int) -> RowIndex:
        """Return the row at most so many screen lines above another."""
        top = place
        while (before := self._layout.before(top)) and self._height_between(before, place) <= lines:
            top = before
        return top

    def _line_of(self, place: RowIndex) -> int | None:
        """Return the screen line of a row, counted from the top; None if it is not in view."""
        if place < self._top:
            return None
        line = self._height_between(self._top, place)
        return line if line < self.size.height else None

    def _height_between(self, first: RowIndex, last: RowIndex) -> int:
        """Return the number of screen lines from one row to another, limited to the height of the widget."""
        height, place = 0, first
        while place < last and height <= self.size.height:
            height += self._height_of(place)
            following = self._layout.after(place)
            if following is None:
                break
            place = following
        return height

    def _height_of(self, place: RowIndex) -> int:
        row = self._layout.row(place)
        return 2 if row.end > row.start and self._view.between(row.start, row.end) else 1

    def _ends_in_view(self) -> bool:
        return self._line_of(self._layout.last) is not None

    def _repaint(self) -> None:
        """Paint the lines in view and refresh only those that differ."""
        lines = self._painted()
        self._place_cursor()
        old = self._lines
        self._lines = lines
        changed = [
            y
            for y in range(max(len(lines), len(old)))
            if y >= len(lines) or y >= len(old) or lines[y].strip != old[y].strip
        ]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _place_cursor(self) -> None:
        """Move the hidden cursor of the terminal to the selection: screen readers follow it."""
        if self._view.selection is None or not self._text:
            return
        place = self._layout.place_of(self._view.selection[0])
        line = self._line_of(place)
        if line is not None:
            cell = self._layout.row(place).cell_of(self._view.selection[0])
            self.app.cursor_position = self.content_region.offset + Offset(cell, line)

    def _painted(self) -> list[_Line]:
        known, self._rows, base = self._rows, {}, self._base
        lines: list[_Line] = []
        place: RowIndex | None = self._top
        while place is not None and len(lines) < self.size.height:
            painted = self._paint(place, base, known)
            lines.append(_Line(painted.strips[0], place))
            lines += [_Line(strip, place, painted.selectors, has_marks=True) for strip in painted.strips[1:]]
            place = self._layout.after(place)
        return lines[: self.size.height]

    def _paint(self, place: RowIndex, base: Style, known: Mapping[RowIndex, tuple[object, PaintedRow]]) -> PaintedRow:
        """Paint a row, or return it as it was painted last if nothing in it has changed."""
        row, view = self._layout.row(place), self._view
        first, last = view.selection or (0, 0)
        selection = view.selection if first < row.end and last > row.start else None
        look = (
            row,
            view.between(row.start, row.end),
            selection,
            view.schema,
            view.labels,
            view.shows_scores,
            self.size.width,
            base,
        )
        painted = known.get(place)
        if painted is None or painted[0] != look:
            painted = look, Painter(self._appearance, self.size.width, base).paint(row, view)
        self._rows[place] = painted
        return painted[1]

    def _offset_at(self, x: int, y: int) -> int | None:
        line = self._lines[y] if 0 <= y < len(self._lines) else None
        if line is None or line.place is None:
            return None
        row = self._layout.row(line.place)
        if line.has_marks and line.strip.crop(x, x + 1).text.strip():
            starts = [max(span.start, row.start) for span, _ in self._view.between(row.start, row.end)]
            before = [start for start in starts if row.cell_of(start) <= x]
            return before[-1] if before else row.offset_at(x)  # a name may reach beyond its span
        return row.offset_at(x)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Report a click on a selector, or begin a drag."""
        line = self._lines[event.y] if event.y < len(self._lines) else None
        for selector in line.selectors if line else ():
            if selector.first <= event.x < selector.last:
                self.post_message(self.SelectorClicked(selector.accepts))
                return
        self._dragged_from = self._offset_at(event.x, event.y)
        self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a click or a drag."""
        self.release_mouse()
        began, self._dragged_from = self._dragged_from, None
        ended = self._offset_at(event.x, event.y)
        if began is None or ended is None:
            return
        spans = self._view.between(began, began + 1) if began == ended else []
        if spans:
            self.post_message(self.TextSelected(*spans[0][0].borders))
        else:
            start, end = sorted((began, ended))
            self.post_message(self.TextSelected(start, end if start == end else end + 1))

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self._move(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._move(-_WHEEL)
