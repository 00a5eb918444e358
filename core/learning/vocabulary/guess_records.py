"""Count how often a guesser was right about each string in the training files: guessers err systematically."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from core.learning.training.examples import Example

Key = tuple[str, str]
"""A case-folded string and its guessed entity."""


@dataclass(frozen=True)
class GuessRecords:
    """Counts of right and wrong guesses.

    Attributes:
        right: by string and entity, the guesses that were tagged exactly so.
        wrong: guesses known to be wrong.
    """

    right: Counter[Key] = field(default_factory=Counter)
    wrong: Counter[Key] = field(default_factory=Counter)

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Self:
        """Count the guesses that the decisions in some files settle."""
        records = cls()
        for example in examples:
            tagged = set(example.spans)
            for guess in example.guesses or ():
                if not example.settles(guess):
                    continue
                counts = records.right if guess.span in tagged else records.wrong
                counts[_key(example.text[guess.start : guess.end], guess.entity)] += 1
        return records

    def verdict(self, string: str, entity: str, own: GuessRecords | None = None) -> int:
        """Return 1 if the string was mostly right as this entity, -1 if mostly wrong, 0 if unknown or undecided.

        Args:
            string: the characters in the text.
            entity: guessed for the string.
            own: counts to subtract, those of the file itself.
        """
        key = _key(string, entity)
        right, wrong = self.right[key], self.wrong[key]
        if own:
            right, wrong = right - own.right[key], wrong - own.wrong[key]
        return (right > wrong) - (right < wrong)

    def to_list(self) -> list[list[object]]:
        """Return rows for a file."""
        keys = sorted(self.right.keys() | self.wrong.keys())
        return [[string, entity, self.right[string, entity], self.wrong[string, entity]] for string, entity in keys]

    @classmethod
    def from_list(cls, rows: Sequence[tuple[str, str, int, int]]) -> Self:
        """Rebuild from `to_list`."""
        right = Counter({(string, entity): count for string, entity, count, _ in rows if count})
        wrong = Counter({(string, entity): count for string, entity, _, count in rows if count})
        return cls(right, wrong)


def _key(string: str, entity: str) -> Key:
    return " ".join(string.casefold().split()), entity
