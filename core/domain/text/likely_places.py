"""Find the places in a changed text where a tag that was set aside may belong, likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches
from itertools import chain, islice

from core.domain.text.anchoring import CONTEXT, Anchor
from core.domain.text.selection import Borders
from core.domain.text.words import words

_MOST = 1000
"""Places of each kind that are compared: enough for a name, and the user is not kept waiting for a letter."""

_FEW_WORDS = 6
"""Words of a quote up to which words that are spelled much alike are looked for too."""

_ALIKE = 0.5
"""Likeness of the words alone from which a place is offered that has not the tag's context."""

_NEAR = 8
"""Characters of context that show where the tag stood."""


def likely_places(text: str, wanted: Anchor) -> list[Borders]:
    """Return places with the words of a tag, with similar words, or between the same context; likeliest first."""
    if not wanted.quote.strip():
        return []
    likeness: dict[Borders, float] = {}
    for place in _between(text, wanted):
        likeness[place] = _likeness(text, place, wanted)
    for place in chain(_with_same_words(text, wanted.quote), _with_similar_words(text, wanted.quote)):
        if place not in likeness and _ratio(text[slice(*place)].casefold(), wanted.quote.casefold()) >= _ALIKE:
            likeness[place] = _likeness(text, place, wanted)
    return _apart(sorted(likeness, key=lambda place: (-likeness[place], place)))


def _with_same_words(text: str, quote: str) -> Iterator[Borders]:
    found = re.finditer(re.escape(quote), text, re.IGNORECASE)
    return (match.span() for match in islice(found, _MOST))


def _with_similar_words(text: str, quote: str) -> Iterator[Borders]:
    """Yield stretches of as many words as the quote that have a word of it in its place."""
    asked = [quote[start:end].casefold() for start, end in words(quote)]
    present = words(text)
    folded = [text[start:end].casefold() for start, end in present]
    alike = {word: {number} for number, word in enumerate(asked)}
    if len(asked) <= _FEW_WORDS:
        for number, word in enumerate(asked):
            for other in get_close_matches(word, set(folded)):
                alike.setdefault(other, set()).add(number)
    firsts = (at - number for at, word in enumerate(folded) for number in alike.get(word, ()))
    inside = (first for first in firsts if 0 <= first <= len(present) - len(asked))
    for first in islice(inside, _MOST):
        yield present[first][0], present[first + len(asked) - 1][1]


def _between(text: str, wanted: Anchor) -> Iterator[Borders]:
    """Yield the stretches that now lie between the words before and after the tag."""
    before, after = wanted.before[-_NEAR:], wanted.after[:_NEAR]
    if len(before) < _NEAR or len(after) < _NEAR:
        return
    for match in islice(re.finditer(re.escape(before), text), _MOST):
        end = text.find(after, match.end(), match.end() + 2 * len(wanted.quote) + CONTEXT + _NEAR)
        inside = text[match.end() : end] if end >= 0 else ""
        if inside.strip():
            start = match.end() + len(inside) - len(inside.lstrip())
            yield start, start + len(inside.strip())


def _likeness(text: str, place: Borders, wanted: Anchor) -> float:
    start, end = place
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    context = (_ratio(before, wanted.before) + _ratio(after, wanted.after)) / 2
    return _ratio(text[start:end], wanted.quote) + context


def _ratio(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _apart(places: list[Borders]) -> list[Borders]:
    """Return those of some places that do not lie over a likelier one."""
    apart: list[Borders] = []
    for start, end in places:
        if all(end <= other[0] or other[1] <= start for other in apart):
            apart.append((start, end))
    return apart
