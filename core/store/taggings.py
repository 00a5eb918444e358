"""Tags, suggestions and rejections of one text, in one file.

Each tag is stored with what it says and what surrounds it, so that it can be found again if the text changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from core.domain.project.documents import Document
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.known import Known, known_parts
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import OriginKind, Suggestion, Tag
from core.domain.text.anchoring import Anchor, SetAside, anchor, place
from core.domain.text.spans import Span, SpanSet, position
from core.errors import RequestError, UnusableError
from core.store.atomic import printable
from core.store.carrying import carried_tagging
from core.store.folders import ProjectFolder
from core.store.steps import StepRecorder
from core.store.storage import RecordFile, Tables
from core.store.values import from_document, from_documents, to_documents


@dataclass(frozen=True)
class FileRecord:
    """All that is stored of one text.

    Attributes:
        name: of the text.
        hash: of the text when this was written.
        tagging: its spans.
        confirmed: a user has saved it, so that "no tags" means "no entity in it".
        job: id of the autotag job that did it last; empty if none has.
        history: what was saved, oldest first.
        flagged: a user wants to come back to it.
        fell_back: the newest generation on disk is damaged; this is the one before it.
        journals: number of the last event of each run of decisions that was saved, since a crash may have left them
            in the journal.
    """

    name: str
    hash: str = ""
    tagging: Tagging = field(default_factory=Tagging)
    confirmed: bool = False
    job: str = ""
    journals: dict[str, int] = field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    flagged: bool = False
    fell_back: bool = field(default=False, compare=False)

    def decided(self, tagging: Tagging, by: str, at: str, *, read: bool = True) -> FileRecord:
        """The record after a user saved; if the text was read and nothing is left to decide, bare means no entity."""
        confirmed = self.confirmed or (read and not tagging.suggestions)
        if tagging == self.tagging and confirmed == self.confirmed:
            return self
        entry = HistoryEntry.of(self.tagging.difference(tagging), by, at)
        return replace(self, tagging=tagging, confirmed=confirmed, history=(*self.history, entry))

    def known(self, text: str) -> Known:
        """The parts of the text that a training may learn from."""
        done = bool(self.job) and not self.tagging.suggestions
        return known_parts(text, self.tagging, read=self.confirmed or done)

    @property
    def is_corrected(self) -> bool:
        """Whether a user corrected what a job suggested: changed or rejected a suggestion, or tagged what it missed."""
        origins = [tag.origin for tag in self.tagging.tags]
        was_suggested = bool(self.job) or any(origin.kind is OriginKind.ACCEPTED for origin in origins)
        missed = was_suggested and any(origin.kind is OriginKind.MANUAL for origin in origins)
        return bool(self.tagging.rejected) or missed or any(origin.changed for origin in origins)

    def answers_to(self, model: str) -> frozenset[Span]:
        """Return the rejections of a model's own suggestions, and those of which the model is not known."""
        rejections = [each for entry in self.history for each in entry.rejections]
        own = {each.span for each in rejections if each.model == model}
        return self.tagging.rejected - ({each.span for each in rejections} - own)

    def without_suggestions(self) -> FileRecord:
        """The record as if no job had done the text: one that is resumed does it again."""
        return replace(self, tagging=self.tagging.without_suggestions(), job="")


@dataclass(frozen=True, slots=True)
class _About:
    name: str
    hash: str
    confirmed: bool = False
    job: str = ""
    journals: dict[str, int] = field(default_factory=dict)
    flagged: bool = False


class TagsFile:
    """What is stored of one text, for who has it open: what lies on the disk as it was left is not parsed again.

    Args:
        folder: the project.
        document: the text.
    """

    def __init__(self, folder: ProjectFolder, document: Document) -> None:
        self._document = document
        text = folder.text_file(document.name)
        self._file = RecordFile(folder.tags_file(document.name), "tags", quotes=text)
        self._known: FileRecord | None = None

    def load(self) -> FileRecord:
        """What is stored, with tags moved to where their words are if the text changed meanwhile.

        Suggestions and rejections belong to one text; of a changed one they are not kept.

        Raises:
            StorageError: the file is damaged, or of a later version.
        """
        self._known = _record(self._file.read(), self._file, self._document)
        return self._known

    def change(self, change: Callable[[FileRecord], FileRecord], step: StepRecorder | None = None) -> FileRecord:
        """Replaces what is stored by what `change` makes of it, under the file's lock; durable on return.

        Args:
            change: gives the new record.
            step: the big step that the change is part of, which keeps the old record.

        Raises:
            StorageError: the file cannot be read or written.
            Whatever `change` raises; nothing is written then.
        """
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
    """What is stored of a text; see `TagsFile.load`.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    return TagsFile(folder, document).load()


def load_kept_record(folder: ProjectFolder, step_id: str, document: Document) -> FileRecord:
    """What was stored of a text before a step, with tags moved to where their words are now.

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
    """Replaces what is stored by what `change` makes of it; see `TagsFile.change`.

    Raises:
        StorageError: the file cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    return TagsFile(folder, document).change(change, step)


@dataclass(frozen=True)
class StoredText:
    """What a record says of its text, which may be gone.

    Attributes:
        name: of the text.
        hash: of the text.
        anchored: its tags, and those set aside.
    """

    name: str
    hash: str
    anchored: tuple[SetAside, ...]


def load_stored_text(path: Path) -> StoredText | None:
    """What the record at a path says of its text; None if it holds nothing that a user made.

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
    """Store what is stored of a text that is gone as that of another text; the old record stays.

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
    """The record of a text that changed on disk: tags placed anew, or set aside."""
    carried = carried_tagging(_tagging(db, file), about.hash, document.text)
    if carried is not None:  # other line ends, another encoding: what it says is the same
        return replace(_file_record(db, file, about, carried), hash=document.hash)
    # What was set aside before comes last: its words may be back, but not in the place of a tag.
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
    return FileRecord(
        about.name,
        about.hash,
        tagging,
        about.confirmed,
        about.job,
        about.journals,
        history,
        about.flagged,
        file.fell_back,
    )


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
    """The whole content of the file. Not put in row by row, for which TinyDB takes 1 us each."""
    tagging = record.tagging
    if tagging.reaches_beyond(document.text):
        raise UnusableError(f"A span lies beyond the end of {document.name!r}; nothing was saved. Open the file again.")
    rejected: list[Span] = sorted(tagging.rejected, key=position)
    rows: dict[str, Iterable[object]] = {
        "file": [_About(record.name, document.hash, record.confirmed, record.job, record.journals, record.flagged)],
        "tags": _anchored_rows(tagging.tags, [anchor(document.text, tag) for tag in tagging.tags]),
        "suggestions": tagging.suggestions,
        "rejected": rejected,
        "set_aside": _anchored_rows((a.tag for a in tagging.set_aside), [a.anchor for a in tagging.set_aside]),
        "history": record.history,
    }
    return {name: {str(number): row for number, row in enumerate(each, 1)} for name, each in rows.items()}


def _anchored_rows(tags: Iterable[Tag], anchors: Sequence[Anchor]) -> list[dict[str, Any]]:
    return [{**row, "anchor": anchor} for row, anchor in zip(to_documents(tags), anchors, strict=True)]
