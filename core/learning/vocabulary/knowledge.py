"""Facts about words and strings that do not depend on their context: counts in training files, and gazetteers."""

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
    """Counts from training files, and the gazetteers.

    Attributes:
        mentions: strings tagged in the files.
        files: for each lower-cased word, the number of files that contain it.
        plain: the same, counting only files that contain the word in lower case.
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
        """Collect the knowledge in some files."""
        files, plain = Counter[str](), Counter[str]()
        for example in examples:
            words = set(TextTokens.of(example.text, cuts).words)
            files.update({word.lower() for word in words})
            plain.update({word for word in words if word.islower()})
        return cls(Mentions.of(examples, cuts), files, plain, guesses=GuessRecords.of(examples))

    def to_dict(self) -> dict[str, object]:
        """Return a document for a JSON file."""
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
        """Restore the knowledge from its document."""
        files = Counter({word: count for word, count, _ in kept["words"]})
        plain = Counter({word: count for word, _, count in kept["words"]})
        mentions, lists = Mentions.from_list(kept["mentions"]), Gazetteers.from_dict(kept["lexicons"])
        return cls(mentions, files, plain, lists, GuessRecords.from_list(kept.get("guesses", ())))
