"""Many names in little memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import eq
from typing import overload

BLOCK = 512
"""Names that are kept as one string: as strings of their own, a million take 80 MiB, in blocks 20."""

_BETWEEN = "\0"
"""Between the names of a block; no file name holds it."""


class FileNames:
    """A growing list of names. Threads may read it while one adds to it.

    Args:
        blocks: the names to begin with, `BLOCK` of them in each string but the last.
    """

    def __init__(self, blocks: Iterable[str] = ()) -> None:
        self._blocks: list[str] = []
        self._tail: list[str] = []
        self._last = ""
        self._is_ordered = True
        self._opened: tuple[int, list[str]] = (-1, [])
        """The block that was taken apart last, after its number: names are read in turn."""
        for block in blocks:
            self.extend(block)

    def append(self, name: str) -> None:
        """Add a name."""
        self._is_ordered = self._is_ordered and self._last <= name
        self._last = name
        self._tail.append(name)
        if len(self._tail) == BLOCK:
            self._blocks.append(_BETWEEN.join(self._tail))
            self._tail = []

    def extend(self, block: str) -> None:
        """Add the names of a block; all blocks before it are full.

        Raises:
            ValueError: they are not.
        """
        count = block.count(_BETWEEN) + 1
        if self._tail or count > BLOCK:
            raise ValueError("a block follows one that is not full")
        self._is_ordered = self._is_ordered and self._last <= _first(block)
        self._last = block[block.rfind(_BETWEEN) + 1 :]
        if count == BLOCK:
            self._blocks.append(block)
        else:
            self._tail = block.split(_BETWEEN)

    def blocks(self, first: int = 0) -> list[str]:
        """Return the names from block number `first` on, as `FileNames` takes them."""
        return [*self._blocks[first:], *([_BETWEEN.join(self._tail)] if self._tail else [])]

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK + len(self._tail)

    def __getitem__(self, index: int) -> str:
        tail = self._tail  # first: whoever adds names makes a block of it before it begins another
        number, at = divmod(index, BLOCK)
        return self._names(number)[at] if number < len(self._blocks) else tail[at]

    def __iter__(self) -> Iterator[str]:
        for block in self.blocks():
            yield from block.split(_BETWEEN)

    def holding(self, letters: str) -> bytearray:
        """Return for each name whether it holds the letters, case ignored."""
        wanted, found = letters.casefold(), bytearray()
        for block in self.blocks():
            folded = block.casefold()
            names = folded.split(_BETWEEN)
            found += bytes(wanted in name for name in names) if wanted in folded else bytes(len(names))
        return found

    def among(self, wanted: Collection[str]) -> bytearray:
        """Return for each name whether it is one of the wanted ones."""
        return bytearray(name in wanted for name in self)

    def find(self, name: str) -> int | None:
        """Return the index of a name; fast where the names are in order."""
        for number in self._likely_blocks(name):
            names = self._names(number) if number < len(self._blocks) else self._tail
            if name in names:
                return number * BLOCK + names.index(name)
        return None

    def _likely_blocks(self, name: str) -> Iterable[int]:
        if not self._is_ordered:
            return range(len(self._blocks) + 1)
        if not self._blocks or (self._tail and name >= self._tail[0]):
            return [len(self._blocks)]
        return [max(0, bisect_right(self._blocks, name, key=_first) - 1)]

    def _names(self, number: int) -> list[str]:
        opened, names = self._opened
        if opened != number:
            names = self._blocks[number].split(_BETWEEN)
            self._opened = number, names
        return names


def _first(block: str) -> str:
    return block.partition(_BETWEEN)[0]


class Names(Sequence[str]):
    """Some of the names, in an order of their own.

    Args:
        names: all.
        rows: the indices of these.
    """

    def __init__(self, names: FileNames, rows: Sequence[int]) -> None:
        self._names = names
        self._rows = rows

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Names: ...
    def __getitem__(self, index: int | slice) -> str | Names:
        if isinstance(index, slice):
            return Names(self._names, self._rows[index])
        return self._names[self._rows[index]]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return map(self._names.__getitem__, self._rows)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.position(name) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # nobody keys by a million names

    def __repr__(self) -> str:
        return repr([*self[:20]])

    def position(self, name: str) -> int | None:
        """Return the index of a name; None if it is not among these."""
        row = self._names.find(name)
        try:
            return None if row is None else self._rows.index(row)
        except ValueError:
            return None

    def index(self, name: str, start: int = 0, stop: int | None = None) -> int:
        """Return the index of a name, as lists do."""
        position = self.position(name)
        if position is None or position not in range(len(self))[start:stop]:
            raise ValueError(f"{name!r} is not among the names")
        return position
