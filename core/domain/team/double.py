"""Files that several annotators tag without seeing each other's tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, slots=True)
class DoubleMark:
    """A file that is marked for double annotation.

    Attributes:
        name: of the file.
        hash: of its text when it was marked, by which the file is found again if it is moved.
        annotators: who tags it.
        suggestions: whether they see suggestions: those of the main record, the same for all.
        seed: of the draw; None for a file that was chosen.
        by: who marked it.
        at: when, as ISO 8601 in UTC.
        adjudicated: when its versions became one; empty until then.
        adjudicator: who decided.
    """

    name: str
    hash: str
    annotators: tuple[str, ...]
    suggestions: bool = True
    seed: int | None = None
    by: str = ""
    at: str = ""
    adjudicated: str = ""
    adjudicator: str = ""


class VersionState(StrEnum):
    """How far an annotator is with a file."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"


class DoubleMarks(Mapping[str, DoubleMark]):
    """The marked files by name."""

    def __init__(self, marks: Iterable[DoubleMark] = ()) -> None:
        self._marks = {mark.name: mark for mark in marks}
        self._blind: dict[str, frozenset[str]] = {}

    def __getitem__(self, name: str) -> DoubleMark:
        return self._marks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    @cached_property
    def pending(self) -> frozenset[str]:
        """Names of the files whose versions have not become one yet."""
        return frozenset(name for name, mark in self._marks.items() if not mark.adjudicated)

    def blind(self, annotator: str) -> frozenset[str]:
        """Return the names of the files of which an annotator sees only their own version."""
        if annotator not in self._blind:
            names = (name for name in self.pending if annotator in self._marks[name].annotators)
            self._blind[annotator] = frozenset(names)
        return self._blind[annotator]
