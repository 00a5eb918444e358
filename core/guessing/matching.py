"""Find in a text the strings that a language model named: exactly, then folded, then fuzzily."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.domain.text.guesses import Match

LONGEST = 500
"""Characters of a string beyond which it is no mention of an entity."""

SIMILAR = 85.0
"""Lowest similarity, in percent, of a fuzzy match."""

_SHORTEST_FUZZY = 5
"""Characters below which something similar is to be found everywhere."""

_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2011": "-", "\u00ad": ""})
_NUMBER_GOES_ON = re.compile(r"\d[.,]\d")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a string in a text.

    Attributes:
        start, end: in code points.
        match: how it was found.
        similarity: 1.0 unless the match is fuzzy.
    """

    start: int
    end: int
    match: Match
    similarity: float = 1.0


class Text:
    """A text that strings are looked up in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded, self._origins = _fold(text)

    def places(self, string: str) -> list[Place]:
        """Return all places of a string, of the best kind of match that there is; none if the string does not occur."""
        string = string.strip()
        if not string or len(string) > LONGEST:
            return []
        if exact := [Place(start, end, Match.EXACT) for start, end in _occurrences(self._text, string)]:
            return exact
        wanted = _fold(string)[0].strip()
        if not wanted:
            return []
        folded = (self._place(start, end) for start, end in _occurrences(self._folded, wanted))
        if found := [Place(start, end, Match.FOLDED) for start, end in folded]:
            return found
        return self._similar(wanted)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Return borders in the text of a stretch of the folded text."""
        return self._origins[start], self._origins[end - 1] + 1

    def _similar(self, wanted: str) -> list[Place]:
        """Return the one place that is most like the string."""
        if len(wanted) < _SHORTEST_FUZZY or len(self._folded) < len(wanted) // 2:
            return []
        found = fuzz.partial_ratio_alignment(wanted, self._folded, score_cutoff=SIMILAR)
        if found is None or found.dest_end <= found.dest_start:
            return []
        start, end = self._whole_words(found.dest_start, found.dest_end)
        similarity = fuzz.ratio(wanted, self._folded[start:end])
        if similarity < SIMILAR:
            return []
        return [Place(*self._place(start, end), Match.FUZZY, similarity / 100)]

    def _whole_words(self, start: int, end: int) -> tuple[int, int]:
        text = self._folded
        while start > 0 and _cuts(text, start):
            start -= 1
        while end < len(text) and _cuts(text, end):
            end += 1
        stretch = text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        return start, max(start + 1, end - (len(stretch) - len(stretch.rstrip())))


def located(text: Text, named: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, Place] | None]:
    """Place the strings that a model named.

    A string named as one entity only is that entity in all of its places. Where a model names it as several, the
    first goes to its first place, and so on.

    Args:
        text: to look in.
        named: (string, entity) pairs, in the order of the answer.

    Returns:
        The number of the pair, its entity and its place; None for each pair whose string is not in the text.
    """
    by_string: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (string, entity) in enumerate(named):
        by_string[string].append((number, entity))
    for string, uses in by_string.items():
        places = text.places(string)
        if not places:
            yield from (None for _ in uses)
        elif len({entity for _, entity in uses}) == 1:
            yield from ((*uses[0], place) for place in places)
        else:
            yield from ((*use, place) for use, place in zip(uses, places, strict=False))


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text with case, blanks, quotes and dashes made alike, and the origin of each character."""
    folded: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        plain = " " if character.isspace() else character.translate(_ALIKE).casefold()
        if plain == " " and folded and folded[-1] == " ":
            continue
        for each in plain:
            folded.append(each)
            origins.append(index)
    return "".join(folded), origins


def _occurrences(text: str, string: str) -> Iterator[tuple[int, int]]:
    """Yield places of a string at which it cuts neither a word nor a number."""
    at = text.find(string)
    while at >= 0:
        end = at + len(string)
        if not (_cuts(text, at) or _cuts(text, end)):
            yield at, end
        at = text.find(string, end)


def _cuts(text: str, at: int) -> bool:
    """Return whether a border lies inside a word or a number.

    Scripts without case are written without blanks, or with words joined: there any border will do.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after):
        return True
    if before.isalnum() and after.isalnum():
        return "Lo" not in (unicodedata.category(before), unicodedata.category(after))
    return bool(_NUMBER_GOES_ON.match(text, max(at - 2, 0), at + 1) or _NUMBER_GOES_ON.match(text, at - 1, at + 2))
