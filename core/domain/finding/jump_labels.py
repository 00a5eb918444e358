"""Letters to type for each of many places on the screen, so that any is one or two keys away."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from core.domain.text.selection import Borders


def hints(likely: Sequence[Borders], others: Sequence[Borders], letters: str = ascii_lowercase) -> dict[str, Borders]:
    """Labels of one or two letters; none begins with another one.

    Args:
        likely: places that should get a single letter, as far as letters go.
        others: the rest, with two letters each; those beyond the number of pairs get none.
        letters: to make labels of.
    """
    count = len(likely) + len(others)
    size = len(letters)
    # So many single letters that the others, as first letters of pairs, still suffice for the rest.
    singles = max((n for n in range(size + 1) if n + (size - n) * size >= count), default=0)
    singles = min(singles, len(likely))
    places = [*likely, *others]
    labels = [*letters[:singles], *(first + second for first in letters[singles:] for second in letters)]
    return dict(zip(labels, places, strict=False))
