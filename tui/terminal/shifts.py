"""Find lines that have moved, so that the terminal can move them itself.

Only whole lines are compared, so a shift is always exact. A line that no shift covers is sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_WORTH = 3
"""Lines that a shift must put in place; for fewer, its sequences take about as many bytes as it saves."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Moves the lines of a stretch.

    Attributes:
        first: line of the stretch.
        last: line after the stretch.
        lines: number of lines to move up by, or down if negative; as many are lost at that end.
    """

    first: int
    last: int
    lines: int

    def of(self, lines: Sequence[T], new: T) -> list[T]:
        """Return the lines after the shift, with a filler for the lines that become blank."""
        before, moved, after = lines[: self.first], lines[self.first : self.last], lines[self.last :]
        filled = [new] * abs(self.lines)
        kept = [*moved[self.lines :], *filled] if self.lines > 0 else [*filled, *moved[: self.lines]]
        return [*before, *kept, *after]


def shifts(shown: Sequence[Hashable], wanted: Sequence[Hashable]) -> Iterator[Shift]:
    """Yield the shifts, in order, that put lines that are shown where they are wanted.

    Args:
        shown: the lines from top to bottom; None for a line that does not matter, such as a blank one.
        wanted: as many lines.
    """
    lines = list(shown)
    for first, line in enumerate(wanted):
        if lines[first] == line:
            continue
        gains = {shift: _gain(lines, wanted, shift) for shift in _candidates(lines, wanted, first)}
        if gains and (best := max(gains, key=lambda shift: gains[shift])) and gains[best] >= _WORTH:
            yield best
            lines = best.of(lines, None)


def _candidates(shown: Sequence[Hashable], wanted: Sequence[Hashable], first: int) -> Iterator[Shift]:
    """Yield shifts that bring the wanted line to a place, or the shown line away from it to where it is wanted."""
    for other in range(first + 1, len(wanted)):
        if wanted[first] is not None and shown[other] == wanted[first]:
            yield _shortened(shown, wanted, Shift(first, len(wanted), other - first))
        if shown[first] is not None and wanted[other] == shown[first]:
            yield _shortened(shown, wanted, Shift(first, len(wanted), first - other))


def _shortened(shown: Sequence[Hashable], wanted: Sequence[Hashable], shift: Shift) -> Shift:
    """Return the shift without lines at its ends that would not be in place."""
    right = [line for line, (one, other) in enumerate(zip(shift.of(shown, None), wanted, strict=True)) if one == other]
    last = max(line for line in right if wanted[line] is not None)
    return Shift(shift.first, last + 1 + max(0, shift.lines), shift.lines)


def _gain(shown: Sequence[Hashable], wanted: Sequence[Hashable], shift: Shift) -> int:
    """Return the number of lines that a shift puts in place, less those that it takes from theirs."""
    return _right(shift.of(shown, None), wanted) - _right(shown, wanted)


def _right(shown: Sequence[Hashable], wanted: Sequence[Hashable]) -> int:
    return sum(1 for one, other in zip(shown, wanted, strict=True) if one == other is not None)
