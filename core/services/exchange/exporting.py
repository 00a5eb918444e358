"""Writing texts, tags and suggestions of a project for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from core.domain.models.splits import Dataset
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.jobs import FileFailure
from core.domain.project.schema import Schema
from core.domain.tagging.tagging import describe
from core.domain.tagging.tags import Tag
from core.domain.text.spans import Span
from core.errors import AutotagError, RequestError
from core.formats import (
    FOLDER_FORMATS,
    WRITTEN_FORMATS,
    About,
    Carries,
    ExchangedFile,
    FolderFormat,
    Loss,
    WrittenFormat,
)
from core.services.exchange.losses import Losses
from core.services.exchange.reports import ExportReport
from core.services.exchange.sources import check_format
from core.services.exchange.targets import placed_beside, write_file, write_folder
from core.services.project.files import list_files, named_files
from core.services.project.projects import Project
from core.store.disk.atomic import printable
from core.store.project.foreign import load_foreign
from core.store.project.projects import load_schema, load_settings
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document
from core.store.texts.origins import record_ids

_WITH_TEXTS_BESIDE = "azure"


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a project to export.

    Attributes:
        suggestions: include suggestions.
        reviewed: only files that a user has tagged or confirmed, with nothing left to decide.
        files: only the files of these names; None for all.
        entities: only tags and suggestions of these; None for all.
        corrected: only files in which a user corrected what a job suggested: changed a suggestion, rejected one, or
            tagged something that was missed.
        by: only tags that one of these people decided; None for all.
        without_unread: leave out tags accepted with the rest, unless somebody has read the file to the end since.
    """

    suggestions: bool = False
    reviewed: bool = False
    files: Collection[str] | None = None
    entities: Collection[str] | None = None
    corrected: bool = False
    by: Collection[str] | None = None
    without_unread: bool = False


