"""A guesser that knows the right spans and errs on purpose: always in the same way about the same string.

Real guessers err systematically: they take every `Apple` for a company, or never see a certain band. So an error
belongs to a string, not to a place: the same string meets the same fate in every file. Only the few strings that are
tagged all the time meet a fate for each file, or one of them would decide how good the guesser is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from hashlib import blake2b

from core.domain.text.guesses import Guess
from core.domain.text.spans import Span, best_apart
from core.learning.training.examples import Example

_FREQUENT = 0.01
"""Share of all tags from which on a string has a fate of its own in each file."""

_PHRASE = re.compile(r"[^\W\d_][\w'&-]*(?: [A-Z][\w'&-]*)*")
_WORD_BEFORE = re.compile(r"\S+\s$")
_WORD_AFTER = re.compile(r"\s\S+")


class Fate(Enum):
    """What the guesser makes of a string that is tagged."""

    FOUND = auto()
    MISTAKEN = auto()
    """Found as another entity."""

    MISFIT = auto()
    """Found with a word too many or too few."""

    MISSED = auto()


class SimulatedGuesser:
    """Guesses with a known precision and recall.

    Args:
        examples: texts with their right spans; the guesser can read no others.
        quality: recall, and precision too: there are as many guesses as right spans. At 0 every guess is wrong.
        seed: of the errors.
    """

    def __init__(self, examples: Sequence[Example], quality: float, seed: int = 0) -> None:
        self._seed = seed
        self._entities = sorted({span.entity for example in examples for span in example.spans})
        wrong = 1 - quality
        shares = {Fate.FOUND: quality, Fate.MISTAKEN: wrong / 4, Fate.MISFIT: wrong / 4, Fate.MISSED: wrong / 2}
        strings = Counter(_string(example, span) for example in examples for span in example.spans)
        self._frequent = {string for string, count in strings.items() if count > _FREQUENT * strings.total()}
        keys = Counter(self._key(example, span) for example in examples for span in example.spans)
        self._fates = self._shared_out(keys, shares)
        phrases = Counter(example.text[start:end].lower() for example in examples for start, end in _phrases(example))
        # As many guesses where nothing is tagged as tags were missed: so precision equals recall.
        self._invented = self._up_to(phrases, round(wrong / 2 * keys.total()))
        self._guesses = {example.text: tuple(self._read(example)) for example in examples}

    def of(self, text: str) -> Sequence[Guess] | None:
        """Return the guesses of a text; None for a text that is none of the examples'."""
        return self._guesses.get(text)

    def _shared_out(self, counts: Mapping[str, int], shares: Mapping[Fate, float]) -> dict[str, Fate]:
        """Assign a fate to each string such that each fate gets its share of all places, as nearly as can be."""
        left = {fate: share * sum(counts.values()) for fate, share in shares.items()}
        fates = {}
        for string in self._shuffled(counts):
            fates[string] = max(left, key=lambda fate: left[fate])
            left[fates[string]] -= counts[string]
        return fates

    def _up_to(self, counts: Mapping[str, int], total: int) -> set[str]:
        """Choose strings that stand in so many places altogether."""
        chosen = set()
        for string in self._shuffled(counts):
            if counts[string] <= total:
                chosen.add(string)
                total -= counts[string]
        return chosen

    def _read(self, example: Example) -> list[Guess]:
        found = [guess for span in example.spans for guess in self._of_span(example, span)]
        found += [
            Guess(start, end, self._other("", example.text[start:end]), 1.0)
            for start, end in _phrases(example)
            if example.text[start:end].lower() in self._invented
        ]
        return best_apart(found)

    def _of_span(self, example: Example, span: Span) -> Iterator[Guess]:
        match self._fates[self._key(example, span)]:
            case Fate.FOUND:
                yield Guess(*span.borders, span.entity, 1.0)
            case Fate.MISTAKEN:
                yield Guess(*span.borders, self._other(span.entity, _string(example, span)), 1.0)
            case Fate.MISFIT:
                yield Guess(*_moved(example.text, span), span.entity, 1.0)

    def _key(self, example: Example, span: Span) -> str:
        """Name what has one fate: a string as an entity, or that in one file."""
        string = _string(example, span)
        return f"{string}|{span.entity}|{example.name if string in self._frequent else ''}"

    def _other(self, entity: str, string: str) -> str:
        """Another entity, always the same one for the same string."""
        others = [name for name in self._entities if name != entity] or [entity]
        return others[self._digest(f"{entity}|{string.lower()}") % len(others)]

    def _shuffled(self, strings: Iterable[str]) -> list[str]:
        return sorted(strings, key=lambda string: (self._digest(string), string))

    def _digest(self, string: str) -> int:
        data = f"{self._seed}|{string}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(data, digest_size=8).digest())


def _string(example: Example, span: Span) -> str:
    return example.text[span.start : span.end].lower()


def _phrases(example: Example) -> Iterator[tuple[int, int]]:
    """Yield words, each with the capitalised words behind it, that meet no right span."""
    for match in _PHRASE.finditer(example.text):
        if not any(span.start < match.end() and match.start() < span.end for span in example.spans):
            yield match.span()


def _moved(text: str, span: Span) -> tuple[int, int]:
    """Return borders without the first of several words, or with a word too many."""
    if " " in text[span.start : span.end]:
        return text.index(" ", span.start) + 1, span.end
    if after := _WORD_AFTER.match(text, span.end):
        return span.start, after.end()
    if before := _WORD_BEFORE.search(text, 0, span.start):
        return before.start(), span.end
    return span.borders
