"""Columns of a list, and how they share its room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

_STEP = 8
"""Columns grow by so many cells at once: they seldom move while a list is scrolled."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: at its head.
        width: cells; 0 for a column that fits its texts, or takes what the others leave if it is the last one.
        right: its text ends at the right edge, as numbers do.
        optional: left out where the list is narrower than 100 cells.
        keep_end: a text that is too long loses its beginning, not its end.
        most: cells at most if it fits its texts.
        coloured: its text has the colour of the row, if rows have one.
    """

    title: str
    width: int = 0
    right: bool = False
    optional: bool = False
    keep_end: bool = False
    most: int = 60
    coloured: bool = False


def widest(columns: Sequence[Column], rows: Iterable[Sequence[str]], before: Sequence[int] = ()) -> list[int]:
    """Return the cells that the texts of each column need, given those that were needed before."""
    needed = list(before) or [cell_len(column.title) for column in columns]
    for row in rows:
        needed = [max(cells, cell_len(text)) for cells, text in zip(needed, row, strict=True)]
    return needed


def shared_room(columns: Sequence[Column], needed: Sequence[int], room: int) -> list[int]:
    """Return the cells of each column, with a blank between two: figures stay near what they belong to.

    Args:
        columns: of a list.
        needed: cells that the texts of each column need.
        room: cells of all.
    """
    room -= sum(column.width for column in columns) + len(columns) - 1
    flexible = sum(not column.width for column in columns)
    widths = []
    for column, cells in zip(columns, needed, strict=True):
        width = column.width
        if not width:
            share = max(4, room // flexible)
            fitting = min(-(-(cells + 1) // _STEP) * _STEP, column.most)
            width = share if column is columns[-1] else min(share, max(fitting, 2 * _STEP))
            room, flexible = room - width, flexible - 1
        widths.append(width)
    return widths
