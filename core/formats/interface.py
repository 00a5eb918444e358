"""What every file format gives and takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from core.domain.spans import Span
from core.domain.tags import Suggestion


@dataclass(frozen=True)
class ExchangedFile:
    """One text with its spans, as it comes in or goes out.

    Attributes:
        name: POSIX path relative to the project folder.
        text: the characters, exactly.
        spans: the tags, in text order; those read from a file may overlap, and are checked by who imports them.
        suggestions: spans that wait for a decision; empty unless asked for.
        tagged: a user has tagged it, so that no tags means that there is no entity in it.
    """

    name: str
    text: str
    spans: tuple[Span, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    tagged: bool = False


class Format(Protocol):
    """A file format. Both ways work file by file, so that memory does not grow with the number of files."""

    name: str

    def recognises(self, start: bytes) -> bool:
        """Whether content that starts so is of this format."""
        ...

    def read(self, stream: BinaryIO, source: str) -> Iterator[ExchangedFile]:
        """The files in a stream; `source` names it in error sentences.

        Raises:
            RequestError: the content is not of this format; the sentence says where and what was expected.
        """
        ...

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO) -> None:
        """Writes files to a stream."""
        ...
