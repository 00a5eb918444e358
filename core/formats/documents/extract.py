"""The text that a document holds, as the program that reads it hands it on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MOST_CHARACTERS = 20_000_000

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_EMPTY_LINES = re.compile(r"\n{3,}")


class UnreadableError(Exception):
    """A document cannot be read; the message continues the sentence that its name begins."""


@dataclass
class Extract:
    """The text of a document.

    Attributes:
        library: name and version of the library that read it.
        text: the text so far.
        pages: offset at which each page starts; empty for documents without pages.
        losses: kind and place of each thing that has no text.
    """

    library: str
    text: str = ""
    pages: list[int] = field(default_factory=list)
    losses: list[tuple[str, str]] = field(default_factory=list)


def cleaned(text: str) -> str:
    """Return a text with plain line ends, without control characters, and with at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", text).strip()
