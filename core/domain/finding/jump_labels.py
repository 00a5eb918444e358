"""Labels: letters to type for places of a text, so that any of them is one or two keys away."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_lowercase

from core.domain.text.selection import Borders

ANYWHERE = 2**62
"""A reach that makes every label of a file unique."""


def label_places(
    likely: Sequence[Borders], others: Sequence[Borders], letters: str = ascii_lowercase
) -> dict[str, Borders]:
    """Label places for one choice, with one or two letters; no label begins with another one.

    Args:
        likely: places that get a single letter, as far as there are letters.
        others: the rest, with two letters each; those beyond the number of pairs get none.
        letters: to make labels of.
    """
    count = len(likely) + len(others)
    size = len(letters)
    # As many single letters as leave enough first letters of pairs for the rest.
    singles = max((n for n in range(size + 1) if n + (size - n) * size >= count), default=0)
    singles = min(singles, len(likely))
    places = [*likely, *others]
    labels = [*letters[:singles], *(first + second for first in letters[singles:] for second in letters)]
    return dict(zip(labels, places, strict=False))


@dataclass(frozen=True)
class LastingLabels:
    """Labels that stay where they are while a file is open. A value: labelling more places makes a new one.

    A label passes to another place after its own has been tagged, or where the two are too far apart to be seen
    together.

    Attributes:
        letters: to make labels of; at least two.
        crowd: the number of places that may be seen together, for which labels should be short.
        reach: the distance in characters from which on places may have the same label.
        labels: by place; those of places tagged meanwhile too, in case a tag is taken back.
    """

    letters: str = ascii_lowercase
    crowd: int = 0
    reach: int = ANYWHERE
    labels: Mapping[Borders, str] = field(default_factory=dict)

    @classmethod
    def for_places(cls, letters: str, places: Sequence[Borders], reach: int) -> LastingLabels:
        """Return labels for a file with these places, in text order, none of them labelled yet."""
        return cls(letters, _largest_crowd([start for start, _ in places], reach), reach)

    def covering(self, places: Iterable[Borders], is_open: Callable[[Borders], bool]) -> LastingLabels:
        """Label more places.

        Args:
            places: to label, all in view; those that have a label keep it.
            is_open: whether a place that has a label still needs it.
        """
        shown = dict.fromkeys(places)
        labels, added = dict(self.labels), False
        for place in self._without_label(shown):
            near = {
                other: label
                for other, label in labels.items()
                if other != place and (other in shown or abs(other[0] - place[0]) <= self.reach)
            }
            taken = {label for other, label in near.items() if is_open(other)}
            label = next(label for label in self._all() if label not in taken)
            for other, its in near.items():
                if its == label:
                    del labels[other]
            labels[place], added = label, True
        return replace(self, labels=labels) if added else self

    def _without_label(self, places: Iterable[Borders]) -> list[Borders]:
        """Return the places without a label, and those whose label another place in view has too."""
        seen: set[str] = set()
        found = []
        for place in places:
            label = self.labels.get(place)
            if label is None or label in seen:
                found.append(place)
            else:
                seen.add(label)
        return found

    def among(self, places: Iterable[Borders]) -> dict[str, Borders]:
        """Return the labels of some places."""
        return {self.labels[place]: place for place in places if place in self.labels}

    def _all(self) -> Iterator[str]:
        """Yield endless labels, the shortest first, of which none begins with another one."""
        singles = self._singles()
        first, rest = self.letters[:singles], self.letters[singles:]
        prefixes = [""]
        while True:
            yield from (prefix + letter for prefix in prefixes for letter in first)
            prefixes = [prefix + letter for prefix in prefixes for letter in rest]

    def _singles(self) -> int:
        """Return how many letters can be labels by themselves, so that two letters are enough for all other places."""
        size = len(self.letters)
        enough = (n for n in range(size - 1, 0, -1) if n + (size - n) * n >= self.crowd)
        return next(enough, size // 2)


def _largest_crowd(starts: Sequence[int], reach: int) -> int:
    """Return the largest number of sorted starts within the reach of one of them."""
    return max((bisect_right(starts, start + reach) - number for number, start in enumerate(starts)), default=0)
