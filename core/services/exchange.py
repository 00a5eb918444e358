"""Importing into and exporting from a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from core.domain.documents import Document, FileEntry
from core.domain.jobs import FileFailure
from core.domain.schema import Schema
from core.domain.spans import SpanSet
from core.domain.tagging import Change, Tagging
from core.domain.tags import IMPORTED, Suggestion, Tag
from core.errors import AutotagError, NotFoundError, RequestError
from core.formats import FORMATS, ExchangedFile, Format
from core.services.files import list_files
from core.services.preferences import author
from core.services.projects import Project
from core.settings import DATA_FOLDER
from core.store import projects
from core.store.atomic import printable, storage_errors
from core.store.clock import now
from core.store.folders import TEXT_SUFFIX
from core.store.taggings import FileRecord, change_record, load_record
from core.store.texts import create_text, is_inside, read_document, text_hash

_RECOGNISED_BY = 65_536
"""Bytes of a file by which its format is recognised."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        added: number of texts that were not in the project before.
        merged: number of texts that were there with the same content.
        tags: number of tags that came in.
        suggestions: number of suggestions that came in.
        refused: texts that were not taken, and why; nothing of them was changed.
    """

    added: int
    merged: int
    tags: int
    suggestions: int
    refused: tuple[FileFailure, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote, and the files that it could not."""

    files: int
    tags: int
    suggestions: int
    left_out: tuple[FileFailure, ...]


def formats() -> list[str]:
    """Names of the formats that can be read and written."""
    return list(FORMATS)


def import_file(project: Project, path: Path, format_name: str | None = None) -> ImportReport:
    """Takes texts and tags in. A text is taken as a whole or not at all.

    Args:
        project: where to.
        path: the file to read.
        format_name: its format; None to recognise it by its content.

    Raises:
        RequestError: the file is missing, or not of the format; texts before the faulty place are in.
        StorageError: something cannot be read or written.
    """
    added = merged = tags = suggestions = 0
    refused = []
    with storage_errors(path, "read"):
        if not path.is_file():
            raise NotFoundError(f"There is no file {printable(path)} to import; check the path.")
        with path.open("rb") as stream:
            chosen = _format(format_name, path, stream.read(_RECOGNISED_BY))
            stream.seek(0)
            for file in chosen.read(stream, printable(path)):
                try:
                    is_new, new_tags, new_suggestions = _import_one(project, file)
                except AutotagError as error:
                    refused.append(FileFailure(file.name, str(error)))
                    continue
                added += is_new
                merged += not is_new
                tags += new_tags
                suggestions += new_suggestions
    return ImportReport(added, merged, tags, suggestions, tuple(refused))


def export_file(
    project: Project, path: Path, format_name: str | None = None, *, suggestions: bool = False
) -> ExportReport:
    """Writes all usable texts with their saved tags to a file, which appears whole or not at all.

    Args:
        project: where from.
        path: the file to write.
        format_name: its format; None for the one its ending names.
        suggestions: whether to write suggestions too.

    Raises:
        RequestError: there is no such format, or the ending names none.
        StorageError: something cannot be read or written.
    """
    chosen = _named_format(format_name or path.suffix.removeprefix("."))
    tally = _Tally()
    partial = path.with_name(f".{path.name}.partial")
    with storage_errors(path, "written"):
        try:
            with partial.open("wb") as stream:
                chosen.write(_exported(project, suggestions, tally), stream)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return ExportReport(tally.files, tally.tags, tally.suggestions, tuple(tally.left_out))


class _Tally:
    def __init__(self) -> None:
        self.files = self.tags = self.suggestions = 0
        self.left_out: list[FileFailure] = []


def _exported(project: Project, suggestions: bool, tally: _Tally) -> Iterator[ExchangedFile]:
    for entry in list_files(project):
        try:
            file = _exchanged(project, entry, suggestions)
        except AutotagError as error:
            tally.left_out.append(FileFailure(entry.name, str(error)))
            continue
        tally.files += 1
        tally.tags += len(file.spans)
        tally.suggestions += len(file.suggestions)
        yield file


