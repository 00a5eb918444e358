"""Lay out a text on the screen: wrapped rows, and cells within a row.

A paragraph is wrapped when it comes into view, so that a text of a million characters opens as fast as a short one.
One that is very long itself is wrapped in pieces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rich.cells import cell_len

from tui.terminal.plain import JOINER, visible_char

# Characters that take two cells, none, or join with others: everything from the first combining marks on, without the
# alphabets and symbols that are known to take one cell. A text with a match is wrapped in the slow, exact way.
_COMPLEX = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u0590-\u1dff\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u2e80-\uffff\U00010000-\U0010ffff]"
)

# One character as people see it: flags are pairs, or a black flag with the letters of a region; joiners, marks,
# variation selectors and skin tones belong to the character before them. Nothing that acts on a terminal is joined.
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u1ab0-"
    "\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
_FLAG = "\U0001f3f4"
_JOINED = "[^\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]"
_CLUSTER = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_FLAG}[\U000e0020-\U000e007f]+|.{_MARK}*(?:{JOINER}{_JOINED}{_MARK}*)*",
    re.DOTALL,
)


_TAB_STOP = 8
"""Cells from one tab stop to the next."""

_ALONE = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60\U00020000-\U0003ffff]")
"""Characters of scripts without blanks between words: a row may end after each of them."""


_LONGEST_PIECE = 20_000
"""Characters of a paragraph that are wrapped at once; a row ends after them, wherever that is."""

_BREAKS = (re.compile(r"[ \t](?=\w)"), re.compile("[!-~\u3041-\u3096\u3400-\u9fff](?=[ -~\u3041-\u3096\u3400-\u9fff])"))
"""Where a piece may end, the best first: at a blank, or else between two characters that join with nothing."""

_BREAK_WITHIN = 1_000
"""Characters in which such a place is looked for; if there is none, the piece becomes longer."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One character as people see it, which may be several code points.

    Attributes:
        start, end: its code points in the text.
        shown: what is drawn.
        cell: first cell in the row.
        width: number of cells.
    """

    start: int
    end: int
    shown: str
    cell: int
    width: int


@dataclass(frozen=True)
class Row:
    """One row of the screen: a stretch of the text.

    Attributes:
        text: the whole text.
        start, end: the stretch, line end excluded.
    """

    text: str
    start: int
    end: int

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """Its characters with their cells."""
        made = []
        cell = 0
        for match in _CLUSTER.finditer(self.text, self.start, self.end):
            shown, width = _shown(match[0], cell)
            made.append(Cluster(match.start(), match.end(), shown, cell, width))
            cell += width
        return tuple(made)

    @property
    def width(self) -> int:
        """Number of cells."""
        return self.clusters[-1].cell + self.clusters[-1].width if self.clusters else 0

    def cell_of(self, offset: int) -> int:
        """Return the first cell of the character at an offset; the row's width for its end."""
        for cluster in self.clusters:
            if offset < cluster.end:
                return cluster.cell
        return self.width

    def offset_at(self, cell: int) -> int:
        """Return the offset of the character in a cell; the row's end for cells behind it."""
        for cluster in self.clusters:
            if cell < cluster.cell + cluster.width:
                return cluster.start
        return self.end


@dataclass(frozen=True, slots=True, order=True)
class RowIndex:
    """The position of a row: index of its paragraph, and its index in the paragraph."""

    paragraph: int
    row: int