def export_file(
    project: Project,
    target: Path | BinaryIO,
    format_name: str | None = None,
    *,
    suggestions: bool = False,
    selection: Selection | None = None,
    raw: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ExportReport:
    """Write usable texts with their saved tags to a file or folder, which appears whole or not at all.

    Args:
        project: what to export.
        target: the file or folder to write, or a stream.
        format_name: its format; None for the one its ending names.
        suggestions: include suggestions.
        selection: what to write; everything but suggestions if not given.
        raw: write cells of a table as they are, even those that a spreadsheet would run as formulas.
        progress: called with the number of texts written, after each.

    Raises:
        RequestError: there is no such format, the ending names none, or the format cannot hold the project.
        StorageError: something cannot be read or written.
    """
    name = format_name or _format_by_ending(target)
    writer = _writer(name, raw=raw)
    wanted = selection or Selection(suggestions)
    under_way = _Export(project, wanted, writer.carries)
    files = under_way.exchanged(progress)
    about = under_way.about(name)
    if name in FOLDER_FORMATS:
        under_way.losses.add(write_folder(FOLDER_FORMATS[name], files, target, about))
    elif isinstance(target, Path):
        if name == _WITH_TEXTS_BESIDE:
            files = placed_beside(files, target.parent)
        under_way.losses.add(write_file(cast("WrittenFormat", writer), files, target, about))
    else:
        under_way.losses.add(cast("WrittenFormat", writer).write(files, target, about))
    return under_way.report(name)


class _Export:
    """An export under way: yields text after text, and counts."""

    def __init__(self, project: Project, selection: Selection, carried: Collection[Carries]) -> None:
        self.losses = Losses()
        self._project = project
        self._selection = selection
        self._carried = carried
        self._schema = load_schema(project.paths)
        self._entities = _chosen_entities(self._schema, selection.entities)
        self._files = _chosen_files(list_files(project), selection)
        self._foreign = load_foreign(project.paths)
        self._records = record_ids(project.paths)
        self._counts: Counter[str] = Counter()
        self._left_out: list[FileFailure] = []

    def about(self, format_name: str) -> About:
        """Return facts about the project as a whole."""
        return About(
            self._project.name,
            load_settings(self._project.paths).language,
            tuple(name for name in self._schema.names if name in self._entities),
            self._foreign.project.get(format_name, {}),
            {each.name: each.description for each in self._schema if each.description and each.name in self._entities},
            has_records=bool(self._records),
        )

    def exchanged(self, progress: Callable[[int], None] | None) -> Iterator[ExchangedFile]:
        """Yield the texts, one after the other."""
        for entry in self._files.settled():
            try:
                read = self._read(entry)
                if read is None:
                    continue
                file = self._carriable(read)
            except AutotagError as error:
                self._left_out.append(FileFailure(entry.name, str(error)))
                continue
            self._counts.update(files=1, tags=len(file.spans), suggestions=len(file.suggestions))
            yield file
            if progress:
                progress(self._counts["files"])

    def report(self, format_name: str) -> ExportReport:
        """Return the outcome so far."""
        return ExportReport(
            self._counts["files"],
            self._counts["tags"],
            self._counts["suggestions"],
            tuple(self._left_out),
            len(self._files.settled().unsaved()),
            len(self._files) - len(self._files.settled()),
            format_name,
            dict(self.losses.counts),
            tuple(self.losses.listed),
        )

    def _read(self, entry: FileEntry) -> ExchangedFile | None:
        """Return a text with what is chosen of it; None if the text is not."""
        if not _is_text(entry.name):
            raise RequestError("Its name is no UTF-8, which no format can write; rename the file.")
        document = read_document(self._project.paths, entry.name)
        record = load_record(self._project.paths, document)
        tagging = record.tagging
        if self._selection.corrected and not record.is_corrected:
            return None
        strange = (_at(entry.name, tag) for tag in tagging.tags if tag.entity not in self._schema)
        self.losses.add(Loss("tag of an entity that is gone", where) for where in strange)
        tags = tagging.tags.without(record.unread_tags) if self._selection.without_unread else tagging.tags
        return ExchangedFile(
            entry.name,
            document.text,
            tuple(tag for tag in tags if self._is_chosen(tag)),
            tuple(s for s in tagging.suggestions if self._selection.suggestions and s.entity in self._entities),
            bool(tags) or record.confirmed,
            entry.dataset,
            self._foreign.languages.get(entry.name, ""),
            record=self._records.get(entry.name, ""),
        )

    def _is_chosen(self, tag: Tag) -> bool:
        by = self._selection.by
        return tag.entity in self._entities and (by is None or tag.by in by)

    def _carriable(self, file: ExchangedFile) -> ExchangedFile:
        """Return the part of a text that the format can hold, and count the rest."""
        if Carries.SUGGESTIONS not in self._carried:
            self.losses.add(Loss(Carries.SUGGESTIONS, _at(file.name, s)) for s in file.suggestions)
            file = replace(file, suggestions=())
        held = {
            Carries.CONFIRMED: file.tagged and not file.spans,
            Carries.DATASET: file.dataset is Dataset.TESTING,
            Carries.RECORD: bool(file.record),
        }
        self.losses.add(
            Loss(kind, file.name) for kind, is_held in held.items() if is_held and kind not in self._carried
        )
        return file


def _is_text(name: str) -> bool:
    """Decide whether a name can be written; names of files may hold bytes that are no text."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _at(name: str, span: Span) -> str:
    return f"{name}, {describe(span)}"


def _chosen_files(files: Files, selection: Selection) -> Files:
    chosen = named_files(files, selection.files) if selection.files is not None else files
    if not selection.reviewed:
        return chosen
    return chosen.tagged().where(lambda entry: not entry.suggestions and not entry.unsaved)


def _chosen_entities(schema: Schema, names: Collection[str] | None) -> set[str]:
    return set(schema.names) if names is None else {schema.get(name).name for name in names}


_ENDINGS = {"iob": "iob2", "ndjson": "jsonl", "conll2003": "conll", "bilou": "bioes", "tsv": "webanno"}
"""Endings that are not the name of their format."""

_ENDING_OF = {
    "azure": ".json",
    "labelstudio": ".json",
    "gliner": ".json",
    "doccano": ".jsonl",
    "prodigy": ".jsonl",
    "huggingface": ".jsonl",
    "parquet": ".parquet",
    **dict.fromkeys(FOLDER_FORMATS, ""),
}
"""Endings of files in a format, where they are not the format's name."""


def written_format_names() -> list[str]:
    """Return the names of the formats that can be written."""
    return [*WRITTEN_FORMATS, *FOLDER_FORMATS]


def ending_of(format_name: str) -> str:
    """Return the usual ending of a file of the format, with its dot; empty for a folder."""
    return _ENDING_OF.get(format_name, f".{format_name}")


def _format_by_ending(target: Path | BinaryIO) -> str:
    if not isinstance(target, Path):
        raise RequestError("What is written to standard output has no ending; name its format with --format.")
    ending = target.suffix.removeprefix(".").lower()
    if ending in ("", "json"):
        raise RequestError(f"The ending of {printable(target)} does not name a format; name it with --format.")
    return _ENDINGS.get(ending, ending)


def _writer(name: str, *, raw: bool) -> WrittenFormat | FolderFormat:
    """Return the format of this name.

    Raises:
        NotFoundError: there is none.
        RequestError: it can only be read.
    """
    check_format(name)
    if name in FOLDER_FORMATS:
        return FOLDER_FORMATS[name]
    if name not in WRITTEN_FORMATS:
        names = ", ".join(written_format_names())
        raise RequestError(f"The format {name!r} can be read, not written; choose one of: {names}.")
    if name == "csv" and raw:
        from core.formats.tables.csv_spans import CsvSpans  # formats are imported when they are asked for

        return CsvSpans(raw=True)
    return WRITTEN_FORMATS[name]
