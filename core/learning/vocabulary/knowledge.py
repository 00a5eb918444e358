"""What is known of a word or a string wherever it stands: from the training files as a whole, and from lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from core.learning.pipeline.tokenizer import TextTokens, TokenCuts
from core.learning.training.examples import Example
from core.learning.vocabulary.gazetteers import Gazetteers, gazetteers
from core.learning.vocabulary.guess_records import GuessRecords
from core.learning.vocabulary.mentions import Mentions


@dataclass(frozen=True)
class Knowledge:
    """What some files and the lists tell.

    Attributes:
        mentions: strings tagged in the files.
        files: for each word, in small letters, the number of files that hold it.
        plain: the same, counting only files where it stands in small letters.
        gazetteers: lists of names and words.
        guesses: how often guessed strings were right in the files.
    """

    mentions: Mentions
    files: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    gazetteers: Gazetteers = field(default_factory=gazetteers)
    guesses: GuessRecords = field(default_factory=GuessRecords)

    @classmethod
    def of(cls, examples: Sequence[Example], cuts: TokenCuts) -> Self:
        """What these files and all lists tell."""
        files, plain = Counter[str](), Counter[str]()
        for example in examples:
            words = set(TextTokens.of(example.text, cuts).words)
            files.update({word.lower() for word in words})
            plain.update({word for word in words if word.islower()})
        return cls(Mentions.of(examples, cuts), files, plain, guesses=GuessRecords.of(examples))

    def to_dict(self) -> dict[str, object]:
        """For a file."""
        words = [[word, count, self.plain[word]] for word, count in self.files.items()]
        # Models on disk call the gazetteers lexicons.
        return {
            "mentions": self.mentions.to_list(),
            "words": sorted(words),
            "lexicons": self.gazetteers.to_dict(),
            "guesses": self.guesses.to_list(),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """From what `to_dict` gave."""
        files = Counter({word: count for word, count, _ in kept["words"]})
        plain = Counter({word: count for word, _, count in kept["words"]})
        mentions, lists = Mentions.from_list(kept["mentions"]), Gazetteers.from_dict(kept["lexicons"])
        return cls(mentions, files, plain, lists, GuessRecords.from_list(kept.get("guesses", ())))
