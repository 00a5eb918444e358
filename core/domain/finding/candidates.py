"""Find stretches of a text that look like a mention, for a person to look at first.

This is a guess from the letters alone, which saves keys where no model has suggested anything: runs of words that
begin with a capital, hold a digit, or are written in a script of names (Katakana, Han), without the words that the
project leaves untagged. It decides nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from functools import cached_property, lru_cache

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Tag
from core.domain.text.selection import Borders
from core.domain.text.spans import Span, SpanSet, position
from core.domain.text.words import words

_JOINERS = frozenset({"&", "-", "'", "’", "/"})
"""Signs that may separate two words of one name."""

_PARTICLES = frozenset({"of", "the", "de", "der", "den", "van", "von", "da", "di", "del", "la", "du"})
"""Words that occur inside names, never at their edges."""

_BEFORE_NAMES = frozenset({"Dr", "Mr", "Mrs", "Ms", "Prof"})
"""Titles with which a name begins: `Dear Ms Hartmann` are two."""

_TITLES = _BEFORE_NAMES | {"St"}
"""Words whose dot does not end a sentence, since a name follows."""

_STREETS = ("str", "Str")
"""Ends of words whose dot does not end a sentence where a number follows: `Lindenstr. 14`."""

_LONGEST_ITEM_NUMBER = 2

_LONGEST_DAY = 2

_YEAR_DIGITS = 4

_CURRENCIES = frozenset("$€£¥")

_INSIDE_FIGURES = frozenset({".", ",", ":"})

_AFTER_NUMBERS = _CURRENCIES | {"%"}

_BEFORE_NUMBERS = _CURRENCIES | {"#"}


@lru_cache(maxsize=8)
def candidates(text: str) -> tuple[Borders, ...]:
    """Return the borders of the candidates in text order; none overlaps another."""
    found = words(text)
    return _runs(text, found, [stands_out(text, word) for word in found])


def candidate_at(text: str, offset: int) -> Borders | None:
    """Return the candidate that holds the character at the offset, if any."""
    found = candidates(text)
    index = bisect_right(found, (offset, len(text))) - 1
    return found[index] if index >= 0 and found[index][1] > offset else None


def stands_out(text: str, word: Borders) -> bool:
    """Return whether a word may be part of a mention, by its first letter."""
    first = text[word[0]]
    if first.isalpha():
        # A letter without case, as in Han or Katakana, stands out; Hiragana is the small change between them.
        return not first.islower() and not "\u3041" <= first <= "\u309f"
    return first.isdigit()


def _runs(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool]) -> tuple[Borders, ...]:
    """Return the runs of words that stand out; `outstanding` has one flag a word."""
    usual = {text[start:end] for start, end in found if text[start].islower()}
    borders: list[Borders] = []
    index = 0
    while index < len(found):
        if not outstanding[index]:
            index += 1
            continue
        last = _last_of(text, found, outstanding, index)
        # A word that is in lower case elsewhere has a capital here only because a sentence begins.
        first = index + (text[slice(*found[index])].lower() in usual)
        if first <= last and outstanding[first] and not (first == last and _counts_items(text, *found[first])):
            after = borders[-1][1] if borders else 0
            borders.append(_with_signs(text, found, first, last, after))
        index = last + 1
    return tuple(borders)


def _counts_items(text: str, start: int, end: int) -> bool:
    """Return whether a word numbers an item: `(1)`, `(A)`, or `2.` and `B)` at the beginning of a line."""
    if not ((text[start:end].isdecimal() and end - start <= _LONGEST_ITEM_NUMBER) or end - start == 1):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before, after) == ("(", ")"):
        return True
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return after in (".", ")") and not text[line:start].strip() and not text[end + 1 : end + 2].strip()


def _last_of(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool], first: int) -> int:
    """Return the index of the last word of the run that begins with word `first`."""
    last = first
    while True:
        following = _following(text, found, outstanding, last)
        if following is None:
            return last
        last = following


def _following(text: str, found: tuple[Borders, ...], outstanding: Sequence[bool], number: int) -> int | None:
    """Return the index of the next word of the same run, across particles and signs; None if the run ends."""
    if _ends_date(text, found, number):
        return None
    for candidate in range(number + 1, min(number + 4, len(found))):
        gap = text[found[candidate - 1][1] : found[candidate][0]]
        if gap.strip(" ") or len(gap) > 1:
            return None  # a line ends there, or a column
        word = text[slice(*found[candidate])]
        if outstanding[candidate]:
            begins = word in _BEFORE_NAMES and text[slice(*found[number])] not in _TITLES
            return None if begins else candidate
        if word in _INSIDE_FIGURES and not _is_inside(text, found, candidate):
            return None
        if word not in _JOINERS and word not in _PARTICLES and word not in _INSIDE_FIGURES:
            return None
        if word == "the" and text[found[candidate - 1][0]].isdigit():
            return None  # "4.1.7 the Falcon" are two
    return None


def _ends_date(text: str, found: tuple[Borders, ...], number: int) -> bool:
    """Return whether a word is the year of a date: `12 March 2024`, `March 12, 2024`, but not `Version 2024`."""
    year = text[slice(*found[number])]
    if not (len(year) == _YEAR_DIGITS and year.isdecimal() and year.startswith(("19", "20"))):
        return False
    before = [text[slice(*borders)] for borders in found[max(0, number - 3) : number]]
    has_month = any(word.isalpha() and word[0].isupper() for word in before)
    return has_month and any(word.isdecimal() and len(word) <= _LONGEST_DAY for word in before)


def _is_inside(text: str, found: tuple[Borders, ...], number: int) -> bool:
    """Return whether a dot, comma or colon belongs to its neighbours: `40,000`, `3.5`, `J. Smith`, `14:35`."""
    start, end = found[number]
    before = text[found[number - 1][0] : found[number - 1][1]]
    if text[start] == "." and ((len(before) == 1 and before.isupper()) or before in _TITLES):
        return True
    if text[start] == "." and before.endswith(_STREETS) and text[end : end + 1] == " ":
        return text[end + 1 : end + 2].isdigit()
    return before[-1].isdigit() and end < len(text) and text[end].isdigit()


def _with_signs(text: str, found: tuple[Borders, ...], first: int, last: int, after: int) -> Borders:
    """Return the borders of a run with the currency sign before or after it, and the per cent sign after it.

    `after` is the end of the run before, whose sign it keeps.
    """
    start, end = found[first][0], found[last][1]
    if text[start].isdigit():
        if start > after and text[start - 1] in _BEFORE_NUMBERS:
            start -= 1
        elif start > after + 1 and text[start - 1] == " " and text[start - 2] in _CURRENCIES:
            start -= 2
    if text[end - 1].isdigit():
        if text[end : end + 1] in _AFTER_NUMBERS:
            end += 1
        elif text[end : end + 1] == " " and text[end + 1 : end + 2] in _AFTER_NUMBERS:
            end += 0 if text[end + 2 : end + 3].isdigit() else 2  # the sign of the figure that follows
    return start, end


class Likely:
    """Places of a text where a mention may have been missed: strings tagged elsewhere, and candidates.

    They are found when first asked for, or by `prepare`: in a text of 5 MB that takes a second.

    Args:
        text: where to look.
        strings: the strings that are tagged in the project.
        untagged_words: words that the project leaves untagged; only a tagged string may hold them.
    """

    def __init__(self, text: str, strings: TaggedStrings, untagged_words: Container[str] = frozenset()) -> None:
        self.text = text
        self._strings = strings
        self._untagged_words = untagged_words

    def prepare(self) -> Likely:
        """Find the places, and return this object."""
        _ = self._places
        return self

    @cached_property
    def _words(self) -> tuple[Borders, ...]:
        return words(self.text)

    @cached_property
    def _places(self) -> SpanSet[Span]:
        text = self.text
        known = SpanSet(Span(start, end, "") for start, end in self._strings.find(text))
        outstanding = [
            stands_out(text, word) and text[slice(*word)] not in self._untagged_words and not known.overlapping(*word)
            for word in self._words
        ]
        others = (Span(start, end, "") for start, end in _runs(text, self._words, outstanding))
        return known.with_added(span for span in others if not known.overlapping(*span.borders))

    def between(self, start: int, end: int, tagging: Tagging) -> list[Borders]:
        """Return the places that share a character with a stretch and are neither tagged, suggested nor rejected.

        Where a part of a place is tagged or suggested, the rest is a place of its own: it may hold a second mention.
        """
        return [borders for place in self._places.overlapping(start, end) for borders in self._left_of(place, tagging)]

    def next(self, offset: int, tagging: Tagging) -> Borders | None:
        """Return the first such place that starts after the offset."""
        here = self._places.at(offset)
        place = here or self._places.after(offset)
        while place is not None:
            if found := [borders for borders in self._left_of(place, tagging) if borders[0] > offset]:
                return found[0]
            place = self._places.after(place.start)
        return None

    def previous(self, offset: int, tagging: Tagging) -> Borders | None:
        """Return the last such place that starts before the offset."""
        place = self._places.before(offset)
        while place is not None:
            if found := [borders for borders in self._left_of(place, tagging) if borders[0] < offset]:
                return found[-1]
            place = self._places.before(place.start)
        return None

    def _left_of(self, place: Span, tagging: Tagging) -> list[Borders]:
        """Return what is left of a place between the tags and suggestions in it."""
        if tagging.is_untouched(place.borders):
            return [place.borders]
        taken = sorted(
            (*tagging.tags.overlapping(*place.borders), *tagging.suggestions.overlapping(*place.borders)), key=position
        )
        if not taken:
            return []  # rejected as a whole
        edges = [place.start, *(edge for span in taken for edge in span.borders), place.end]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        left = (self._mention_in(start, end) for start, end in gaps if start < end)
        return [borders for borders in left if borders and tagging.is_untouched(borders)]

    def _mention_in(self, start: int, end: int) -> Borders | None:
        """Return the stretch from the first to the last word between two offsets that may be part of a mention."""
        first = bisect_left(self._words, (start, -1))
        last = bisect_left(self._words, (end, -1))
        inside = [n for n in range(first, last) if self._words[n][1] <= end and stands_out(self.text, self._words[n])]
        return (self._words[inside[0]][0], self._words[inside[-1]][1]) if inside else None


def phrase_at(text: str, offset: int, tags: SpanSet[Tag]) -> Borders | None:
    """Return the candidate that holds the character at the offset, without the tags next to that character.

    A tag that holds the character is the phrase itself.
    """
    if tag := tags.at(offset):
        return tag.borders
    phrase = candidate_at(text, offset)
    if phrase is None:
        return None
    start = max((tag.end for tag in tags.overlapping(*phrase) if tag.end <= offset), default=phrase[0])
    end = min((tag.start for tag in tags.overlapping(*phrase) if tag.start > offset), default=phrase[1])
    inside = words(text[start:end])
    return (start + inside[0][0], start + inside[-1][1]) if inside else None
