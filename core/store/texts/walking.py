"""One walk through the texts and records of a project, side by side with the entries that were known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.domain.models.splits import Dataset
from core.domain.project.entries import FileEntry
from core.domain.project.file_table import FileTable
from core.domain.text.spans import doubt
from core.errors import AutotagError
from core.store.disk import rights
from core.store.disk.folders import ProjectFolder
from core.store.project.projects import load_datasets
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import load_record
from core.store.team.double import load_marks
from core.store.texts.finding import FoundText, find_texts, read_document
from core.store.texts.moves import follow_moves
from core.store.texts.records_found import FoundRecord, ProjectRecords


class Walk:
    """A walk through a project. Both the texts and the known entries come in the order of their names.

    Args:
        folder: the project.
        author: whose unsaved decisions to look for.
        before: the entries as they were known.
        changed: whether these differ from those written.

    Attributes:
        table: the entries found so far.
        changed: whether the entries differ from those written.
    """

    def __init__(self, folder: ProjectFolder, author: str, before: FileTable, *, changed: bool = False) -> None:
        self.table = FileTable()
        self.changed = changed
        self._folder = folder
        self._known = _Known(before)
        self._datasets, self._marks = load_datasets(folder), load_marks(folder)
        self._records = ProjectRecords(folder, author)
        self._orphans: set[str] = set()
        self._has_record = bytearray()
        self._kinds: dict[tuple[int, Dataset, bool, bool], int] = {}

    def run(self) -> Iterator[int]:
        """Walk; yield how many texts were read so far, after each of them.

        Raises:
            StorageError: the project folder cannot be read.
        """
        read, readers = 0, rights.ANYBODY
        for text in find_texts(self._folder):
            readers &= rights.readers(text.mode)
            record = self._records.of(text.name)
            self._has_record.append(record.is_there)
            if self._take(text, record):
                read += 1
                yield read
        rights.tighten(self._folder.data, readers)
        self._orphans = self._records.finish()
        self.changed = self.changed or len(self.table) != len(self._known.table)

    def follow_moves(self) -> bool:
        """Give the records of texts that were moved to the texts where they are now; return whether there were any."""
        lost = [mark for name, mark in self._marks.items() if self.table.names.find(name) is None]
        if not (self._orphans or lost):
            return False
        rows = enumerate(zip(self.table.names, self._has_record, strict=True))
        untagged = (
            (name, self.table.hash(row)) for row, (name, has_one) in rows if not has_one and name not in self._marks
        )
        return follow_moves(self._folder, self._orphans, untagged, sorted(lost, key=lambda mark: mark.name))

    def _take(self, text: FoundText, record: FoundRecord) -> bool:
        """Add the entry of a text; return whether the text had to be read for it."""
        dataset = self._datasets.get(text.name, Dataset.TRAINING)
        state = dataset, record.is_unsaved, text.name in self._marks.pending
        stamps = (text.size, text.modified, *record.stamp)
        row = self._known.row(text.name, stamps)
        if row is None:
            entry = make_entry(self._folder, text.name, stamps, record.is_there)
            self.table.append(_in_state(entry, *state))
            self.changed = True
            return True
        kind = self._known.table.kinds[row]
        if (kind, *state) not in self._kinds:
            facts = self._known.table.facts[kind]
            self._kinds[(kind, *state)] = self.table.kind(_in_state(facts, *state))
            self.changed = self.changed or _in_state(facts, *state) is not facts
        self.table.append_row(self._known.table, row, self._kinds[(kind, *state)])
        return False


_NO_MORE: tuple[int, str | None] = (0, None)


class _Known:
    """The entries that were known; asked for in the order of their names."""

    def __init__(self, table: FileTable) -> None:
        self.table = table
        self._names = enumerate(table.names)
        self._row, self._name = next(self._names, _NO_MORE)

    def row(self, name: str, stamps: tuple[int, ...]) -> int | None:
        """Return the row of a file; None if it is not known, or has changed."""
        while self._name is not None and self._name < name:
            self._row, self._name = next(self._names, _NO_MORE)
        return self._row if self._name == name and self.table.stamp(self._row) == stamps else None


def _in_state(entry: FileEntry, dataset: Dataset, unsaved: bool, blind: bool) -> FileEntry:
    if (entry.dataset, entry.unsaved, entry.blind) == (dataset, unsaved, blind):
        return entry
    return replace(entry, dataset=dataset, unsaved=unsaved, blind=blind)


def make_entry(folder: ProjectFolder, name: str, stamp: tuple[int, ...], has_record: bool) -> FileEntry:
    """Return the entry of a text, by reading it and its record."""
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
