"""Tags, suggestions and rejections of one text, in one file.

Each tag is stored with what it says and what surrounds it, so that it can be found again if the text changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from core.domain.project.documents import Document
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.anchoring import Anchor, SetAside, anchor, place
from core.domain.text.spans import Span, SpanSet, position
from core.errors import RequestError, UnusableError
from core.store.disk.atomic import printable
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile, Tables
from core.store.disk.values import from_document, from_documents, to_documents
from core.store.steps.journal import StepRecorder
from core.store.tags.file_record import FileRecord
from core.store.team.double import load_marks, marks_held
from core.store.texts.carrying import carried_tagging


@dataclass(frozen=True, slots=True)
class _About:
    name: str
    hash: str
    confirmed: bool = False
    job: str = ""
    journals: dict[str, int] = field(default_factory=dict)
    flagged: bool = False
    suggested: int = 0
    suppressed: int = 0
    outdated: bool = False


class TagsFile:
    """The record of one text that is open. A file that is still as it was left is not parsed again.

    Args:
        folder: the project.
        document: the text.
    """

    def __init__(self, folder: ProjectFolder, document: Document) -> None:
        self._folder = folder
        self._document = document
        text = folder.text_file(document.name)
        self._file = RecordFile(folder.tags_file(document.name), "tags", quotes=text)
        self._known: FileRecord | None = None

    def load(self) -> FileRecord:
        """Return the record, with tags moved to where their words are if the text has changed.

        Suggestions and rejections of a text that has changed are dropped.

        Raises:
            StorageError: the file is damaged, or of a later version.
        """
        name = self._document.name
        mark = load_marks(self._folder).get(name) if name in self._folder.blind else None
        if mark is not None and not self._file.exists():
            main = load_record(self._folder.main, self._document)
            self._known = main.first_version(suggestions=mark.suggestions)
        else:
            self._known = _record(self._file.read(), self._file, self._document)
        return self._known

    def begin(self) -> None:
        """Write down what each annotator of a text that is tagged blindly begins with: the same for all of them.

        Does nothing for a record that is written already, and for main records.

        Raises:
            StorageError: a file cannot be read or written.
        """
        name = self._document.name
        if name in self._folder.blind and not self._file.exists():
            with marks_held(self._folder) as marks:
                for annotator in marks[name].annotators if name in marks else ():
                    folder = self._folder.of_annotator(annotator, {name})
                    TagsFile(folder, self._document)._write_first()

    def _write_first(self) -> None:
        with self._file.held():
            if not self._file.exists():
                self._file.replace(_tables(self.load(), self._document))

    def change(self, change: Callable[[FileRecord], FileRecord], step: StepRecorder | None = None) -> FileRecord:
        """Replace the record by the result of `change` on it, under the file's lock; durable on return.

        Args:
            change: returns the new record.
            step: the big step that the change is part of, which keeps the old record.

        Raises:
            StorageError: the file cannot be read or written.
            Whatever `change` raises; nothing is written then.
        """
        self.begin()
        with self._file.held():
            before = self._known if self._known is not None and self._file.is_as_known() else self.load()
            record = change(before)
            if record != before:
                raw = self._file.encoded(_tables(record, self._document))
                if step is not None:
                    step.take(self._document.name, raw)
                self._file.write(raw)
                self._known = record
        return record


def load_record(folder: ProjectFolder, document: Document) -> FileRecord:
    """Return the record of a text; see `TagsFile.load`.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    return TagsFile(folder, document).load()


def load_kept_record(folder: ProjectFolder, step_id: str, document: Document) -> FileRecord:
    """Return the record of a text before a step, with tags moved to where their words are now.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = RecordFile(folder.kept_tags_file(step_id, document.name), "tags")
    return _record(file.read(), file, document)


def change_record(
    folder: ProjectFolder,
    document: Document,
    change: Callable[[FileRecord], FileRecord],
    step: StepRecorder | None = None,
) -> FileRecord:
    """Replace the record of a text by the result of `change` on it; see `TagsFile.change`.

    Raises:
        StorageError: the file cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    return TagsFile(folder, document).change(change, step)


@dataclass(frozen=True)
class StoredText:
    """The text that a record belongs to, which may be gone.

    Attributes:
        name: of the text.
        hash: of the text.
        anchored: its tags, and those set aside.
    """

    name: str
    hash: str
    anchored: tuple[SetAside, ...]


def load_stored_text(path: Path) -> StoredText | None:
    """Return the text that the record at a path belongs to; None if the record holds nothing that a user made.

    Raises:
        StorageError: it is damaged, or of a later version.
    """
    file = RecordFile(path, "tags")
    db = file.read()
    rows = _rows(db, "file")
    if not rows:
        return None
    about = from_document(rows[0], _About, path)
    anchored = (*_anchored(db, "tags", file), *_anchored(db, "set_aside", file))
    holds = anchored or about.confirmed or about.flagged or db.table("rejected")
    return StoredText(about.name, about.hash, anchored) if holds else None


