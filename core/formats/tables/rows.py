"""Rows of CSV tables, with the line of what is wrong. Cells may be separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from itertools import chain
from typing import BinaryIO

from core.errors import RequestError
from core.formats.encodings import text_lines
from core.formats.source import Source

_LONGEST_CELL = 1 << 30
"""Characters; the csv module refuses more than 131,072 unless it is asked to take them."""


def table_rows(stream: BinaryIO, source: Source, needed: Collection[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with a header: the line on which each ends, and its cells by column.

    Args:
        stream: the content.
        source: where it comes from.
        needed: columns without which nothing can be read, in small letters.

    Raises:
        RequestError: a column that is needed is missing, or a line is not CSV, or not UTF-8.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = text_lines(stream, source)
    first = next(lines, "")
    present = {cell.strip().casefold() for cell in cells_of(first.rstrip("\r\n"), separator_of(first))}
    if missing := [column for column in needed if column not in present]:
        raise RequestError(f"{source.name}, line 1: the column {missing[0]!r} is missing; is this another format?")
    reader = csv.DictReader(chain([first], lines), delimiter=separator_of(first))
    try:
        for row in reader:
            yield reader.line_num, {name: cell for name, cell in row.items() if name and isinstance(cell, str)}
    except csv.Error as error:
        raise RequestError(
            f"{source.name}, line {reader.line_num + 1}: not a row of a CSV table; nothing after this was read."
        ) from error


def separator_of(line: str) -> str:
    """Return what separates the cells of the first line of a table: that which makes the most of them."""
    return max(",;\t", key=lambda separator: len(cells_of(line, separator)))


def cells_of(line: str, separator: str = ",") -> list[str]:
    """Split one line of a table; a line that is not CSV is one cell."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]
