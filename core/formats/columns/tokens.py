"""Texts as tokens with tags, and back.

Formats of tokens hold no texts: a text is rebuilt with one blank between tokens and a line for each sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from core.domain.text.spans import Span
from core.formats.interface import ExchangedFile, Loss

OUTSIDE = "O"

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u093a-\u094f\u200c\u200d\ufe0e\ufe0f"
_TOKEN = re.compile(rf"[\w{_MARKS}]+|\S[{_MARKS}]*")
_PREFIXES = "BIESLUM"
_PREFIXED = re.compile(rf"([{_PREFIXES}])[-_]((?!.*\|[{_PREFIXES}]-).+)", re.DOTALL)
_SUFFIXED = re.compile(rf"(.+)[-_]([{_PREFIXES}])", re.DOTALL)

_CONTINUES = frozenset("IELM")
_ENDS = frozenset("ELSU")

_KNOWN_TAGS = 4096
"""Different tags that are remembered: a corpus has a few dozen, and millions of tokens with them."""

UNNAMED = "Entity"
"""What an entity is called whose tags are B and I alone."""


class Scheme(StrEnum):
    """How tags say where a span begins, and which entity it is of."""

    PREFIXED = "B-City"
    SMALL = "b-city"
    SUFFIXED = "City-B"
    LETTERS = "B"
    NAMES = "City"

    def as_prefixed(self, tag: str) -> str:
        """Return a tag of this scheme as one with a prefix."""
        if tag == OUTSIDE or self is Scheme.PREFIXED:
            return tag
        if self is Scheme.SMALL:
            return tag[0].upper() + tag[1:]
        if self is Scheme.LETTERS:
            return f"{tag}-{UNNAMED}"
        if self is Scheme.NAMES:
            return f"I-{tag}"
        return f"{tag[-1]}-{tag[:-2]}"


def scheme_of(tags: Collection[str]) -> Scheme:
    """Return the scheme of different tags, O left out."""
    if all(map(is_prefixed, tags)):
        return Scheme.PREFIXED
    if all(map(is_small, tags)):
        return Scheme.SMALL
    if "B" in tags and all(tag in _PREFIXES for tag in tags):
        return Scheme.LETTERS
    return Scheme.SUFFIXED if all(map(_SUFFIXED.fullmatch, tags)) else Scheme.NAMES


@dataclass
class Sentence:
    """Tokens and their tags."""

    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def rebuilt(sentences: Sequence[Sentence]) -> tuple[str, tuple[Span, ...]]:
    """Join sentences to a text, and read the spans from their tags: IOB1, IOB2, BIOES, BILOU or BMES."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for sentence in sentences:
        previous: Span | None = None
        for number, (word, tag) in enumerate(zip(sentence.words, sentence.tags, strict=True)):
            start = length
            prefix, entity = _split(tag)
            if previous is not None and prefix in _CONTINUES and previous.entity == entity:
                previous = spans[-1] = Span(previous.start, start + len(word), entity)
            elif entity:
                previous = Span(start, start + len(word), entity)
                spans.append(previous)
            if prefix in _ENDS or not entity:
                previous = None
            parts += (word, "\n" if number + 1 == len(sentence.words) else " ")
            length += len(word) + 1
    return "".join(parts), tuple(spans)


def placed_in(text: str, sentences: Sequence[Sentence]) -> tuple[Span, ...]:
    """Read the spans from the tags of sentences, and place them in the text that holds the tokens.

    Raises:
        ValueError: a token does not follow the one before it in the text, with nothing but blanks between them.
    """
    joined_text, spans = rebuilt(sentences)
    words = [word for sentence in sentences for word in sentence.words]
    pairs = list(zip(_found(joined_text, words), _found(text, words), strict=True))
    starts = {there[0]: here[0] for there, here in pairs}
    ends = {there[1]: here[1] for there, here in pairs}
    return tuple(Span(starts[span.start], ends[span.end], span.entity) for span in spans)


def _found(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words are in a text, one after the other."""
    borders = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0 or text[at:start].strip():
            raise ValueError(f"the token {word!r} does not follow in its text at {at}")
        at = start + len(word)
        borders.append((start, at))
    return borders


def joined(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join words to one line, and return it with the borders of each word."""
    borders = []
    at = 0
    for word in words:
        borders.append((at, at + len(word)))
        at += len(word) + 1
    return " ".join(words) + "\n", borders


@lru_cache(maxsize=_KNOWN_TAGS)
def _split(tag: str) -> tuple[str, str]:
    """Split a tag into its prefix and its entity; both are empty outside of entities."""
    match = _PREFIXED.fullmatch(tag)
    return (match[1], match[2]) if match else ("", "")


@lru_cache(maxsize=_KNOWN_TAGS)
def is_tag(tag: str) -> bool:
    """Decide whether this is O or a prefix with an entity."""
    return tag == OUTSIDE or is_prefixed(tag)


@lru_cache(maxsize=_KNOWN_TAGS)
def is_prefixed(tag: str) -> bool:
    """Decide whether this is a prefix with an entity."""
    return _PREFIXED.fullmatch(tag) is not None


def is_small(tag: str) -> bool:
    """Decide whether this is a tag whose prefix, or O, is a small letter."""
    return tag[:1].islower() and is_tag(tag[:1].upper() + tag[1:])


def cut(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return the borders of the tokens of a text, such that no span begins or ends inside one."""
    wanted = iter(sorted({offset for span in spans for offset in span.borders}))
    border = next(wanted, len(text))
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while border < end:
            if border > start:
                tokens.append((start, border))
                start = border
            border = next(wanted, len(text))
        tokens.append((start, end))
    return tokens


def covered(file: ExchangedFile, tokens: Sequence[tuple[int, int]], losses: list[Loss]) -> list[tuple[int, int, Span]]:
    """Return the first and last token of each tag; tags of blanks alone are losses, and so are blanks at borders."""
    found = []
    for span in file.spans:
        inside = [n for n, (start, end) in enumerate(tokens) if span.start <= start and end <= span.end]
        if not inside:
            losses.append(Loss("tag of blanks alone", f"{file.name}, {span.start}-{span.end}"))
            continue
        if (tokens[inside[0]][0], tokens[inside[-1]][1]) != span.borders:
            losses.append(Loss("blank at the border of a tag", f"{file.name}, {span.start}-{span.end}"))
        found.append((inside[0], inside[-1], span))
    return found


def tagged_tokens(
    file: ExchangedFile,
    tokens: Sequence[tuple[int, int]],
    name_of: Callable[[str], str],
    losses: list[Loss],
    *,
    ends_marked: bool = False,
) -> list[str]:
    """Return a tag for each token, in IOB2, or with the last tokens of spans marked too (BIOES)."""
    tags = [OUTSIDE] * len(tokens)
    for first, last, span in covered(file, tokens, losses):
        for n in range(first, last + 1):
            tags[n] = f"{_prefix(n, first, last, ends_marked=ends_marked)}-{name_of(span.entity)}"
    return tags


def _prefix(number: int, first: int, last: int, *, ends_marked: bool) -> str:
    if ends_marked and number == last:
        return "S" if first == last else "E"
    return "B" if number == first else "I"


def ends_sentence(file: ExchangedFile, end: int, start: int) -> bool:
    """Decide whether a line ends between two tokens, outside every tag."""
    return "\n" in file.text[end:start] and not any(span.start < end and start < span.end for span in file.spans)