def rename_record(folder: ProjectFolder, old: str, document: Document) -> None:
    """Copy the record of a text that is gone to another text; the old record stays.

    Raises:
        RequestError: something is stored of the other text.
        StorageError: a file cannot be read or written.
    """
    file = RecordFile(folder.tags_file(old), "tags")
    db = file.read()
    about = _about(db, file, old)
    if about is None:
        raise RequestError(f"Nothing is stored of {old!r}.")
    changed = about.hash != document.hash
    record = _replaced(db, file, document, about) if changed else _file_record(db, file, about, _tagging(db, file))

    def renamed(present: FileRecord) -> FileRecord:
        if present.tagging != Tagging() or present.confirmed:
            raise RequestError(f"{document.name!r} has tags of its own.")
        return replace(record, name=document.name)

    change_record(folder, document, renamed)


def _record(db: TinyDB, file: RecordFile, document: Document) -> FileRecord:
    about = _about(db, file, document.name)
    if about is None:
        return FileRecord(document.name, document.hash)
    if about.hash != document.hash:
        return _replaced(db, file, document, about)
    tagging = _tagging(db, file)
    if tagging.reaches_beyond(document.text):
        raise UnusableError(
            f"{printable(file.path)} holds a span beyond the end of {document.name!r}; restore the file."
        )
    return _file_record(db, file, about, tagging)


def _replaced(db: TinyDB, file: RecordFile, document: Document, about: _About) -> FileRecord:
    """Return the record of a text that changed on disk: each tag is placed where its words are now, or set aside."""
    carried = carried_tagging(_tagging(db, file), about.hash, document.text)
    if carried is not None:  # other line ends, another encoding: what it says is the same
        return replace(_file_record(db, file, about, carried), hash=document.hash)
    # Tags set aside earlier come last: their words may be back, but must not take the place of a tag.
    tags, lost = place(document.text, [*_anchored(db, "tags", file), *_anchored(db, "set_aside", file)])
    tagging = Tagging(tags, set_aside=lost)
    return replace(_file_record(db, file, about, tagging), hash=document.hash, job="")


def _tagging(db: TinyDB, file: RecordFile) -> Tagging:
    try:
        return Tagging(
            SpanSet(_tag(row, file) for row in _rows(db, "tags")),
            SpanSet(from_documents(_rows(db, "suggestions"), Suggestion, file.path)),
            frozenset(from_documents(_rows(db, "rejected"), Span, file.path)),
            tuple(_anchored(db, "set_aside", file)),
        )
    except ValueError as error:
        raise UnusableError(f"{printable(file.path)} is damaged: {error}; restore the file.") from error


def _file_record(db: TinyDB, file: RecordFile, about: _About, tagging: Tagging) -> FileRecord:
    history = tuple(from_documents(_rows(db, "history"), HistoryEntry, file.path))
    of_file = {field.name: getattr(about, field.name) for field in fields(_About)}
    return FileRecord(**of_file, tagging=tagging, history=history, fell_back=file.fell_back)


def _anchored(db: TinyDB, table: str, file: RecordFile) -> Iterator[SetAside]:
    for row in _rows(db, table):
        yield SetAside(_tag(row, file), from_document(row.get("anchor", {}), Anchor, file.path))


def _tag(row: dict[str, Any], file: RecordFile) -> Tag:
    return from_document({key: value for key, value in row.items() if key != "anchor"}, Tag, file.path)


def _about(db: TinyDB, file: RecordFile, name: str) -> _About | None:
    rows = _rows(db, "file")
    if not rows:
        return None
    about = from_document(rows[0], _About, file.path)
    if about.name != name:
        raise UnusableError(f"{printable(file.path)} belongs to {about.name!r}, not to {name!r}; move it away.")
    return about


def _rows(db: TinyDB, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.table(table).all()]


def _tables(record: FileRecord, document: Document) -> Tables:
    """Return the whole content of the file. Inserting row by row would take TinyDB 1 us each."""
    tagging = record.tagging
    if tagging.reaches_beyond(document.text):
        raise UnusableError(f"A span lies beyond the end of {document.name!r}; nothing was saved. Open the file again.")
    about = _About(**{field.name: getattr(record, field.name) for field in fields(_About)})
    rejected: list[Span] = sorted(tagging.rejected, key=position)
    rows: dict[str, Iterable[object]] = {
        "file": [replace(about, hash=document.hash)],
        "tags": _anchored_rows(tagging.tags, [anchor(document.text, tag) for tag in tagging.tags]),
        "suggestions": tagging.suggestions,
        "rejected": rejected,
        "set_aside": _anchored_rows((a.tag for a in tagging.set_aside), [a.anchor for a in tagging.set_aside]),
        "history": record.history,
    }
    return {name: {str(number): row for number, row in enumerate(each, 1)} for name, each in rows.items()}


def _anchored_rows(tags: Iterable[Tag], anchors: Sequence[Anchor]) -> list[dict[str, Any]]:
    return [{**row, "anchor": anchor} for row, anchor in zip(to_documents(tags), anchors, strict=True)]
