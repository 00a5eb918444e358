"""Which lines have moved, so that the terminal can move them itself.

Lines are compared as wholes: what is found is exact, and what is not found is merely sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_WORTH = 3
"""Lines that must come to stand where they are wanted; for fewer, the sequences cost about what they save."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The lines of a stretch move.

    Attributes:
        first, last: of the stretch, last exclusive.
        lines: by so many up, or down if negative; as many at that end are lost.
    """

    first: int
    last: int
    lines: int

    def of(self, lines: Sequence[T], new: T) -> list[T]:
        """The lines after it, with something in place of those that are new."""
        before, moved, after = lines[: self.first], lines[self.first : self.last], lines[self.last :]
        filled = [new] * abs(self.lines)
        kept = [*moved[self.lines :], *filled] if self.lines > 0 else [*filled, *moved[: self.lines]]
        return [*before, *kept, *after]


def shifts(shown: Sequence[Hashable], wanted: Sequence[Hashable]) -> Iterator[Shift]:
    """What to move, in turn, so that lines that are shown come to stand where they are wanted.

    Args:
        shown: the lines, from top to bottom; None for one that does not matter, such as a blank one.
        wanted: as many.
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
    """Shifts that bring the right line to a place, or away from it the wrong one."""
    for other in range(first + 1, len(wanted)):
        if wanted[first] is not None and shown[other] == wanted[first]:
            yield _shortened(shown, wanted, Shift(first, len(wanted), other - first))
        if shown[first] is not None and wanted[other] == shown[first]:
            yield _shortened(shown, wanted, Shift(first, len(wanted), first - other))


def _shortened(shown: Sequence[Hashable], wanted: Sequence[Hashable], shift: Shift) -> Shift:
    """The same without lines at its end that are not wanted where they come to."""
    right = [line for line, (one, other) in enumerate(zip(shift.of(shown, None), wanted, strict=True)) if one == other]
    last = max(line for line in right if wanted[line] is not None)
    return Shift(shift.first, last + 1 + max(0, shift.lines), shift.lines)


def _gain(shown: Sequence[Hashable], wanted: Sequence[Hashable], shift: Shift) -> int:
    """How many lines more stand where they are wanted."""
    return _right(shift.of(shown, None), wanted) - _right(shown, wanted)


def _right(shown: Sequence[Hashable], wanted: Sequence[Hashable]) -> int:
    return sum(1 for one, other in zip(shown, wanted, strict=True) if one == other is not None)