def _exchanged(project: Project, entry: FileEntry, suggestions: bool) -> ExchangedFile:
    document = read_document(project.places, entry.name)
    tagging = load_record(project.places, document).tagging
    return ExchangedFile(
        entry.name,
        document.text,
        tuple(tag.span for tag in tagging.tags),
        tuple(tagging.suggestions) if suggestions else (),
        entry.is_tagged,
    )


def _import_one(project: Project, file: ExchangedFile) -> tuple[bool, int, int]:
    """Takes one text in; gives whether it is new, and how many tags and suggestions came with it."""
    if not file.text:
        raise RequestError("Its text is empty; there is nothing to tag in it.")
    document = Document(_text_name(file.name), file.text, text_hash(file.text))
    is_new = _is_new(project, document)
    tags = _tags(file)
    # All that can be refused is refused before anything is written.
    schema = _with_entities(projects.load_schema(project.places), file)
    if is_new:
        create_text(project.places, document)
    if schema != projects.load_schema(project.places):
        projects.change_schema(project.places, lambda present: _with_entities(present, file))
    counts = (0, 0)

    def merged(record: FileRecord) -> FileRecord:
        nonlocal counts
        after = _merged(record.tagging, tags, file.suggestions)
        counts = (
            len(after.tags) - len(record.tagging.tags),
            len(after.suggestions) - len(record.tagging.suggestions),
        )
        return replace(record, tagging=after, confirmed=record.confirmed or file.tagged)

    change_record(project.places, document, merged)
    return is_new, *counts


def _merged(tagging: Tagging, tags: SpanSet[Tag], suggestions: tuple[Suggestion, ...]) -> Tagging:
    """What is there, and what comes in; a tag that is there already stays as it is."""
    tagging = tagging.merged(Change(tags_added=tuple(tags)))
    fresh = tuple(s for s in suggestions if s.span not in tagging.rejected)
    return tagging.applied(Change(suggestions_added=fresh))


def _text_name(name: str) -> str:
    """The name of the text in the project; it must not lead out of it."""
    if not name.casefold().endswith(TEXT_SUFFIX):
        name += TEXT_SUFFIX
    if not is_inside(name) or PurePosixPath(name).parts[0] == DATA_FOLDER:
        raise RequestError(f"The name {name!r} leads out of the project; give a path inside it.")
    return name


def _is_new(project: Project, document: Document) -> bool:
    try:
        present = read_document(project.places, document.name)
    except NotFoundError:
        return True
    if present.hash != document.hash:
        raise RequestError("There is a file of this name with another text; rename one of the two.")
    return False


def _tags(file: ExchangedFile) -> SpanSet[Tag]:
    by, at = author(), now()
    try:
        return SpanSet(Tag(span.start, span.end, span.entity, IMPORTED, by, at) for span in dict.fromkeys(file.spans))
    except ValueError as error:
        raise RequestError("Some of its spans overlap; a character can belong to one tag only.") from error


def _with_entities(schema: Schema, file: ExchangedFile) -> Schema:
    """The schema with what the spans name and it lacks."""
    for name in dict.fromkeys(span.entity for span in (*file.spans, *file.suggestions)):
        if name not in schema:
            schema = schema.added(name)
    return schema


def _format(name: str | None, path: Path, start: bytes) -> Format:
    if name is not None:
        return _named_format(name)
    for candidate in FORMATS.values():
        if candidate.recognises(start):
            return candidate
    raise RequestError(
        f"The format of {printable(path)} is not recognised; name it with --format: {', '.join(FORMATS)}."
    )


def _named_format(name: str) -> Format:
    if name not in FORMATS:
        raise NotFoundError(f"There is no format {name!r}; the formats are: {', '.join(FORMATS)}.")
    return FORMATS[name]
