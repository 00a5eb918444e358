"""Gazetteers: lists of names and words that a handful of tagged files cannot teach, such as first names and towns.

The lists are frozen in `word_lists/`, so that the same tagged files train the same model whatever else is installed. A
model keeps a copy of them, so it does not change when they are updated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from core.learning.pipeline.tokenizer import tokenize
from core.learning.vocabulary.phrases import Phrases, Tokens

_WORD_LISTS = ("faker.txt", "iso_3166.txt")


class Gazetteers:
    """Find the lists that hold a word or a phrase.

    Args:
        lists: phrases by kind of list, each as its lower-case tokens.
    """

    def __init__(self, lists: dict[str, list[Tokens]]) -> None:
        self.lists = lists
        kinds: dict[Tokens, list[str]] = defaultdict(list)
        for kind, phrases in lists.items():
            for phrase in phrases:
                kinds[phrase].append(kind)
        self._kinds = dict(kinds)
        self._phrases = Phrases(self._kinds)

    def __reduce__(self) -> tuple[Callable[..., Gazetteers], tuple[object, ...]]:
        """Pickle the frozen lists by reference: every process has them."""
        return (gazetteers, ()) if self is gazetteers() else (Gazetteers, (self.lists,))

    def of(self, words: Sequence[str]) -> list[set[str]]:
        """Return the kinds of list that hold each word, with a plus where the word is part of a longer phrase."""
        lower = [word.lower() for word in words]
        found: list[set[str]] = [set() for _ in words]
        for first, last in self._phrases.find(lower):
            longer = "+" if last - first > 1 else ""
            kinds = {f"{kind}{longer}" for kind in self._kinds[tuple(lower[first:last])]}
            for each in found[first:last]:
                each |= kinds
        return found

    def to_dict(self) -> dict[str, list[str]]:
        """Return the lists as a document for a file."""
        return {kind: [" ".join(phrase) for phrase in phrases] for kind, phrases in self.lists.items()}

    @classmethod
    def from_dict(cls, kept: dict[str, list[str]]) -> Gazetteers:
        """Restore the lists from a document."""
        return cls({kind: [tuple(phrase.split(" ")) for phrase in phrases] for kind, phrases in kept.items()})


@lru_cache(maxsize=1)
def gazetteers() -> Gazetteers:
    """Read the frozen lists, once a process; that takes about a second."""
    phrases: dict[str, set[str]] = defaultdict(set)
    for kind, phrase in _frozen():
        phrases[kind].add(phrase)
    return Gazetteers({kind: [_tokens(phrase) for phrase in sorted(phrases[kind])] for kind in sorted(phrases)})


def _frozen() -> Iterator[tuple[str, str]]:
    folder = files("core.learning.vocabulary") / "word_lists"
    for name in _WORD_LISTS:
        kind = ""
        lists = folder / name
        for line in lists.read_text("utf-8").splitlines()[1:] if lists.is_file() else ():
            if line.startswith("["):
                kind = line.strip("[]")
            else:
                yield kind, line


def _tokens(phrase: str) -> Tokens:
    if phrase.isascii() and phrase.replace(" ", "").isalpha():  # most phrases; tokenizing them takes longer
        return tuple(phrase.split())
    return tuple(phrase[start:end] for start, end in tokenize(phrase, {}))
