"""Several finders as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from core.learning.finders import CrfFinder, Finder, MatchesFinder
from core.learning.ner import NerFinder
from core.learning.predictions import Prediction, averaged
from core.learning.tokenizer import TextTokens

_PARTS: dict[str, type[Finder]] = {kind.__name__: kind for kind in (CrfFinder, MatchesFinder, NerFinder)}


class CombinedFinder(Finder):
    """Finds spans by several finders: by the mean of what they say."""

    def __init__(self, parts: Sequence[Finder]) -> None:
        self.parts = parts

    def find(self, tokens: TextTokens) -> list[Prediction]:
        """Spans with the mean of the parts' probabilities."""
        return averaged([part.find(tokens) for part in self.parts])

    def save(self, folder: Path) -> None:
        """Writes each part into a folder of its own."""
        (folder / "parts.json").write_text(json.dumps([type(part).__name__ for part in self.parts]), "utf-8")
        for number, part in enumerate(self.parts):
            path = folder / f"part{number}"
            path.mkdir(exist_ok=True)
            part.save(path)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote."""
        names: list[str] = json.loads((folder / "parts.json").read_text("utf-8"))
        return cls([_PARTS[name].load(folder / f"part{number}") for number, name in enumerate(names)])
