"""Strings tagged in the files of a project, with entities and files.

They are the evidence shown with a suggestion, and tell where a mention may have been missed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from core.domain.text.selection import Borders
from core.domain.text.spans import Span
from core.domain.text.words import words

_NUMBER_GOES_ON = re.compile(r"\d[.,]\d")

SHORTEST = 3
"""Characters below which a string says too little to look for it elsewhere."""


class TaggedStrings:
    """Counts the strings that are tagged; case matters."""

    def __init__(self) -> None:
        self._of_file: dict[str, Counter[tuple[str, str]]] = {}
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._by_first_word: dict[str, set[str]] = defaultdict(set)

    def put(self, name: str, text: str, tags: Iterable[Span]) -> None:
        """Count the tags of a file in place of those counted before."""
        for (string, entity), count in self._of_file.pop(name, Counter()).items():
            self._counts[string][entity] -= count
        found = Counter((text[tag.start : tag.end], tag.entity) for tag in tags)
        if found:
            self._of_file[name] = found
        for (string, entity), count in found.items():
            self._counts[string][entity] += count
            if len(string) >= SHORTEST and (inside := words(string)):
                self._by_first_word[string[slice(*inside[0])]].add(string)

    def entities(self, string: str) -> Counter[str]:
        """Return how often a string is tagged as each entity."""
        return +self._counts[string] if string in self._counts else Counter()

    def files(self, string: str) -> Iterator[str]:
        """Yield the names of the files in which a string is tagged."""
        return (name for name, found in self._of_file.items() if any(known == string for known, _ in found))

    def find(self, text: str) -> Iterator[Borders]:
        """Yield the places of tagged strings in a text, as whole words; at each word the longest string."""
        found = words(text)
        ends = {end for _, end in found}
        done = 0
        for start, end in found:
            if start < done:
                continue
            known = self._by_first_word.get(text[start:end], ())
            fitting = [
                string
                for string in known
                if text.startswith(string, start)
                and start + len(string) in ends
                and not _cuts_a_number(text, start, start + len(string))
                and self.entities(string)
            ]
            if fitting:
                done = start + max(map(len, fitting))
                yield start, done

    def why(self, string: str, entity: str) -> str:
        """Say how a string was tagged before: the evidence for and against an entity."""
        entities = self.entities(string)
        if not entities:
            return "Never tagged before: judged by its form and the words around it."
        where = next(self.files(string), "")
        so, otherwise = entities[entity], [f"{n}x as {name}" for name, n in entities.most_common() if name != entity]
        parts = [f"{so}x as {entity}"] if so else []
        return f"Tagged {' and '.join([*parts, *otherwise])}, as in {where}."


def places_of(string: str, text: str) -> Iterator[Borders]:
    """Yield the places of a string in a text as whole words, tagged or not."""
    found = words(text)
    starts, ends = {start for start, _ in found}, {end for _, end in found}
    at = text.find(string)
    while at >= 0:
        if at in starts and at + len(string) in ends and not _cuts_a_number(text, at, at + len(string)):
            yield at, at + len(string)
        at = text.find(string, at + len(string))


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    """Return whether a stretch ends or begins inside a number, as `$35` in `$35.00` does."""
    return bool(_NUMBER_GOES_ON.match(text, end - 1) or _NUMBER_GOES_ON.match(text, max(start - 2, 0), start + 1))
