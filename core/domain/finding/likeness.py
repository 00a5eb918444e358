"""Tell how much a place is like the tags of an entity, from the letters alone.

A guess that orders places for a person to look at. It compares the text, the form of its words, the
word before it, and its first and last word with those of the tags. It decides nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from core.domain.text.selection import Borders
from core.domain.text.words import words

_SAME_TEXT = 4.0
"""Likeness of a text that is tagged as the entity elsewhere, with no other feature in common."""


_LONG = 80
"""Characters of a place of which only the whole is looked at."""

LIKELY = 0.5
"""Likeness of a place that is worth a look: it shares one feature with half of the tags, or several with fewer."""


class Likeness:
    """Counts the features of an entity's tags.

    Attributes:
        tags: number of tags counted.
    """

    def __init__(self) -> None:
        self._features: Counter[tuple[str, str]] = Counter()
        self._texts: set[str] = set()
        self.tags = 0

    def learn(self, text: str, tags: Iterable[Borders]) -> None:
        """Count the tags of one text."""
        for borders in tags:
            self.tags += 1
            self._texts.add(_folded(text[slice(*borders)]))
            self._features.update(_features(text, borders))

    def of(self, text: str, borders: Borders) -> float:
        """Return how much a place is like the tags: the sum of the shares of tags that have each of its features."""
        if not self.tags:
            return 0.0
        shared = sum(self._features[feature] for feature in _features(text, borders)) / self.tags
        return shared + _SAME_TEXT * (_folded(text[slice(*borders)]) in self._texts)

    def best_in(self, text: str, place: Borders) -> tuple[Borders, float]:
        """Return the part of a place that is most like the tags, the longest of equals, with its likeness.

        A place may hold a word too many at an edge: `Case K-12` for the tag `K-12`.
        """
        start, end = place
        found = words(text)
        inside = found[bisect_left(found, (start, -1)) : bisect_left(found, (end, -1))] if end - start < _LONG else ()
        parts = [place, *((word[0], end) for word in inside[1:]), *((start, word[1]) for word in inside[-2::-1])]
        return max(((part, self.of(text, part)) for part in parts), key=lambda found: found[1])


def _features(text: str, borders: Borders) -> Iterator[tuple[str, str]]:
    start, end = borders
    found = words(text)
    first, last = bisect_left(found, (start, -1)), bisect_left(found, (end, -1))
    inside = [text[slice(*word)] for word in found[first:last]]
    yield "form", " ".join(map(_form, inside))
    if inside:
        yield "first", inside[0].casefold()
        yield "last", inside[-1].casefold()
    if first:
        yield "before", text[slice(*found[first - 1])].casefold()


def _form(word: str) -> str:
    """Return the kinds of characters of a word, each run as one: `Xx`, `0`, `X-0`."""
    kinds = ("0" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in word)
    form: list[str] = []
    for kind in kinds:
        if form[-1:] != [kind]:
            form.append(kind)
    return "".join(form)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
