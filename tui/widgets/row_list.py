"""A list of rows with columns, as fast with a hundred thousand rows as with ten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.terminal.appearance import Appearance
from tui.terminal.plain import fit
from tui.widgets.columns import Column, shared_room, widest

T = TypeVar("T")


_NARROW = 100
_PLAIN = Style()
_MARGIN = 1


@runtime_checkable
class Named(Protocol):
    """Rows that find their keys faster than by looking at one row after the other."""

    @property
    def names(self) -> Sequence[str]:
        """The key of each row."""

    def position(self, name: str) -> int | None:
        """Return the index of the row with a key; None if there is none."""


class RowList(Widget, Generic[T], can_focus=True):
    """Rows under a head line, with a cursor and, optionally, check marks.

    Only the rows in view are painted, and a moved cursor sends two lines. When it leaves the view the list jumps by
    half a page, which sends fewer bytes on average than a row at a time.

    Args:
        columns: of every row.
        cells: the texts of a row, one a column.
        key: what tells a row from others; the cursor and the checks stay with it when rows are replaced.
        appearance: colours and glyphs.
        checkable: whether rows can be checked.
        marks_when_checked: show check marks only while a row is checked.
        colour: style of the coloured columns of a row.
    """

    DEFAULT_CSS = "RowList { height: 1fr; }"

    @dataclass
    class Highlighted(Message):
        """The cursor has moved to another row."""

        row_list: RowList[object]
        key: str

        @property
        def control(self) -> RowList[object]:
            """The list, for `@on`."""
            return self.row_list

    @dataclass
    class Chosen(Message):
        """A row was chosen, with enter or with a click on the row under the cursor."""

        row_list: RowList[object]
        key: str

        @property
        def control(self) -> RowList[object]:
            """The list, for `@on`."""
            return self.row_list

    @dataclass
    class ChecksChanged(Message):
        """The checked rows have changed."""

        row_list: RowList[object]

        @property
        def control(self) -> RowList[object]:
            """The list, for `@on`."""
            return self.row_list

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[T], Sequence[str]],
        key: Callable[[T], str],
        appearance: Appearance,
        *,
        checkable: bool = False,
        marks_when_checked: bool = False,
        colour: Callable[[T], Style] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._cells = cells
        self._key = key
        self._glyphs = appearance.glyphs
        self._checkable = checkable
        self._marks_when_checked = marks_when_checked
        self._colour = colour
        self._rows: Sequence[T] = ()
        self._needed = widest(columns, ())
        """Cells that each column needs, by the rows that were in view so far."""
        self._cursor = 0
        self._top = 0
        self.checked: set[str] = set()

    @property
    def rows(self) -> Sequence[T]:
        """The rows."""
        return self._rows

    @property
    def current(self) -> T | None:
        """The row under the cursor; None if there are no rows."""
        return self._rows[self._cursor] if self._rows else None

    def set_columns(self, columns: Sequence[Column], cells: Callable[[T], Sequence[str]]) -> None:
        """Replace the columns, and what fills them."""
        self._columns, self._cells = columns, cells
        self._needed = widest(columns, ())
        self._measure()
        self.refresh()

    def set_rows(self, rows: Sequence[T]) -> None:
        """Replace the rows; the cursor stays on the same row if it is still there."""
        key = self._key(self.current) if self.current is not None else None
        self._rows = rows
        same = self._position(key) if key is not None else None
        self._cursor = same if same is not None else max(0, min(self._cursor, len(rows) - 1))
        self._keep_in_view()
        self._measure()
        self.refresh()

    def move_to(self, key: str) -> None:
        """Move the cursor to a row."""
        index = self._position(key)
        if index is not None:
            self._go(index)

    def _position(self, key: str) -> int | None:
        if isinstance(self._rows, Named):
            return self._rows.position(key)
        return next((i for i, row in enumerate(self._rows) if self._key(row) == key), None)

    def check(self, keys: set[str]) -> None:
        """Check exactly these rows."""
        self.checked = keys
        self.refresh()
        self.post_message(self.ChecksChanged(self))  # type: ignore[arg-type]  # a message does not know the row's type

    def toggle_all(self) -> None:
        """Check all rows shown, or none if all are checked."""
        rows = self._rows
        keys = set(rows.names if isinstance(rows, Named) else map(self._key, rows))
        self.check(self.checked - keys if keys <= self.checked else self.checked | keys)

    def render_line(self, y: int) -> Strip:
        """Return the head line or a row."""
        style = self.rich_style
        if y == 0:
            return self._strip([column.title for column in self._shown], style + Style(bold=True, dim=True), "  ")
        index = self._top + y - 1
        if index >= len(self._rows):
            return Strip.blank(self.size.width, style)
        return self._row(index, style)

    def take_key(self, event: events.Key) -> bool:
        """Move the cursor, choose or check; return whether the key does one of these."""
        page = max(1, self._page)
        whole = len(self._rows)
        moves = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -whole, "end": whole}
        if event.key in moves:
            self._go(self._cursor + moves[event.key])
        elif event.key == "enter" and self.current is not None:
            self._choose()
        elif event.key == "space" and self._checkable and self.current is not None:
            self.check(self.checked ^ {self._key(self.current)})
            self._go(self._cursor + 1)
        else:
            return False
        return True

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row clicked; choose the row if the cursor is on it."""
        index = self._top + event.y - 1
        if event.y == 0 or index >= len(self._rows):
            return
        if index == self._cursor:
            self._choose()
        else:
            self._go(index)

    def on_mouse_scroll_down(self) -> None:
        """Move the cursor down."""
        self._go(self._cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Move the cursor up."""
        self._go(self._cursor - 3)

    def on_resize(self) -> None:
        """Keep the cursor in view, and share the room."""
        self._keep_in_view()
        self._measure()

    @property
    def _has_marks(self) -> bool:
        return self._checkable and (bool(self.checked) or not self._marks_when_checked)

    @property
    def _page(self) -> int:
        return self.size.height - 1

    @property
    def _shown(self) -> list[Column]:
        return [column for column in self._columns if self._has_room(column)]

    def _has_room(self, column: Column) -> bool:
        return not column.optional or self.size.width >= _NARROW

    def _choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self, self._key(self.current)))  # type: ignore[arg-type]

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if index == self._cursor or not self._rows:
            return
        before, self._cursor = self._cursor, index
        if self._keep_in_view():
            self._measure()
            self.refresh()
        else:
            self.refresh(*(Region(0, row - self._top + 1, self.size.width, 1) for row in (before, index)))
        self.post_message(self.Highlighted(self, self._key(self._rows[index])))  # type: ignore[arg-type]

    def _keep_in_view(self) -> bool:
        """Jump if the cursor is out of view; return whether it was."""
        page = self._page
        if page <= 0:
            return False
        top = self._top
        if not top <= self._cursor < top + page:
            top = self._cursor - page // 2
        top = max(0, min(top, len(self._rows) - page))
        jumped, self._top = top != self._top, top
        return jumped

    def _row(self, index: int, style: Style) -> Strip:
        row = self._rows[index]
        if index == self._cursor:
            style += Style(reverse=True) if self.has_focus else Style(bold=True)
        lead = self._glyphs.cursor + " " if index == self._cursor else "  "
        if self._has_marks:
            lead += (self._glyphs.checked if self._key(row) in self.checked else self._glyphs.unchecked) + " "
        own = self._colour(row) if self._colour and index != self._cursor else _PLAIN
        return self._strip(self._texts(row), style, lead, own)

    def _texts(self, row: T) -> list[str]:
        return [text for text, column in zip(self._cells(row), self._columns, strict=True) if self._has_room(column)]

    def _measure(self) -> None:
        """Let columns fit the rows in view; none becomes narrower while the user moves."""
        rows = map(self._cells, self._rows[self._top : self._top + max(0, self._page)])
        self._needed = widest(self._columns, rows, self._needed)

    def _strip(self, texts: Sequence[str], style: Style, lead: str, own: Style = _PLAIN) -> Strip:
        columns = self._shown
        lead = lead.ljust(4) if self._has_marks else lead
        needed = [n for n, column in zip(self._needed, self._columns, strict=True) if self._has_room(column)]
        widths = shared_room(columns, needed, self.size.width - len(lead) - _MARGIN)
        segments = [Segment(lead, style)]
        for text, width, column in zip(texts, widths, columns, strict=True):
            shown = fit(text, width, self._glyphs.cut, right=column.right, keep_end=column.keep_end)
            segments.append(Segment(shown + " ", style + own if column.coloured else style))
        return Strip(segments).adjust_cell_length(self.size.width, style)
