"""The index: the facts that lists show of every text, so that opening a project does not mean reading it.

It is a cache. Each entry carries the sizes and times of the files that it was made from; a file that differs is read
again, and a missing or damaged index is rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from core.domain.models.splits import Dataset
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.file_table import FileTable, TextHashes
from core.domain.team.double import DoubleMark, DoubleMarks
from core.store.disk.atomic import previous_generation
from core.store.disk.folders import ProjectFolder
from core.store.disk.stamps import NO_FILE, FullStamp, full_stamp, stamp
from core.store.project.projects import load_datasets
from core.store.tags.journals import has_unsaved
from core.store.team.assignments import follow_assignments, load_assignments
from core.store.team.double import load_marks
from core.store.team.notes import count_open_notes, follow_notes
from core.store.texts.finding import find_texts
from core.store.texts.index_file import IndexWriter, index_writer, read_table, unfinished
from core.store.texts.moves import Orphan, orphans_with_candidates
from core.store.texts.records_found import ProjectRecords, first_stamp
from core.store.texts.walking import Walk, make_entry

_FIRST = 500
"""Texts read before a growing list is given for the first time."""

_GROWTH = 1.5
"""By how much it has grown the next time; a list given every 500 texts would cost more than the reading."""

_LONGEST = 25_000
"""Texts read until it is given again at the latest, so that a user sees that it grows."""

_latest: tuple[Path, FullStamp, Files] | None = None
"""The index that was read or written last, with its stamp: a large one takes as much memory as all the rest."""

_KEPT = 10_000
"""Texts read until the index is written as far as it goes: what a killed scan has read again at most."""


def load_index(folder: ProjectFolder) -> Files:
    """Return the entries as they were last written; none if there is no usable index."""
    global _latest
    now = full_stamp(folder.index_file)
    if _latest is not None and _latest[:2] == (folder.index_file, now) and not unfinished(folder).exists():
        return _latest[2]
    files = _read(folder)
    _latest = (folder.index_file, now, files) if now != NO_FILE else None
    return files


def _read(folder: ProjectFolder) -> Files:
    table = read_table(folder.index_file)
    latest = read_table(unfinished(folder))
    if not len(latest):
        return Files.of_table(table)
    last = latest.names[len(latest) - 1]
    for row, name in enumerate(table.names):
        if name > last:
            latest.append_row(table, row, latest.kind(table.facts[table.kinds[row]]))
    return Files.of_table(latest)


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
    walk = Walk(folder, author, before.table)
    with index_writer(folder) as writer:
        yield from _given(walk, writer)
        if walk.follow_moves():
            walk = Walk(folder, author, walk.table, changed=walk.changed)
            writer.start_again()
            yield from _given(walk, writer)
        if _add_team(folder, walk.table, before.table):
            writer.start_again()
            walk.changed = True
        if walk.changed or unfinished(folder).exists():
            writer.finish(walk.table)
            before = _written(folder, walk.table)
    yield before


def _written(folder: ProjectFolder, table: FileTable) -> Files:
    global _latest
    files = Files.of_table(table)
    _latest = folder.index_file, full_stamp(folder.index_file), files
    return files


def _given(walk: Walk, writer: IndexWriter) -> Iterator[Files]:
    """Walk, and write what is found; yield the growing list at growing intervals."""
    next_given = _FIRST
    for read in walk.run():
        if read % _KEPT == 0:
            writer.write(walk.table)
        if read == next_given:
            next_given = min(int(read * _GROWTH), read + _LONGEST)
            yield Files.of_table(walk.table)


def find_orphans(folder: ProjectFolder, author: str, *, likely: bool = True) -> list[Orphan]:
    """Return tags without a text, with the texts that they may belong to if that is wanted: all are read for it.

    Raises:
        StorageError: the project folder cannot be read.
    """
    records = ProjectRecords(folder, author)
    for text in find_texts(folder):
        records.of(text.name)
    orphans = records.finish()
    untagged: list[str] = []
    if orphans and likely:
        records = ProjectRecords(folder, author)
        untagged = [text.name for text in find_texts(folder) if not records.of(text.name).is_there]
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
            make_entry(folder, name, stamps, has_record=True),
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
        return first_stamp(stamp(folder.main.tags_file(name)), marks[name])
    return stamp(own)


def _add_team(folder: ProjectFolder, table: FileTable, before: FileTable) -> bool:
    """Add annotators and notes to the entries; return whether that changed one.

    Texts that were moved are found again by these.
    """
    hashes, marks = TextHashes(table), load_marks(folder)
    assigned = follow_assignments(folder, hashes, TextHashes(before))
    noted = follow_notes(folder, hashes)
    if not (assigned or noted or marks or any(facts.assigned_to or facts.open_notes for facts in table.facts)):
        return False
    kinds: dict[tuple[object, ...], int] = {}
    changed = False
    for row, name in enumerate(table.names):
        kind = table.kinds[row]
        shared = assigned.get(name, ()), marks.get(name), noted.get(name, 0)
        if (kind, shared) not in kinds:
            kinds[kind, shared] = table.kind(_shared(table.facts[kind], *shared))
        if kinds[kind, shared] != kind:
            table.kinds[row] = kinds[kind, shared]
            changed = True
    return changed


def _shared(entry: FileEntry, assigned: tuple[str, ...], mark: DoubleMark | None, notes: int) -> FileEntry:
    """Return an entry with what people share: those who tag blindly have decided in it once it is adjudicated."""
    decided = entry.decided_by
    if mark is not None:
        assigned = tuple(sorted({*assigned, *mark.annotators}))
        decided = tuple(sorted({*decided, *mark.annotators})) if mark.adjudicated else decided
    if (entry.assigned_to, entry.decided_by, entry.open_notes) == (assigned, decided, notes):
        return entry
    return replace(entry, assigned_to=assigned, decided_by=decided, open_notes=notes)
