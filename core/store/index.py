"""The index: what lists need to know of every text, so that opening a project does not mean reading it.

A cache. Each entry carries the sizes and times of the files that it was made from; whatever differs is read
anew, and a missing or damaged index is made anew from nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from pathlib import Path

import msgspec

from core.domain.models.splits import Dataset
from core.domain.project.documents import FileEntry, Files
from core.errors import AutotagError, StorageError, UnusableError
from core.store import rights
from core.store.atomic import read_file, storage_errors
from core.store.folders import ProjectFolder, record_path
from core.store.journals import has_unsaved
from core.store.moves import Orphan, follow_moves, orphans_with_candidates
from core.store.projects import load_datasets
from core.store.stamps import Stamp, stamp
from core.store.storage import RecordFile
from core.store.taggings import FileRecord, load_record
from core.store.texts import files_below, find_texts, read_document
from core.store.values import from_document, to_document

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
    """The entries as they were last written; none if there is no usable index."""
    file = _file(folder)
    try:
        # TinyDB's own way makes a document of each entry first: 1.9 s for 100,000 files, against 0.3 s.
        content = msgspec.json.decode(read_file(file.path), type=_Content)
    except (OSError, UnusableError, msgspec.DecodeError, ValueError, RecursionError):
        return _load_slowly(file)
    is_ours = list(content.format.values()) == [_Format(file.kind, file.version)]
    return Files(content.files.values()) if is_ours else _load_slowly(file)


def _load_slowly(file: RecordFile) -> Files:
    """For an index that is damaged, of another version, or with names that are no text, which JSON cannot hold."""
    try:
        rows = file.read().table("files").all()
        return Files(from_document(row, FileEntry, file.path) for row in rows)
    except StorageError:
        return Files()  # a cache: what cannot be read is made anew


def scan(folder: ProjectFolder, author: str, before: Files | None = None) -> Iterator[Files]:
    """Brings the entries up to date; gives the growing collection now and then, and at last the whole.

    Args:
        folder: the project.
        author: whose unsaved decisions to look for.
        before: the entries as they were last listed, for who has them; else they are read.

    Raises:
        StorageError: the project folder cannot be read.
    """
    before = load_index(folder) if before is None else before
    known = {entry.name: entry for entry in before}
    datasets = load_datasets(folder)
    found = sorted(find_texts(folder), key=lambda text: text.name)
    rights.tighten(folder.data, reduce(and_, (rights.readers(text.mode) for text in found), rights.ANYBODY))
    records = _Records.below(folder, author)
    if orphans := records.without([text.name for text in found]):
        untagged = [text.name for text in found if not records.hold(text.name)]
        sizes = {text.name: (text.size, text.modified) for text in found}
        hashes = {entry.name: entry.hash for entry in before if tuple(entry.stamp[:2]) == sizes.get(entry.name)}
        if follow_moves(folder, orphans, untagged, hashes):
            records, datasets = _Records.below(folder, author), load_datasets(folder)
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
        unsaved = records.unsaved(text.name)
        if (entry.dataset, entry.unsaved) != (dataset, unsaved):
            entry = replace(entry, dataset=dataset, unsaved=unsaved)
        entries.append(entry)
    files = Files(entries)
    if files != before:
        _save(folder, files)
    yield files


def find_orphans(folder: ProjectFolder, author: str) -> list[Orphan]:
    """Tags without a text, with the texts that they may belong to.

    Raises:
        StorageError: the project folder cannot be read.
    """
    names = sorted(text.name for text in find_texts(folder))
    records = _Records.below(folder, author)
    orphans = records.without(names)
    if not orphans:
        return []
    return orphans_with_candidates(folder, sorted(orphans), [name for name in names if not records.hold(name)])


def make_entry(folder: ProjectFolder, name: str, author: str) -> FileEntry:
    """One entry, made afresh.

    Raises:
        StorageError: the project's own file cannot be read.
    """
    stamps = (*stamp(folder.text_file(name)), *stamp(folder.tags_file(name)))
    entry = _made(folder, name, stamps, has_record=True)
    dataset = load_datasets(folder).get(name, entry.dataset)
    return replace(entry, dataset=dataset, unsaved=has_unsaved(folder, name, author))


@dataclass(frozen=True, slots=True)
class _Records:
    """What is on disk beside the texts, found in one walk: to ask for each text apart takes ten times as long.

    Attributes:
        tags: stamps of the tags files, by their paths.
        held: paths of the tags files of which there is any generation.
        journals: paths of the user's journals that hold something.
    """

    tags: dict[str, Stamp]
    held: set[str]
    journals: set[str]

    @classmethod
    def below(cls, folder: ProjectFolder, author: str) -> _Records:
        """Looks for those of a project."""
        tags = _stamps_below(folder.tags)
        return cls(
            tags,
            {path.removesuffix("~") for path in tags},
            {path for path, (size, _) in _stamps_below(folder.journals(author)).items() if size},
        )

    def without(self, names: Iterable[str]) -> set[str]:
        """Paths of the tags files of texts that are not among these."""
        return self.held - {record_path(name, ".json") for name in names} if self.held else set()

    def stamp(self, name: str) -> Stamp:
        """Stamp of the tags file of a text."""
        return self.tags.get(record_path(name, ".json"), (0, 0)) if self.tags else (0, 0)

    def hold(self, name: str) -> bool:
        """Whether anything is stored of a text, if only in its previous generation."""
        return bool(self.held) and record_path(name, ".json") in self.held

    def unsaved(self, name: str) -> bool:
        """Whether the user has unsaved decisions on a text."""
        return bool(self.journals) and record_path(name, ".jsonl") in self.journals


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
        confirmed=record.confirmed,
        job=record.job,
        flagged=record.flagged,
        doubt=round(sum(min(s.score, 1 - s.score) for s in tagging.suggestions), 3),
    )


def _save(folder: ProjectFolder, files: Files) -> None:
    # Where nothing may be written, everything is read anew each time; what must be written elsewhere will say so.
    with suppress(StorageError), _file(folder).transaction(fresh=True) as db:
        db.table("files").insert_multiple(to_document(entry) for entry in files)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.index_file, "index", version=2)
