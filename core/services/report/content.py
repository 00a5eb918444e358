"""The parts of a report, before they become a page or Markdown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells; all columns but the first hold numbers, aligned to the right.

    Attributes:
        head: of each column.
        rows: cells.
        folded: what to call the table if it is shown on request only; empty to show it.
        words: columns that hold words though they are not the first.
        sums: the last row sums up the others.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    folded: str = ""
    words: Sequence[int] = ()
    sums: bool = False

    def without_zeros(self, always: Collection[str]) -> Table:
        """Return the table without the columns that hold nothing but zeros, except some."""
        kept = [
            column
            for column, name in enumerate(self.head)
            if column == 0 or name in always or any(row[column] != "0" for row in self.rows)
        ]
        rows = [[row[column] for column in kept] for row in self.rows]
        return replace(self, head=[self.head[column] for column in kept], rows=rows)


@dataclass(frozen=True)
class Shares:
    """Parts of a whole, as one bar.

    Attributes:
        about: what the bar shows, in words.
        parts: counts by name.
    """

    about: str
    parts: Mapping[str, int]


@dataclass(frozen=True)
class Columns:
    """Counts over time, stacked.

    Attributes:
        about: what the plot shows, in words.
        labels: of the columns.
        series: a count for each column, by name.
    """

    about: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Curve:
    """Shares (0..1) in an order.

    Attributes:
        about: what the plot shows, in words.
        points: label and share.
        across: what the horizontal axis is.
    """

    about: str
    points: Sequence[tuple[str, float]]
    across: str


@dataclass(frozen=True)
class Reliability:
    """Expected shares (0..1) against observed ones.

    Attributes:
        about: what the plot shows, in words.
        points: expected share, observed share, and the number of observations.
    """

    about: str
    points: Sequence[tuple[float, float, int]]


Block: TypeAlias = Text | Table | Shares | Columns | Curve | Reliability


@dataclass(frozen=True)
class Section:
    """A heading and what is below it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Content:
    """A whole report.

    Attributes:
        title: the project.
        subtitle: when and by whom it was made.
        figures: the most important figures, each with what it is.
        sections: all else.
    """

    title: str
    subtitle: str
    figures: Sequence[tuple[str, str]]
    sections: Sequence[Section]
