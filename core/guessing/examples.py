"""Choose the decided files that are most like a text, to show them to a language model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from math import log

from core.domain.text.spans import Span, position
from core.guessing.guesser import Passage

LONGEST = 800
"""Characters of a passage."""

MOST = 300
"""Decided files that are looked at."""

_WORD = re.compile(r"\w{3,}")


class Examples:
    """Passages of decided files, found by the rare words that they share with a text.

    Args:
        decided: (text, tags) pairs; the first `MOST` of them are used.
    """

    def __init__(self, decided: Iterable[tuple[str, tuple[Span, ...]]]) -> None:
        self._passages: list[tuple[str, Passage]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for text, spans in decided:
            if len(self._passages) == MOST:
                break
            passage = _passage(text, spans)
            for word in _words(passage.text):
                self._holding[word].append(len(self._passages))
            self._passages.append((text, passage))

    def like(self, text: str, count: int) -> tuple[Passage, ...]:
        """Return the passages most like a text, the most alike last, next to the question; never its own."""
        weights: dict[int, float] = defaultdict(float)
        for word in _words(text):
            holding = self._holding.get(word, ())
            for number in holding:
                weights[number] += log(1 + len(self._passages) / len(holding))
        ranked = sorted(weights, key=lambda number: (-weights[number], number))
        others = [self._passages[number] for number in ranked]
        chosen = [passage for own, passage in others if own != text][:count]
        return tuple(reversed(chosen))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _passage(text: str, spans: tuple[Span, ...]) -> Passage:
    """Return the part of a text that begins a little before its first tag."""
    if len(text) <= LONGEST:
        return Passage(text, tuple(sorted(spans, key=position)))
    first = min((span.start for span in spans), default=0)
    start = max(0, min(first - LONGEST // 4, len(text) - LONGEST))
    end = start + LONGEST
    for span in spans:  # a tag is whole or not there
        if span.start < start < span.end:
            start = span.start
        if span.start < end < span.end:
            end = span.start
    inside = [span for span in spans if start <= span.start and span.end <= end]
    shifted = (Span(span.start - start, span.end - start, span.entity) for span in inside)
    return Passage(text[start:end], tuple(sorted(shifted, key=position)))
