"""Strings that are tagged in some file: what they were tagged as, and how often they were left bare.

The knowledge behind the recipe `matches`, a feature of the others, and a part of every score: a suggestion whose
string is tagged elsewhere is right far more often than one never seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from core.learning.pipeline.tokenizer import TextTokens, TokenCuts
from core.learning.training.examples import Example
from core.learning.vocabulary.phrases import Phrases, Tokens

SHORTEST = 3
"""Characters below which a string says too little about being a mention."""

SHORTEST_WORD = 4
"""Characters below which a part of a tagged string says too little."""

REJECTED = 3
"""A place where a user rejected the string counts as so many where it was merely left bare, perhaps overlooked."""


@dataclass
class Seen:
    """How often a string was tagged as each entity, and left bare, and in which files.

    Attributes:
        tagged: per entity, the number of tags.
        bare: number of places where it stands untagged; a rejected one counts more, see `REJECTED`.
        files: number of files in which it is tagged.
    """

    tagged: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    files: int = 0

    def share(self, entity: str) -> float:
        """Share of its places that are tagged as the entity, pulled towards a half while there are few."""
        return (self.tagged[entity] + 0.5) / (self.tagged.total() + self.bare + 1)


class Mentions:
    """All strings that are tagged in a set of files, looked up by tokens, case as seen."""

    def __init__(self, seen: dict[Tokens, Seen]) -> None:
        self.seen = seen
        self._phrases = Phrases(seen)

    @cached_property
    def near(self) -> NearMentions:
        """What resembles them."""
        return NearMentions(self.seen)

    @classmethod
    def of(cls, examples: Sequence[Example], cuts: TokenCuts) -> Mentions:
        """The mentions of some files."""
        seen: dict[Tokens, Seen] = {}
        texts = [_Tokenized(example, cuts) for example in examples]
        for text in texts:
            for tokens in text.tagged.values():
                if sum(map(len, tokens[0])) >= SHORTEST:
                    seen.setdefault(tokens[0], Seen()).tagged[tokens[1]] += 1
            for tokens_of_file in {tokens for tokens, _ in text.tagged.values()}:
                if tokens_of_file in seen:
                    seen[tokens_of_file].files += 1
        mentions = cls(seen)
        for text in texts:
            for first, last in mentions.find(text.tokens):
                if (first, last) not in text.tagged:
                    rejected = (first, last) in text.rejected
                    seen[tuple(text.tokens[first:last])].bare += REJECTED if rejected else 1
        return mentions

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Places (first token, token after the last) where a mention stands; the longest at each token."""
        return self._phrases.find(tokens)

    def look_up(self, tokens: Sequence[str]) -> Seen | None:
        """What is known of a string."""
        return self.seen.get(tuple(tokens))

    def seen_level(self, tokens: Sequence[str], entity: str) -> int:
        """1 if the string is tagged as the entity, -1 if as another one only, 0 if never."""
        seen = self.look_up(tokens)
        if seen is None:
            return 0
        return 1 if seen.tagged[entity] else -1

    def to_list(self) -> list[object]:
        """For a file."""
        return [[list(tokens), dict(seen.tagged), seen.bare, seen.files] for tokens, seen in self.seen.items()]

    @classmethod
    def from_list(cls, rows: list[tuple[list[str], dict[str, int], int, int]]) -> Mentions:
        """From what `to_list` gave."""
        return cls({tuple(tokens): Seen(Counter(tagged), bare, files) for tokens, tagged, bare, files in rows})


class NearMentions:
    """What resembles a tagged string: the same one with other capitals, and the longer words of each.

    Args:
        seen: the strings, case as seen.
    """

    def __init__(self, seen: Mapping[Tokens, Seen]) -> None:
        self.strings: dict[Tokens, Counter[str]] = defaultdict(Counter)
        self.words: dict[str, Counter[str]] = defaultdict(Counter)
        for tokens, each in seen.items():
            lower = tuple(token.lower() for token in tokens)
            self.strings[lower].update(each.tagged)
            for word in {token for token in lower if len(token) >= SHORTEST_WORD and token.isalpha()}:
                self.words[word].update(each.tagged)
        self._phrases = Phrases(self.strings)

    def find(self, lower: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Places (first token, token after the last) of strings in a text in small letters."""
        return self._phrases.find(lower)


class _Tokenized:
    """Tokens of an example, and its tags by token numbers."""

    def __init__(self, example: Example, cuts: TokenCuts) -> None:
        tokens = TextTokens.of(example.text, cuts)
        self.tokens = tokens.words
        self.tagged: dict[tuple[int, int], tuple[Tokens, str]] = {}
        self.rejected = {(first, last) for first, last, _ in tokens.numbered(example.rejected)}
        for first, last, entity in tokens.numbered(example.spans):
            self.tagged[first, last] = tuple(self.tokens[first:last]), entity
