"""Rows of figures, each beside its goal and beside what a peer took in the same run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        what: was measured.
        value: came out.
        unit: of it; "s" is printed as ms or s, "B" as it is.
        goal: not to be exceeded; None where there is none.
        peer: what it is compared with.
        peer_value: what came out there.
        times: the goal is so many times the peer's value.
    """

    what: str
    value: float
    unit: str = "s"
    goal: float | None = None
    peer: str = ""
    peer_value: float | None = None
    times: float | None = None

    @property
    def limit(self) -> float | None:
        """The goal in the row's unit."""
        if self.times is not None and self.peer_value is not None:
            return self.times * self.peer_value
        return self.goal

    def cells(self) -> tuple[str, ...]:
        """Return the cells as texts."""
        limit = self.limit
        met = "" if limit is None else "yes" if self.value <= limit else "NO"
        goal = f"{self.times:g} x" if self.times is not None else shown(limit, self.unit)
        ratio = f"{self.value / self.peer_value:.2f}" if self.peer_value else ""
        peer = f"{self.peer} {shown(self.peer_value, self.unit)}" if self.peer_value is not None else ""
        return self.what, shown(self.value, self.unit), goal, met, peer, ratio


def shown(value: float | None, unit: str) -> str:
    """Return a figure with its unit."""
    if value is None:
        return ""
    if unit == "s":
        return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"
    return f"{value:,.0f} {unit}"


def printed(title: str, rows: Iterable[Row]) -> str:
    """Return a table in Markdown, which reads well in a terminal too."""
    head = ("what", "measured", "goal", "met", "peer", "ratio")
    lines: Sequence[tuple[str, ...]] = [head, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    made = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    made.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return f"## {title}\n\n" + "\n".join(made) + "\n"


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that such a share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
