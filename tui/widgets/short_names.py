"""Shorten the names of entities so that they stay unlike each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from os.path import commonprefix

from rich.cells import cell_len, set_cell_size

from tui.terminal.plain import visible

_WORD = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[^\W\dA-ZÀ-Þ_]+|\d+|[^\w\s]")
"""A word of a name: `Borrower` and `City` of `BorrowerCity`, `Case` and `number` of `Case number`."""

_LEAST_TOLD_APART = 3
"""Cells below which a name keeps nothing but its beginning."""


class ShortNames:
    """Short forms of the names of one project.

    A name that is too long loses its end: `Amou…`. Names that would then read alike keep the beginning of each of their
    words (`BorrCity`, `BorrName`); names of one word keep the part in which they differ (`Par…B`).

    Args:
        names: all names that can be seen together.
        cut: the character that marks an omission.
    """

    def __init__(self, names: Iterable[str], cut: str) -> None:
        self._names = tuple(dict.fromkeys(map(visible, names)))
        self._cut = cut
        self._forms: dict[int, dict[str, str]] = {}

    def fit(self, name: str, width: int) -> str:
        """Return a name in at most `width` cells; empty if there is no cell."""
        name = visible(name)
        if cell_len(name) <= width:
            return name
        if width not in self._forms:
            self._forms[width] = self._forms_in(width)
        return self._forms[width].get(name) or self._beginning(name, width)

    def _forms_in(self, width: int) -> dict[str, str]:
        forms = {name: name if cell_len(name) <= width else self._beginning(name, width) for name in self._names}
        if width < _LEAST_TOLD_APART:
            return forms
        for alike in _alike(forms):
            forms |= {name: _words(name, width) for name in alike if cell_len(name) > width}
        for alike in _alike(forms):
            shared = len(commonprefix(alike))  # noqa: RUF071 - names, not paths
            forms |= {name: self._difference(name, shared, width) for name in alike if cell_len(name) > width}
        return forms

    def _beginning(self, name: str, width: int) -> str:
        return _cells(name, width - 1) + self._cut if width > 0 else ""

    def _difference(self, name: str, shared: int, width: int) -> str:
        """Return the first letters of a name, and those from the first one that its rivals do not share."""
        rest = name[shared:]
        if not rest:
            return self._beginning(name, width)
        end = _cells(rest, max(cell_len(rest[0]), (width - 1) // 2))
        return _cells(name, width - 1 - cell_len(end)) + self._cut + end


def _alike(forms: dict[str, str]) -> list[list[str]]:
    """Return groups of names that have the same form."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, form in forms.items():
        names[form].append(name)
    return [group for group in names.values() if len(group) > 1]


def _words(name: str, width: int) -> str:
    """Return the beginnings of a name's words, as evenly long as they can be, the last ones first."""
    words = [word[0].upper() + word[1:] for word in _WORD.findall(name)]
    taken = [0] * len(words)
    room = width
    while room > 0:
        grown = False
        for number in reversed(range(len(words))):
            letter = words[number][taken[number] : taken[number] + 1]
            if letter and cell_len(letter) <= room:
                room -= cell_len(letter)
                taken[number] += 1
                grown = True
        if not grown:
            break
    return "".join(word[:length] for word, length in zip(words, taken, strict=True))


def _cells(text: str, width: int) -> str:
    """Return as much of the beginning of a text as fits into some cells."""
    return set_cell_size(text, width).rstrip() if cell_len(text) > width else text