class Layout:
    """A text wrapped to a width.

    Args:
        text: the characters.
        width: cells in a row, at least 1.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(1, width)
        self._rows: dict[int, list[Row]] = {}
        ends = [0, *(match.end() for match in re.finditer("\n", text))]
        self._starts = [start for line in pairwise([*ends, len(text) + 1]) for start in _pieces(text, *line)]

    @property
    def last(self) -> RowIndex:
        """The index of the last row."""
        paragraph = len(self._starts) - 1
        return RowIndex(paragraph, len(self.rows(paragraph)) - 1)

    def rows(self, paragraph: int) -> list[Row]:
        """Return the rows of a paragraph: at least one, which may be empty."""
        rows = self._rows.get(paragraph)
        if rows is None:
            start, end = self._borders(paragraph)
            rows = [Row(self.text, *borders) for borders in wrap(self.text, start, end, self.width)]
            self._rows[paragraph] = rows
        return rows

    def row(self, place: RowIndex) -> Row:
        """Return a row by its index."""
        return self.rows(place.paragraph)[place.row]

    def place_of(self, offset: int) -> RowIndex:
        """Return the index of the row that holds an offset."""
        paragraph = bisect_right(self._starts, offset) - 1
        starts = [row.start for row in self.rows(paragraph)]
        return RowIndex(paragraph, bisect_right(starts, offset) - 1)

    def after(self, place: RowIndex) -> RowIndex | None:
        """Return the index of the row below, if there is one."""
        if place.row + 1 < len(self.rows(place.paragraph)):
            return RowIndex(place.paragraph, place.row + 1)
        return RowIndex(place.paragraph + 1, 0) if place.paragraph + 1 < len(self._starts) else None

    def before(self, place: RowIndex) -> RowIndex | None:
        """Return the index of the row above, if there is one."""
        if place.row:
            return RowIndex(place.paragraph, place.row - 1)
        if not place.paragraph:
            return None
        return RowIndex(place.paragraph - 1, len(self.rows(place.paragraph - 1)) - 1)

    def _borders(self, paragraph: int) -> tuple[int, int]:
        start = self._starts[paragraph]
        is_last = paragraph + 1 == len(self._starts)
        end = len(self.text) if is_last else self._starts[paragraph + 1]
        if not is_last and self.text[end - 1] == "\n":
            end -= 1
            if end > start and self.text[end - 1] == "\r":
                end -= 1  # the carriage return of a CRLF is part of the line end, not of what is shown
        return start, end


def _pieces(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the pieces of a paragraph begin: the first at its start, and more if it is very long."""
    yield start
    while end - start > _LONGEST_PIECE + _BREAK_WITHIN:
        start += _LONGEST_PIECE
        found = (pattern.search(text, start, start + _BREAK_WITHIN) for pattern in _BREAKS)
        if match := next(filter(None, found), None):
            start = match.end()
            yield start


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Return the borders of a paragraph's rows, broken at blanks where possible and never inside a character."""
    if _COMPLEX.search(text, start, end) is None:
        return _wrap_simple(text, start, end, width)
    return _wrap_complex(text, start, end, width)


def _wrap_simple(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Wrap a text in which each character takes one cell."""
    rows = []
    while end - start > width:
        blank = text.rfind(" ", start, start + width + 1)
        cut = blank + 1 if blank > start else start + width
        # The blank that breaks a row may be one cell beyond it, where nobody sees it.
        rows.append((start, cut))
        start = cut
    rows.append((start, end))
    return rows


def _wrap_complex(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    rows = []
    row_start, used, blank, used_at_blank = start, 0, -1, 0
    for match in _CLUSTER.finditer(text, start, end):
        _, cells = _shown(match[0], used)
        # A blank or a tab that ends a row may reach beyond it: it is not seen.
        if used + cells > width and match.start() > row_start and match[0] not in " \t":
            cut = blank if blank > row_start else match.start()
            rows.append((row_start, cut))
            used -= used_at_blank if cut == blank else used
            row_start, blank, used_at_blank = cut, -1, 0
        used += cells
        if match[0] in " \t\u3000" or _ALONE.match(match[0]):
            blank, used_at_blank = match.end(), used
    rows.append((row_start, end))
    return rows


def _shown(cluster: str, cell: int) -> tuple[str, int]:
    """Return how a character is drawn in a cell of the row, and the cells it takes: at least one, to be marked."""
    if cluster == "\t":
        width = _TAB_STOP - cell % _TAB_STOP
        return " " * width, width
    if len(cluster) == 1:
        shown = visible_char(cluster)
        width = cell_len(shown)
        return (shown, width) if width else ("\u25cc" + shown, 1)
    if cluster[0] == _FLAG:
        return cluster, cell_len(_FLAG)
    shown = "".join(map(visible_char, cluster))
    return shown, max(1, cell_len(shown))
