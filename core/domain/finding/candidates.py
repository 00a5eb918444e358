"""Stretches of a text that look as if they might be a mention: what a person would look at first.

A guess from the letters alone, which saves keys where nothing was suggested: runs of words that begin with a
capital, hold a digit, or are written in a script of names (Katakana, Han), less words that the project leaves bare.
It decides nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Sequence
from functools import lru_cache

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.tagging import Tagging
from core.domain.text.selection import Borders
from core.domain.text.spans import Span, SpanSet
from core.domain.text.words import words

_JOINERS = frozenset({"&", "-", "'", "’", "/"})
"""Signs that may stand between two words of one name."""

_PARTICLES = frozenset({"of", "the", "de", "der", "den", "van", "von", "da", "di", "del", "la", "du"})
"""Small words that may stand inside a name, never at its edge."""

_LONGEST_ITEM_NUMBER = 2

_BEFORE_NUMBERS = frozenset("$€£¥#")


@lru_cache(maxsize=8)
def candidates(text: str) -> tuple[Borders, ...]:
    """Borders of the candidates, in text order, none overlapping another."""
    found = words(text)
    return _runs(text, found, [stands_out(text, word) for word in found])


def candidate_at(text: str, offset: int) -> Borders | None:
    """The candidate that holds the character at the offset, if any."""
    found = candidates(text)
    index = bisect_right(found, (offset, len(text))) - 1
    return found[index] if index >= 0 and found[index][1] > offset else None


def stands_out(text: str, word: Borders) -> bool:
    """Whether a word may be part of a mention, by its first letter."""
    first = text[word[0]]
    if first.isalpha():
        # A letter without case, as in Han or Katakana, stands out; Hiragana is the small change between them.
        return not first.islower() and not "\u3041" <= first <= "\u309f"
    return first.isdigit()


def _runs(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool]) -> tuple[Borders, ...]:
    """Runs of words that stand out, as `outstanding` says of each."""
    usual = {text[start:end] for start, end in found if text[start].islower()}
    borders = []
    index = 0
    while index < len(found):
        if not outstanding[index]:
            index += 1
            continue
        last = _last_of(text, found, outstanding, index)
        # A word that is written small elsewhere is large here only because a sentence begins.
        first = index + (text[slice(*found[index])].lower() in usual)
        if first <= last and outstanding[first] and not (first == last and _counts_items(text, *found[first])):
            borders.append(_with_signs(text, found, first, last))
        index = last + 1
    return tuple(borders)


def _counts_items(text: str, start: int, end: int) -> bool:
    """Whether a word is the number of an item: `(1)`, `(A)`, or `2.` and `B)` where a line begins."""
    if not ((text[start:end].isdecimal() and end - start <= _LONGEST_ITEM_NUMBER) or end - start == 1):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before, after) == ("(", ")"):
        return True
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return after in (".", ")") and not text[line:start].strip() and not text[end + 1 : end + 2].strip()


def _last_of(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool], first: int) -> int:
    """Number of the last word of the run that begins with word `first`."""
    last = first
    while True:
        following = _following(text, found, outstanding, last)
        if following is None:
            return last
        last = following


def _following(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool], number: int) -> int | None:
    """Number of the next word of the same run, over particles and signs between; None if the run ends."""
    for candidate in range(number + 1, min(number + 4, len(found))):
        gap = text[found[candidate - 1][1] : found[candidate][0]]
        if gap.strip(" ") or len(gap) > 1:
            return None  # a line ends there, or a column
        word = text[slice(*found[candidate])]
        if outstanding[candidate]:
            return candidate
        if word in (".", ",") and not _is_inside(text, found, candidate):
            return None
        if word not in _JOINERS and word not in _PARTICLES and word not in (".", ","):
            return None
    return None


def _is_inside(text: str, found: tuple[Borders, ...], number: int) -> bool:
    """Whether a dot or comma belongs to what surrounds it: `40,000`, `3.5`, `J. Smith`."""
    start, end = found[number]
    before = text[found[number - 1][0] : found[number - 1][1]]
    if text[start] == "." and len(before) == 1 and before.isupper():
        return True
    return before[-1].isdigit() and end < len(text) and text[end].isdigit()


def _with_signs(text: str, found: tuple[Borders, ...], first: int, last: int) -> Borders:
    """Borders of a run, with the sign of a currency before it and a per cent sign after it."""
    start, end = found[first][0], found[last][1]
    if text[start].isdigit() and start and text[start - 1] in _BEFORE_NUMBERS:
        start -= 1
    if text[end - 1].isdigit() and end < len(text) and text[end] == "%":
        end += 1
    return start, end


class Likely:
    """Places of a text where a mention may have been missed: strings tagged elsewhere, and candidates.

    Args:
        text: where to look.
        strings: what is tagged in the project.
        bare: words that are left bare in it, which no place but a tagged string holds.
    """

    def __init__(self, text: str, strings: TaggedStrings, bare: Container[str] = frozenset()) -> None:
        known = SpanSet(Span(start, end, "") for start, end in strings.find(text))
        found = words(text)
        outstanding = [
            stands_out(text, word) and text[slice(*word)] not in bare and not known.overlapping(*word) for word in found
        ]
        others = (Span(start, end, "") for start, end in _runs(text, found, outstanding))
        self._places = known.with_added(span for span in others if not known.overlapping(*span.borders))

    def between(self, start: int, end: int, tagging: Tagging) -> list[Borders]:
        """Those that share a character with a stretch and are neither tagged, suggested nor rejected."""
        return [p.borders for p in self._places.overlapping(start, end) if tagging.is_bare(p.borders)]

    def next(self, offset: int, tagging: Tagging) -> Borders | None:
        """The first one that starts after the offset and is neither tagged, suggested nor rejected."""
        return self._step(self._places.after, offset, tagging)

    def previous(self, offset: int, tagging: Tagging) -> Borders | None:
        """The last one that starts before the offset and is neither tagged, suggested nor rejected."""
        return self._step(self._places.before, offset, tagging)

    @staticmethod
    def _step(step: Callable[[int], Span | None], offset: int, tagging: Tagging) -> Borders | None:
        while (place := step(offset)) is not None:
            if tagging.is_bare(place.borders):
                return place.borders
            offset = place.start
        return None
