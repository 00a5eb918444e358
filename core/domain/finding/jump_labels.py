"""Labels: letters to type for places of a text, so that any of them is one or two keys away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from core.domain.text.selection import Borders

_PREFIXES = 5
"""One in so many letters begins longer labels and is no label itself."""


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

    A label passes to another place only after its own has been tagged.

    Attributes:
        letters: to make labels of; at least two.
        labels: by place; those of places tagged meanwhile too, in case a tag is taken back.
    """

    letters: str = ascii_lowercase
    labels: Mapping[Borders, str] = field(default_factory=dict)

    def covering(self, places: Iterable[Borders], is_open: Callable[[Borders], bool]) -> LastingLabels:
        """Label more places.

        Args:
            places: to label; those that have a label keep it.
            is_open: whether a place that has a label still needs it.
        """
        labels = dict(self.labels)
        taken = {label for place, label in labels.items() if is_open(place)}
        free = (label for label in self._all() if label not in taken)
        for place in places:
            if place in labels:
                continue
            label = next(free)
            labels = {other: its for other, its in labels.items() if its != label}
            labels[place] = label
        return LastingLabels(self.letters, labels) if labels != self.labels else self

    def among(self, places: Iterable[Borders]) -> dict[str, Borders]:
        """Return the labels of some places."""
        return {self.labels[place]: place for place in places if place in self.labels}

    def _all(self) -> Iterator[str]:
        """Endless labels, the shortest first, of which none begins with another one."""
        prefixes_from = len(self.letters) - max(1, len(self.letters) // _PREFIXES)
        first, rest = self.letters[:prefixes_from], self.letters[prefixes_from:]
        prefixes = [""]
        while True:
            yield from (prefix + letter for prefix in prefixes for letter in first)
            prefixes = [prefix + letter for prefix in prefixes for letter in rest]
