"""The index: what lists need to know of every text, so that opening a project does not mean reading it.

A cache. Each entry carries the sizes and times of the files that it was made from; whatever differs is read
anew, and a missing or damaged index is made anew from nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.domain.documents import FileEntry, Files
from core.domain.splits import Dataset
from core.errors import AutotagError, StorageError
from core.store.folders import ProjectFolder
from core.store.journals import has_unsaved
from core.store.projects import load_datasets
from core.store.storage import RecordFile
from core.store.taggings import load_record
from core.store.texts import find_texts, read_document
from core.store.values import from_document, to_document

_SLICE = 500
"""Texts read between two looks at a growing list."""


def load_index(folder: ProjectFolder) -> Files:
    """The entries as they were last written; none if there is no usable index."""
    file = _file(folder)
    try:
        rows = file.read().table("files").all()
        return Files(from_document(row, FileEntry, file.path) for row in rows)
    except StorageError:
        return Files()  # a cache: what cannot be read is made anew


def scan(folder: ProjectFolder, author: str) -> Iterator[Files]:
    """Brings the entries up to date; gives the growing collection now and then, and at last the whole.

    Raises:
        StorageError: the project folder cannot be read.
    """
    known = {entry.name: entry for entry in load_index(folder)}
    datasets = load_datasets(folder)
    found = sorted(find_texts(folder), key=lambda text: text.name)
    entries: list[FileEntry] = []
    read = 0
    for text in found:
        stamp = (text.size, text.modified, *_stamp(folder.tags_file(text.name)))
        entry = known.get(text.name)
        if entry is None or entry.stamp != stamp:
            entry = _made(folder, text.name, stamp)
            read += 1
            if read % _SLICE == 0:
                yield Files(entries)
        dataset = datasets.get(text.name, Dataset.TRAINING)
        unsaved = has_unsaved(folder, text.name, author)
        if (entry.dataset, entry.unsaved) != (dataset, unsaved):
            entry = replace(entry, dataset=dataset, unsaved=unsaved)
        entries.append(entry)
    files = Files(entries)
    if list(files) != list(known.values()):
        _save(folder, files)
    yield files


def make_entry(folder: ProjectFolder, name: str, author: str) -> FileEntry:
    """One entry, made afresh.

    Raises:
        StorageError: the project's own file cannot be read.
    """
    stamp = (*_stamp(folder.text_file(name)), *_stamp(folder.tags_file(name)))
    entry = _made(folder, name, stamp)
    dataset = load_datasets(folder).get(name, entry.dataset)
    return replace(entry, dataset=dataset, unsaved=has_unsaved(folder, name, author))


def _made(folder: ProjectFolder, name: str, stamp: tuple[int, ...]) -> FileEntry:
    try:
        document = read_document(folder, name)
        record = load_record(folder, document)
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
    )


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _save(folder: ProjectFolder, files: Files) -> None:
    with _file(folder).transaction(fresh=True) as db:
        db.table("files").insert_multiple(to_document(entry) for entry in files)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.index_file, "index")
