"""Find known phrases, that is sequences of tokens, in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

Tokens = tuple[str, ...]


class Phrases:
    """Finds phrases, the longest at each token.

    Args:
        known: the phrases, each of at least one token.
    """

    def __init__(self, known: Collection[Tokens]) -> None:
        self._known = known
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in known:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield occurrences as (first token, token after the last); they may overlap."""
        for first, token in enumerate(tokens):
            for length in self._lengths.get(token, ()):
                last = first + length
                if last <= len(tokens) and tuple(tokens[first:last]) in self._known:
                    yield first, last
                    break
