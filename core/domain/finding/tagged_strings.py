"""Strings that are tagged in some file of a project: as what, and where.

What a reviewer wants to know beside a suggestion, and where the eye should go for what was missed.
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
"""Characters below which a string says too little about being a mention."""


class TaggedStrings:
    """All strings that are tagged, case as seen."""

    def __init__(self) -> None:
        self._of_file: dict[str, Counter[tuple[str, str]]] = {}
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._by_first_word: dict[str, set[str]] = defaultdict(set)

    def put(self, name: str, text: str, tags: Iterable[Span]) -> None:
        """Takes in the tags of a file, in place of what was known of it."""
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
        """How often the string is tagged as each entity."""
        return +self._counts[string] if string in self._counts else Counter()

    def files(self, string: str) -> Iterator[str]:
        """Names of the files in which the string is tagged."""
        return (name for name, found in self._of_file.items() if any(known == string for known, _ in found))

    def find(self, text: str) -> Iterator[Borders]:
        """Places where a string that is tagged somewhere stands as whole words; the longest at each word."""
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
        """What speaks for and against the string being a mention of the entity, in a sentence."""
        entities = self.entities(string)
        if not entities:
            return "Never tagged before: the score rests on its form and on what surrounds it."
        where = next(self.files(string), "")
        so, otherwise = entities[entity], [f"{n}x as {name}" for name, n in entities.most_common() if name != entity]
        told = [f"{so}x as {entity}"] if so else []
        return f"Tagged {' and '.join([*told, *otherwise])}, as in {where}."


def places_of(string: str, text: str) -> Iterator[Borders]:
    """Places where one string stands as whole words, tagged or not."""
    found = words(text)
    starts, ends = {start for start, _ in found}, {end for _, end in found}
    at = text.find(string)
    while at >= 0:
        if at in starts and at + len(string) in ends and not _cuts_a_number(text, at, at + len(string)):
            yield at, at + len(string)
        at = text.find(string, at + len(string))


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    """Whether a stretch ends or begins at the point or comma inside a number, as `$35` in `$35.00` does."""
    return bool(_NUMBER_GOES_ON.match(text, end - 1) or _NUMBER_GOES_ON.match(text, max(start - 2, 0), start + 1))
