"""What every file format gives and takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from core.domain.models.splits import Dataset
from core.domain.project.jobs import FileFailure
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a file holds and the other side cannot.

    Attributes:
        kind: what it is, so that losses can be counted: "relation", "overlapping span".
        where: the file, and what was found there.
    """

    kind: str
    where: str


class Carries(StrEnum):
    """What a format may hold beyond texts and tags."""

    SUGGESTIONS = "suggestion"
    CONFIRMED = "confirmation that a file holds no entity"
    DATASET = "membership of the testing set"


@dataclass(frozen=True)
class ExchangedFile:
    """One text with its spans, as it comes in or goes out.

    Attributes:
        name: POSIX path relative to the project folder.
        text: the characters, exactly.
        spans: the tags, in text order; those read from a file may overlap, and are checked by who imports them. On the
            way out they are `Tag`s, for formats that hold who decided and when.
        suggestions: spans that wait for a decision; empty unless asked for.
        tagged: a user has tagged it, so that no tags means that there is no entity in it.
        dataset: the set it belongs to.
        language: code of its language, as the format writes it; empty if not said.
        losses: what could not be read.
    """

    name: str
    text: str
    spans: tuple[Span, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    tagged: bool = False
    dataset: Dataset = Dataset.TRAINING
    language: str = ""
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class About:
    """What is said of a project as a whole.

    Attributes:
        name: of the project.
        language: spaCy code; "xx" for any.
        entities: names in the project's order, also those without a tag.
        descriptions: by entity, its guideline; only of entities that have one.
        foreign: what another program keeps in its file and autotag has no use for, to be given back on export.
    """

    name: str = "project"
    language: str = "xx"
    entities: tuple[str, ...] = ()
    foreign: Mapping[str, Any] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


UNSAID = About()
"""What is said where nothing is."""

Read = ExchangedFile | FileFailure | About
"""What reading gives: a text, why one could not be read while the others can, or what is said of all."""


class Format(Protocol):
    """A format of one file. Both ways work text by text, so that memory does not grow with their number."""

    name: str
    carries: frozenset[Carries]

    def recognises(self, start: bytes) -> bool:
        """Whether content that starts so is of this format."""
        ...

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[Read]:
        """The texts in a stream.

        Args:
            stream: the content.
            source: what to call it in error sentences.
            folder: where it lies; None if nowhere, as standard input.

        Raises:
            RequestError: the content is not of this format; the sentence says where and what was expected.
        """
        ...

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:
        """Writes texts to a stream; gives what it cannot hold.

        Raises:
            RequestError: the format cannot hold the project.
        """
        ...


class FolderFormat(Protocol):
    """A format of several files in a folder.

    Attributes:
        file_ending: ending of a path that is written as one file; empty if the format has only folders.
    """

    name: str
    carries: frozenset[Carries]
    file_ending: str

    def recognises(self, path: Path) -> bool:
        """Whether this folder, or file, is of this format."""
        ...

    def read(self, path: Path) -> Iterator[Read]:
        """The texts in a folder, or in one file of it.

        Raises:
            RequestError: the content is not of this format; the sentence says where and what was expected.
        """
        ...

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Writes texts to a folder that is there and empty, or to one file; gives what it cannot hold.

        Raises:
            RequestError: the format cannot hold the project.
        """
        ...
