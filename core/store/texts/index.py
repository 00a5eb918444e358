"""The index: the facts that lists show of every text, so that opening a project does not mean reading it.

It is a cache. Each entry carries the sizes and times of the files that it was made from; a file that differs is read
again, and a missing or damaged index is rebuilt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from pathlib import Path

import msgspec

from core.domain.models.splits import Dataset
from core.domain.project.documents import FileEntry, Files
from core.domain.team.double import DoubleMark, DoubleMarks
from core.domain.text.spans import doubt
from core.errors import AutotagError, StorageError, UnusableError
from core.store.disk import rights
from core.store.disk.atomic import previous_generation, read_file, storage_errors
from core.store.disk.folders import ProjectFolder, quoted, record_path
from core.store.disk.stamps import Stamp, stamp
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, to_document
from core.store.project.projects import load_datasets
from core.store.tags.file_record import FileRecord
from core.store.tags.journals import has_unsaved
from core.store.tags.taggings import load_record
from core.store.team.assignments import follow_assignments, load_assignments
from core.store.team.double import load_marks
from core.store.team.notes import count_open_notes, follow_notes
from core.store.texts.finding import files_below, find_texts, read_document
from core.store.texts.moves import Orphan, follow_moves, orphans_with_candidates

_FIRST = 500
"""Texts read before a growing list is given for the first time."""

_GROWTH = 1.5
"""By how much it has grown the next time; a list given every 500 texts would cost more than the reading."""


class _Format(msgspec.Struct):
    kind: str
    version: int


class _Content(msgspec.Struct):
    format: dict[str, _Format]
    files: dict[str, FileEntry]


def load_index(folder: ProjectFolder) -> Files:
    """Return the entries as they were last written; none if there is no usable index."""
    file = _file(folder)
    try:
        # TinyDB's own way makes a document of each entry first: 1.9 s for 100,000 files, against 0.3 s.
        content = msgspec.json.decode(read_file(file.path), type=_Content)
    except (OSError, UnusableError, msgspec.DecodeError, ValueError, RecursionError):
        return _load_slowly(file)
    is_ours = list(content.format.values()) == [_Format(file.kind, file.version)]
    return Files(content.files.values()) if is_ours else _load_slowly(file)


def _load_slowly(file: RecordFile) -> Files:
    """Load an index that is damaged, of another version, or with names that are no text, which JSON cannot hold."""
    try:
        rows = file.read().table("files").all()
        return Files(from_document(row, FileEntry, file.path) for row in rows)
    except StorageError:
        return Files()  # a cache: one that cannot be read is rebuilt


def scan(folder: ProjectFolder, author: str, before: Files | None = None) -> Iterator[Files]:
    """Bring the entries up to date; yield the growing collection now and then, and the whole of it at the end.

    Args:
        folder: the project.
        author: whose unsaved decisions to look for.
        before: the entries as they were last listed; None to read them.

    Raises:
        StorageError: the project folder cannot be read.
    """
    before = load_index(folder) if before is None else before
    known = {entry.name: entry for entry in before}
    datasets, marks = load_datasets(folder), load_marks(folder)
    found = sorted(find_texts(folder), key=lambda text: text.name)
    rights.tighten(folder.data, reduce(and_, (rights.readers(text.mode) for text in found), rights.ANYBODY))
    records = _Records.below(folder, author)
    names = [text.name for text in found]
    lost = marks.keys() - set(names) if marks else set()
    if (orphans := records.without(names)) or lost:
        untagged = [text.name for text in found if not records.hold(text.name) and text.name not in marks]
        sizes = {text.name: (text.size, text.modified) for text in found}
        hashes = {entry.name: entry.hash for entry in before if tuple(entry.stamp[:2]) == sizes.get(entry.name)}
        if follow_moves(folder, orphans, untagged, hashes, [marks[name] for name in sorted(lost)]):
            records, datasets = _Records.below(folder, author), load_datasets(folder)
            marks = load_marks(folder)
    entries: list[FileEntry] = []
    read, next_given = 0, _FIRST
    for text in found:
        stamps = (text.size, text.modified, *records.stamp(text.name))
        entry = known.get(text.name)
        if entry is None or entry.stamp != stamps:
            entry = _made(folder, text.name, stamps, records.hold(text.name))
            read += 1
            if read == next_given:
                next_given = int(read * _GROWTH)
                yield Files(entries)
        dataset = datasets.get(text.name, Dataset.TRAINING)
        unsaved, blind = records.unsaved(text.name), text.name in marks.pending
        if (entry.dataset, entry.unsaved, entry.blind) != (dataset, unsaved, blind):
            entry = replace(entry, dataset=dataset, unsaved=unsaved, blind=blind)
        entries.append(entry)
    files = Files(_of_team(folder, entries, before, marks))
    if files != before:
        _save(folder, files)
    yield files


def find_orphans(folder: ProjectFolder, author: str, *, likely: bool = True) -> list[Orphan]:
    """Return tags without a text, with the texts that they may belong to if that is wanted: all are read for it.

    Raises:
        StorageError: the project folder cannot be read.
    """
    names = sorted(text.name for text in find_texts(folder))
    records = _Records.below(folder, author)
    orphans = records.without(names)
    untagged = [name for name in names if not records.hold(name)] if orphans and likely else []
    return orphans_with_candidates(folder, sorted(orphans), untagged)


def make_entries(folder: ProjectFolder, names: Iterable[str], author: str) -> Files:
    """Make the entries of some files.

    Raises:
        StorageError: a record of the project cannot be read.
    """
    datasets, assigned, marks = load_datasets(folder), load_assignments(folder), load_marks(folder)

    def made(name: str) -> FileEntry:
        stamps = (*stamp(folder.text_file(name)), *_record_stamp(folder, name, marks))
        entry = replace(
            _made(folder, name, stamps, has_record=True),
            dataset=datasets.get(name, Dataset.TRAINING),
            unsaved=has_unsaved(folder, name, author),
            blind=name in marks.pending,
        )
        return _shared(entry, assigned.get(name, ()), marks.get(name), count_open_notes(folder, name))

    return Files(map(made, names))


def _record_stamp(folder: ProjectFolder, name: str, marks: DoubleMarks) -> tuple[int, ...]:
    own = folder.tags_file(name)
    has_begun = own.exists() or previous_generation(own).exists()
    if name in folder.blind and not has_begun:
        return _first_stamp(stamp(folder.main.tags_file(name)), marks[name])
    return stamp(own)


@dataclass(frozen=True, slots=True)
class _Records:
    """The records on disk, found in one walk: to look for each text's separately takes ten times as long.

    Attributes:
        tags: stamps of the tags files, by their paths.
        held: paths of the tags files that exist in any generation.
        journals: paths of the user's journals that hold something.
    """

    tags: dict[str, tuple[int, ...]]
    held: set[str]
    journals: set[str]

    @classmethod
    def below(cls, folder: ProjectFolder, author: str) -> _Records:
        """Look for the records of a project."""
        records = cls._in(folder.data, author)
        if folder.blind:
            records._replace_blind(cls._in(folder.own_data, author), folder.blind, load_marks(folder))
        return records

    @classmethod
    def _in(cls, data: Path, author: str) -> _Records:
        tags = _stamps_below(data / "tags")
        return cls(
            dict(tags),
            {path.removesuffix("~") for path in tags},
            {path for path, (size, _) in _stamps_below(data / "unsaved" / quoted(author)).items() if size},
        )

    def _replace_blind(self, own: _Records, names: Collection[str], marks: DoubleMarks) -> None:
        """Take the annotator's own records in place of the main ones of the texts that they tag blindly."""
        for name in names:
            path, journal = record_path(name, ".json"), record_path(name, ".jsonl")
            if path in own.held:
                self.held.add(path)
                self.tags[path] = own.stamp(name)
            else:
                self.tags[path] = _first_stamp(self.stamp(name), marks[name])
            self.journals.discard(journal)
            if journal in own.journals:
                self.journals.add(journal)

    def without(self, names: Iterable[str]) -> set[str]:
        """Return the paths of the tags files of all other texts."""
        return self.held - {record_path(name, ".json") for name in names} if self.held else set()

    def stamp(self, name: str) -> tuple[int, ...]:
        """Return the stamp of a text's tags file."""
        return self.tags.get(record_path(name, ".json"), (0, 0)) if self.tags else (0, 0)

    def hold(self, name: str) -> bool:
        """Return whether anything is stored of a text, if only in its previous generation."""
        return bool(self.held) and record_path(name, ".json") in self.held

    def unsaved(self, name: str) -> bool:
        """Return whether the user has unsaved decisions on a text."""
        return bool(self.journals) and record_path(name, ".jsonl") in self.journals


