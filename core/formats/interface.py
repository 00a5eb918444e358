"""The values and protocols that every file format shares."""

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
from core.formats.sample import Sample
from core.formats.source import Source as Source


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that one side holds and the other side cannot, or that had to be changed on the way.

    Attributes:
        kind: a category, so that losses can be counted: "relation", "overlapping span".
        where: the file, and what was found there.
    """

    kind: str
    where: str


class Carries(StrEnum):
    """What a format may hold beyond texts and tags."""

    SUGGESTIONS = "suggestion"
    CONFIRMED = "confirmation that a file holds no entity"
    DATASET = "membership of the testing set"
    RECORD = "id of a record of a corpus"


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that a text was taken from.

    Attributes:
        document: its path, relative to the folder that was imported.
        digest: SHA-256 of its content, in hexadecimal.
        library: name and version of the library that read it.
        page_starts: offset at which each page starts, in code points; empty for documents without pages.
    """

    document: str
    digest: str
    library: str
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True)
class ExchangedFile:
    """One text with its spans, on its way in or out.

    Attributes:
        name: POSIX path relative to the project folder.
        text: the exact characters.
        spans: the tags. Spans that were read may overlap; the importer checks them. Spans to write are `Tag`s in text
            order, for formats that store who decided and when.
        suggestions: spans that wait for a decision; empty unless asked for.
        tagged: a user has tagged the text, so that no tags means that it holds no entity.
        dataset: the set it belongs to.
        language: code of its language, as the format writes it; empty if unknown.
        losses: parts of the source that could not be read.
        adjusted: parts of the source that were corrected while reading, such as offsets in another unit.
        origin: the document that the text was taken from; None if it is a text of its own.
        record: id of the record of a corpus that the text was drawn from; empty if it was drawn from none.
    """

    name: str
    text: str
    spans: tuple[Span, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    tagged: bool = False
    dataset: Dataset = Dataset.TRAINING
    language: str = ""
    losses: tuple[Loss, ...] = ()
    adjusted: tuple[Loss, ...] = ()
    origin: Origin | None = None
    record: str = ""


@dataclass(frozen=True)
class About:
    """Facts about a project as a whole.

    Attributes:
        name: of the project.
        language: spaCy code; "xx" for any.
        entities: names in the project's order, including those without a tag.
        foreign: what another program keeps in its file and autotag does not use; an export writes it back.
        descriptions: by entity, its guideline; only of entities that have one.
        losses: parts of the source that belong to no text and could not be read.
        has_records: some texts were drawn from a corpus.
    """

    name: str = "project"
    language: str = "xx"
    entities: tuple[str, ...] = ()
    foreign: Mapping[str, Any] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    has_records: bool = False


UNSAID = About()
"""Default facts, for a source or target that names none."""

Read = ExchangedFile | FileFailure | About
"""One item from a reader: a text, the reason why a text could not be read, or facts about the whole."""


class Format(Protocol):
    """A format that is one file. Readers yield text by text, so that memory does not grow with their number.

    Attributes:
        name: what `--format` calls it.
        expects: a noun phrase that says what its content looks like, for messages.
    """

    name: str
    expects: str

    def recognises(self, sample: Sample) -> bool:
        """Decide from the start of the content whether it has this format."""
        ...

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, and a failure for each text that cannot be read.

        Raises:
            RequestError: the content does not have this format, or nothing after this point can be read.
        """
        ...


class WrittenFormat(Format, Protocol):
    """A format of one file that can also be written.

    Attributes:
        carries: what it holds beyond texts and tags.
    """

    carries: frozenset[Carries]

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:
        """Write texts to a stream and return what the format cannot hold.

        Raises:
            RequestError: the format cannot hold the project.
        """
        ...


class FolderFormat(Protocol):
    """A format of several files in a folder.

    Attributes:
        name: what `--format` calls it.
        expects: a noun phrase that says what its content looks like, for messages.
        carries: what it holds beyond texts and tags.
        file_ending: ending of a path that is written as one file; empty if the format always makes a folder.
        endings: endings, in small letters, of the files of a folder that belong to it.
    """

    name: str
    expects: str
    carries: frozenset[Carries]
    file_ending: str
    endings: frozenset[str]

    def recognises(self, path: Path) -> bool:
        """Decide whether this folder, or file, has this format."""
        ...

    def read(self, path: Path) -> Iterator[Read]:
        """Yield the texts in a folder, or in one file of it, and a failure for each that cannot be read.

        Raises:
            RequestError: the content does not have this format.
        """
        ...

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Write texts to an existing empty folder, or to one file, and return what the format cannot hold.

        Raises:
            RequestError: the format cannot hold the project.
        """
        ...
