"""Words that a project leaves untagged: they stand out by their letters, but need no second look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

from core.domain.finding.candidates import stands_out
from core.domain.text.spans import Span
from core.domain.text.words import words

_ENOUGH = 2
"""Untagged occurrences from which on a word counts as untagged."""

_SELDOM = 20
"""A word with fewer than one tagged occurrence in so many counts as untagged too."""

_MOST = 300
"""Number of files that are counted: more would take memory and change little."""

_DIGIT = re.compile(r"\d")


class UntaggedWords(Container[str]):
    """Counts how often words occur untagged, and how often inside a tag.

    Only words that stand out are counted, in files that somebody has read to the end. All numbers of one form count as
    one word.
    """

    def __init__(self) -> None:
        self._of_file: dict[str, tuple[Counter[str], Counter[str]]] = {}
        self._untagged: Counter[str] = Counter()
        self._tagged: Counter[str] = Counter()

    def put(self, name: str, text: str, tags: Iterable[Span]) -> None:
        """Count the words of a file in place of those counted before."""
        if len(self._of_file) == _MOST and name not in self._of_file:
            return
        for total, counts in zip((self._untagged, self._tagged), self._of_file.pop(name, ()), strict=False):
            total.subtract(counts)
        untagged, tagged = self._of_file[name] = _count(text, tags)
        self._untagged.update(untagged)
        self._tagged.update(tagged)

    def __contains__(self, word: object) -> bool:
        """Return whether the project leaves a word untagged."""
        form = _form(str(word))
        return self._untagged[form] >= _ENOUGH and self._tagged[form] * _SELDOM < self._untagged[form]


def _count(text: str, tags: Iterable[Span]) -> tuple[Counter[str], Counter[str]]:
    """Count the untagged occurrences of each word, and those inside a tag."""
    untagged: Counter[str] = Counter()
    tagged: Counter[str] = Counter()
    waiting = iter(sorted(tags, key=lambda tag: tag.start))
    tag = next(waiting, None)
    for start, end in words(text):
        if not stands_out(text, (start, end)):
            continue
        while tag is not None and tag.end <= start:
            tag = next(waiting, None)
        (untagged if tag is None or end <= tag.start else tagged)[_form(text[start:end])] += 1
    return untagged, tagged


def _form(word: str) -> str:
    return _DIGIT.sub("0", word)