def _first_stamp(main: tuple[int, ...], mark: DoubleMark) -> tuple[int, ...]:
    """Return the stamp of a record that is not begun, which shows suggestions of the main one, or nothing."""
    return (*main, 1 + mark.suggestions)


def _stamps_below(folder: Path) -> dict[str, Stamp]:
    if not folder.exists():
        return {}
    with storage_errors(folder, "read"):
        return {path: (status.st_size, status.st_mtime_ns) for path, status in files_below(folder, any_kind=True)}


def _made(folder: ProjectFolder, name: str, stamp: tuple[int, ...], has_record: bool) -> FileEntry:
    try:
        document = read_document(folder, name)
        record = load_record(folder, document) if has_record else FileRecord(name)
    except AutotagError as error:
        return FileEntry(name, stamp=stamp, problem=str(error))
    tagging = record.tagging
    return FileEntry(
        name,
        characters=len(document.text),
        stamp=stamp,
        hash=document.hash,
        tags=dict(Counter(tag.entity for tag in tagging.tags)),
        suggestions=dict(Counter(suggestion.job for suggestion in tagging.suggestions)),
        rejections=len(tagging.rejected),
        confirmed=record.confirmed,
        job=record.job,
        flagged=record.flagged,
        decided_by=record.decided_by,
        unread_tags=len(record.unread_tags),
        doubt=round(doubt(tagging.suggestions), 3),
    )


