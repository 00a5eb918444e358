"""Where the content of an import comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """Where the content of an import comes from, and how to read it.

    Attributes:
        name: what to call the content in error messages.
        folder: the folder that holds it; None for standard input.
        texts: other folders to look for texts in, if the content only names them.
        prefix: start of the names of texts that have none of their own.
        token_column: header or number (from 1) of the column with the tokens; empty to find it by content.
        tag_column: the same for the tags.
        pattern: take the files of a folder that match this pattern as plain texts; empty to look for a format.
    """

    name: str = "standard input"
    folder: Path | None = None
    texts: tuple[Path, ...] = ()
    prefix: str = ""
    token_column: str = ""
    tag_column: str = ""
    pattern: str = ""

    def text_name(self, number: int) -> str:
        """Name a text that has no name of its own, by its number in the content."""
        return f"{self.prefix}{number:05d}.txt"
