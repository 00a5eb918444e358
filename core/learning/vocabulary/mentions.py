"""Strings that are tagged in some file: how often as which entity, and how often they occur untagged.

The recipe `matches` finds these strings, the other recipes use them as features, and every score depends on them: a
suggestion whose string is tagged elsewhere is right far more often than one that is not.
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
"""Characters that a string needs to count as a mention."""

SHORTEST_WORD = 4
"""Characters that a word of a tagged string needs to count by itself."""

REJECTED = 3
"""Weight of an occurrence that a user rejected; one that is merely untagged, perhaps overlooked, has weight 1."""


@dataclass
class Usage:
    """How a string is used in some files.

    Attributes:
        tagged: per entity, the number of tags.
        untagged: number of known occurrences without a tag; rejected ones count `REJECTED` times.
        files: number of files in which it is tagged.
    """

    tagged: Counter[str] = field(default_factory=Counter)
    untagged: int = 0
    files: int = 0

    def share(self, entity: str) -> float:
        """Return the share of occurrences that are tagged as the entity, smoothed towards one half."""
        return (self.tagged[entity] + 0.5) / (self.tagged.total() + self.untagged + 1)


class Mentions:
    """The strings that are tagged in a set of files, by their tokens; case matters.

    Args:
        usages: how each string is used.
    """

    def __init__(self, usages: dict[Tokens, Usage]) -> None:
        self.usages = usages
        self._phrases = Phrases(usages)

    @cached_property
    def near(self) -> NearMentions:
        """Strings and words that resemble these strings."""
        return NearMentions(self.usages)

    @classmethod
    def of(cls, examples: Sequence[Example], cuts: TokenCuts) -> Mentions:
        """Count the strings that are tagged in some files."""
        texts = [_TaggedTokens.of(example, cuts) for example in examples]
        usages: dict[Tokens, Usage] = {}
        for text in texts:
            text.count_tags(usages)
        mentions = cls(usages)
        for text in texts:
            text.count_untagged(mentions, usages)
        return mentions

    def within(self, example: Example, cuts: TokenCuts) -> Mentions:
        """Return the part of these counts that comes from one of the files."""
        text = _TaggedTokens.of(example, cuts)
        usages: dict[Tokens, Usage] = {}
        text.count_tags(usages)
        text.count_untagged(self, usages)
        return Mentions(usages)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield occurrences as (first token, token after the last); the longest at each token."""
        return self._phrases.find(tokens)

    def look_up(self, tokens: Sequence[str]) -> Usage | None:
        """Return how a string is used; None if it is never tagged."""
        return self.usages.get(tuple(tokens))

    def precedent(self, tokens: Sequence[str], entity: str) -> int:
        """Return 1 if the string is tagged as the entity, -1 if only as other entities, 0 if never."""
        usage = self.look_up(tokens)
        if usage is None:
            return 0
        return 1 if usage.tagged[entity] else -1

    def to_list(self) -> list[object]:
        """Return rows for a JSON file."""
        return [
            [list(tokens), dict(usage.tagged), usage.untagged, usage.files] for tokens, usage in self.usages.items()
        ]

    @classmethod
    def from_list(cls, rows: list[tuple[list[str], dict[str, int], int, int]]) -> Mentions:
        """Read the rows of `to_list`."""
        return cls({tuple(tokens): Usage(Counter(tagged), untagged, files) for tokens, tagged, untagged, files in rows})


class NearMentions:
    """Strings that equal a tagged string but for case, and the longer words of tagged strings.

    Args:
        usages: the tagged strings; case matters.
    """

    def __init__(self, usages: Mapping[Tokens, Usage]) -> None:
        self.strings: dict[Tokens, Counter[str]] = defaultdict(Counter)
        self.words: dict[str, Counter[str]] = defaultdict(Counter)
        for tokens, usage in usages.items():
            lower = tuple(token.lower() for token in tokens)
            self.strings[lower].update(usage.tagged)
            for word in {token for token in lower if len(token) >= SHORTEST_WORD and token.isalpha()}:
                self.words[word].update(usage.tagged)
        self._phrases = Phrases(self.strings)

    def find(self, lower: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield occurrences in a lower-cased text, as (first token, token after the last)."""
        return self._phrases.find(lower)


@dataclass(frozen=True)
class _TaggedTokens:
    """The tokens of an example with its decisions, by (first token, token after the last).

    Attributes:
        example: the file.
        tokens: its tokens.
        words: their strings.
        tags: entity of each tag.
        rejected: the rejected spans.
    """

    example: Example
    tokens: TextTokens
    words: Sequence[str]
    tags: Mapping[tuple[int, int], str]
    rejected: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, example: Example, cuts: TokenCuts) -> _TaggedTokens:
        tokens = TextTokens.of(example.text, cuts)
        tags = {(first, last): entity for first, last, entity in tokens.numbered(example.spans)}
        rejected = frozenset((first, last) for first, last, _ in tokens.numbered(example.rejected))
        return cls(example, tokens, tokens.words, tags, rejected)

    def count_tags(self, usages: dict[Tokens, Usage]) -> None:
        """Add the tagged strings."""
        tagged = [(tuple(self.words[first:last]), entity) for (first, last), entity in self.tags.items()]
        tagged = [(string, entity) for string, entity in tagged if sum(map(len, string)) >= SHORTEST]
        for string, entity in tagged:
            usages.setdefault(string, Usage()).tagged[entity] += 1
        for string in {string for string, _ in tagged}:
            usages[string].files += 1

    def count_untagged(self, mentions: Mentions, usages: dict[Tokens, Usage]) -> None:
        """Add the known occurrences of mentions that have no tag."""
        for first, last in mentions.find(self.words):
            if (first, last) in self.tags or not self._is_known(first, last):
                continue
            weight = REJECTED if (first, last) in self.rejected else 1
            usages.setdefault(tuple(self.words[first:last]), Usage()).untagged += weight

    def _is_known(self, first: int, last: int) -> bool:
        return self.example.known.covers(self.tokens.borders[first][0], self.tokens.borders[last - 1][1])
