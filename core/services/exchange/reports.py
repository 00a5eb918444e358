"""The outcome of an import and of an export, and the choices that shape an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.project.jobs import FileFailure
from core.domain.text.overlaps import Overlaps
from core.formats import Loss


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes:
        overlaps: which of overlapping spans to take; None to refuse a text that has some.
        keep_blanks: leave blanks and line ends at the edges of tags.
        strict: import nothing if anything is refused.
        texts: folder in which to look for texts that the source only names; the project is searched as well.
        token_column, tag_column: header or number (from 1) of a column, for formats of columns.
        pattern: take the files of a folder that match this pattern as untagged texts, whatever their endings.
    """

    overlaps: Overlaps | None = None
    keep_blanks: bool = False
    strict: bool = False
    texts: Path | None = None
    token_column: str = ""
    tag_column: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import, or of a dry run.

    Attributes:
        added: number of texts that were not in the project before.
        merged: number of texts that were there with the same content.
        tags: number of tags that came in.
        suggestions: number of suggestions that came in.
        refused: texts and lines that were not taken, each with the reason; nothing of them was changed.
        format: in which the source was read.
        entities: names of the entities that the project did not have before.
        losses: number of things that could not be carried, by kind.
        listed: the first of them.
        adjusted: number of things that were corrected on the way, by kind.
        adjusted_listed: the first of them.
        dry_run: nothing was written; this is what would come.
    """

    added: int
    merged: int
    tags: int
    suggestions: int
    refused: tuple[FileFailure, ...]
    format: str = ""
    entities: tuple[str, ...] = ()
    losses: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[Loss, ...] = ()
    adjusted: Mapping[str, int] = field(default_factory=dict)
    adjusted_listed: tuple[Loss, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The outcome of an export.

    Attributes:
        files, tags, suggestions: how many were written.
        left_out: files that could not be read, and why.
        unsaved: number of files with decisions that are not saved, and so not written.
        blind: number of files left out since they are tagged blindly and not adjudicated.
        format: in which the files were written.
        losses: number of things that the format cannot hold, by kind.
        listed: the first of them.
    """

    files: int
    tags: int
    suggestions: int
    left_out: tuple[FileFailure, ...]
    unsaved: int = 0
    blind: int = 0
    format: str = ""
    losses: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[Loss, ...] = ()