def _of_team(
    folder: ProjectFolder, entries: Iterable[FileEntry], before: Files, marks: DoubleMarks
) -> Iterator[FileEntry]:
    """Yield the entries with annotators and notes. Texts that were moved are found again by these."""
    entries = list(entries)
    hashes = {entry.name: entry.hash for entry in entries}
    assigned = follow_assignments(folder, hashes, {entry.name: entry.hash for entry in before})
    noted = follow_notes(folder, hashes)
    for entry in entries:
        yield _shared(entry, assigned.get(entry.name, ()), marks.get(entry.name), noted.get(entry.name, 0))


def _shared(entry: FileEntry, assigned: tuple[str, ...], mark: DoubleMark | None, notes: int) -> FileEntry:
    """Return an entry with what people share: those who tag blindly have decided in it once it is adjudicated."""
    decided = entry.decided_by
    if mark is not None:
        assigned = tuple(sorted({*assigned, *mark.annotators}))
        decided = tuple(sorted({*decided, *mark.annotators})) if mark.adjudicated else decided
    if (entry.assigned_to, entry.decided_by, entry.open_notes) == (assigned, decided, notes):
        return entry
    return replace(entry, assigned_to=assigned, decided_by=decided, open_notes=notes)


def _save(folder: ProjectFolder, files: Files) -> None:
    # Where nothing may be written, everything is read again each time; a write elsewhere reports the error.
    with suppress(StorageError), _file(folder).transaction(fresh=True) as db:
        db.table("files").insert_multiple(to_document(entry) for entry in files)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.index_file, "index", version=4)
