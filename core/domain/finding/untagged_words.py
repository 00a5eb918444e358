"""Words that a project leaves bare: nobody need look again at what stands out by its letters but is never tagged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

from core.domain.finding.candidates import stands_out
from core.domain.text.spans import Span
from core.domain.text.words import words

_ENOUGH = 2
"""Bare places from which on a word counts as left bare."""

_SELDOM = 20
"""A word that is tagged more seldom than once in so many places is left bare too."""

_MOST = 300
"""Files that are counted; more would take memory and say little else."""

_DIGIT = re.compile(r"\d")


class BareWords(Container[str]):
    """Counts in how many places words are bare, and in how many they are part of a tag.

    Only words that stand out are counted, in files that somebody has read to the end. All numbers of one form are one
    word.
    """

    def __init__(self) -> None:
        self._of_file: dict[str, tuple[Counter[str], Counter[str]]] = {}
        self._bare: Counter[str] = Counter()
        self._tagged: Counter[str] = Counter()

    def put(self, name: str, text: str, tags: Iterable[Span]) -> None:
        """Takes in a file that was read, in place of what was known of it."""
        if len(self._of_file) == _MOST and name not in self._of_file:
            return
        for total, counts in zip((self._bare, self._tagged), self._of_file.pop(name, ()), strict=False):
            total.subtract(counts)
        bare, tagged = self._of_file[name] = _counted(text, tags)
        self._bare.update(bare)
        self._tagged.update(tagged)

    def __contains__(self, word: object) -> bool:
        """Whether a word is left bare."""
        form = _form(str(word))
        return self._bare[form] >= _ENOUGH and self._tagged[form] * _SELDOM < self._bare[form]


def _counted(text: str, tags: Iterable[Span]) -> tuple[Counter[str], Counter[str]]:
    """How often each word is bare, and how often it is part of a tag."""
    bare: Counter[str] = Counter()
    tagged: Counter[str] = Counter()
    waiting = iter(sorted(tags, key=lambda tag: tag.start))
    tag = next(waiting, None)
    for start, end in words(text):
        if not stands_out(text, (start, end)):
            continue
        while tag is not None and tag.end <= start:
            tag = next(waiting, None)
        (bare if tag is None or end <= tag.start else tagged)[_form(text[start:end])] += 1
    return bare, tagged


def _form(word: str) -> str:
    return _DIGIT.sub("0", word)
