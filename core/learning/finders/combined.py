"""Several finders as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from core.domain.text.guesses import Guess
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder
from core.learning.finders.ner import NerFinder
from core.learning.finders.predictions import Prediction, averaged
from core.learning.pipeline.base import Base
from core.learning.pipeline.tokenizer import TextTokens

_PARTS: dict[str, type[Finder]] = {kind.__name__: kind for kind in (CrfFinder, MatchesFinder, NerFinder)}


def combine(finders: Sequence[Finder]) -> Finder:
    """Combine finders that learned from the same files into one that averages their probabilities.

    All fields become one `CrfFinder`: they share their knowledge, run the base once, and have together the same weight
    as each other finder.
    """
    crfs = [finder for finder in finders if isinstance(finder, CrfFinder)]
    fields = [field for finder in crfs for field in finder.fields]
    together = [CrfFinder(fields, crf.knowledge, crf.base) for crf in crfs[:1]]
    parts = [*together, *(finder for finder in finders if not isinstance(finder, CrfFinder))]
    return parts[0] if len(parts) == 1 else CombinedFinder(parts)


class CombinedFinder(Finder):
    """Finds spans by several finders, averaging their probabilities."""

    def __init__(self, parts: Sequence[Finder]) -> None:
        self.parts = parts

    def find(self, tokens: TextTokens, guesses: Sequence[Guess] | None = None) -> list[Prediction]:
        """Return the spans of all parts with the mean of their probabilities."""
        return averaged([part.find(tokens, guesses) for part in self.parts])

    def on(self, base: Base | None) -> CombinedFinder:
        """Return this finder with another base pipeline for its parts, or without."""
        return CombinedFinder([part.on(base) for part in self.parts])

    def lacks(self, guesses: Sequence[Guess] | None) -> bool:
        """Return whether any part does."""
        return any(part.lacks(guesses) for part in self.parts)

    def save(self, folder: Path) -> None:
        """Write each part into a folder of its own."""
        (folder / "parts.json").write_text(json.dumps([type(part).__name__ for part in self.parts]), "utf-8")
        for number, part in enumerate(self.parts):
            path = folder / f"part{number}"
            path.mkdir(exist_ok=True)
            part.save(path)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        names: list[str] = json.loads((folder / "parts.json").read_text("utf-8"))
        return cls([_PARTS[name].load(folder / f"part{number}") for number, name in enumerate(names)])
