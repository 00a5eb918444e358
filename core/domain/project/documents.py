"""Files of a project: one text, and what lists need to know of many."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import eq
from typing import overload

from core.domain.models.splits import Dataset
from core.domain.project.entries import FileEntry
from core.domain.project.file_names import Names
from core.domain.project.file_table import FileTable
from core.domain.project.quota import text_records


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the project.

    Attributes:
        name: POSIX path relative to the project folder.
        text: the characters as on disk, line ends not normalized, without a byte order mark.
        hash: of the text, to notice that it changed.
    """

    name: str
    text: str
    hash: str

    @property
    def records(self) -> int:
        """Its text records."""
        return text_records(len(self.text))


class Files(Sequence[FileEntry]):
    """Files of a project in order of their names. Filters give a new collection and can be chained.

    Entries are made when they are asked for. Filters look at each different state of a file once.
    """

    def __init__(self, entries: Iterable[FileEntry] = ()) -> None:
        table = FileTable()
        for entry in entries:
            table.append(entry)
        self._table = table
        self._rows: Sequence[int] = range(len(table))

    @classmethod
    def of_table(cls, table: FileTable, rows: Sequence[int] | None = None) -> Files:
        """Return the files of some rows of a table, or of all that it has now."""
        files = cls.__new__(cls)
        files._table = table
        files._rows = range(len(table)) if rows is None else rows
        return files

    @property
    def table(self) -> FileTable:
        """The files in columns, in the same order."""
        if self._rows == range(len(self._table)):
            return self._table
        return Files(self)._table

    def with_facts(self, entries: Iterable[FileEntry]) -> Files:
        """Return all files with the facts of these entries, and no later stamps or doubts: to be counted."""
        return Files.of_table(self.table.with_facts(entries))

    @overload
    def __getitem__(self, index: int) -> FileEntry: ...
    @overload
    def __getitem__(self, index: slice) -> Files: ...
    def __getitem__(self, index: int | slice) -> FileEntry | Files:
        if isinstance(index, slice):
            return Files.of_table(self._table, self._rows[index])
        return self._table.entry(self._rows[index])

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[FileEntry]:
        return map(self._table.entry, self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Files) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # nobody keys by a million entries

    def where(self, passes: Callable[[FileEntry], object]) -> Files:
        """Return the files whose facts pass: all of an entry but name, characters, stamp, hash and doubt."""
        verdicts = list(map(passes, self._table.facts))
        if all(verdicts):
            return self
        return self._compressed(map(verdicts.__getitem__, self._kinds)) if any(verdicts) else Files()

    def _compressed(self, selectors: Iterable[object]) -> Files:
        return Files.of_table(self._table, array("I", compress(self._rows, selectors)))

    @property
    def _kinds(self) -> Iterable[int]:
        if self._rows == range(len(self._table)):
            return self._table.kinds
        return map(self._table.kinds.__getitem__, self._rows)

    @cached_property
    def _facts(self) -> list[tuple[FileEntry, int]]:
        """The different facts of these files, each with the number of files that it is of."""
        return [(self._table.facts[kind], count) for kind, count in Counter(self._kinds).items()]

    @property
    def names(self) -> Names:
        """Names of the files in order."""
        return Names(self._table.names, self._rows)

    def position(self, name: str) -> int | None:
        """Return where a file is in this order; None if it is not among them."""
        return self.names.position(name)

    def usable(self) -> Files:
        """Return files whose text could be read and is not empty."""
        return self.where(lambda e: not e.problem)

    def untagged(self) -> Files:
        """Usable files without tags that nobody confirmed to hold none."""
        return self.where(lambda e: not e.is_tagged and not e.problem)

    def tagged(self) -> Files:
        """Return files with tags, and those confirmed to hold none."""
        return self.where(lambda e: e.is_tagged)

    def with_decisions(self) -> Files:
        """Return usable files that a training can learn from: tagged ones, and those where something was rejected."""
        return self.where(lambda e: e.holds_decisions and not e.problem)

    def decided(self) -> Files:
        """Usable tagged files in which nothing is left to decide."""
        return self.where(lambda e: e.is_decided and not e.problem)

    def partly_decided(self) -> Files:
        """Return usable files with decisions in which something is left to decide."""
        return self.where(lambda e: e.holds_decisions and not e.is_decided and not e.problem)

    def undecided(self) -> Files:
        """Usable files that are untagged, or in which something is left to decide."""
        return self.where(lambda e: not e.is_decided and not e.problem)

    def unsaved(self) -> Files:
        """Return files with decisions of the user that are not saved yet."""
        return self.where(lambda e: e.unsaved)

    def auto_tagged(self, job: str = "") -> Files:
        """Return files with suggestions, of one job if named."""
        return self.where(lambda e: job in e.suggestions if job else e.suggestions)

    def to_do(self) -> Files:
        """Usable files with suggestions to decide on, and those that nobody has read to the end yet."""
        return self.where(lambda e: e.is_to_do)

    def settled(self) -> Files:
        """Return files whose tags count: all but those that are being tagged blindly."""
        return self.where(lambda e: not e.blind)

    def blind(self) -> Files:
        """Return files that are being tagged blindly."""
        return self.where(lambda e: e.blind)

    def unread(self) -> Files:
        """Usable files that nobody has read to the end, without those in which the user has unsaved decisions."""
        return self.where(lambda e: not (e.confirmed or e.unsaved or e.problem))

    def flagged(self) -> Files:
        """Return files that a user wants to come back to."""
        return self.where(lambda e: e.flagged)

    def with_open_notes(self) -> Files:
        """Return files with notes that nobody has resolved."""
        return self.where(lambda e: e.open_notes)

    def assigned_to(self, person: str) -> Files:
        """Return files that an annotator shall tag."""
        return self.where(lambda e: person in e.assigned_to)

    def unassigned(self) -> Files:
        """Return files without an annotator."""
        return self.where(lambda e: not e.assigned_to)

    def decided_by(self, person: str) -> Files:
        """Return files in which somebody has saved decisions."""
        return self.where(lambda e: person in e.decided_by)

    def with_entity(self, entity: str) -> Files:
        """Return files with at least one tag of the entity."""
        return self.where(lambda e: e.tags.get(entity))

    def in_dataset(self, dataset: Dataset) -> Files:
        """Return files of the training or of the testing set."""
        return self.where(lambda e: e.dataset is dataset)

    def matching(self, text: str) -> Files:
        """Return files whose name holds the text, case ignored."""
        return self._compressed(self._of_rows(self._table.names.holding(text))) if text else self

    def named(self, names: Collection[str]) -> Files:
        """Return only the files of these names."""
        return self._compressed(self._of_rows(self._table.names.among(set(names))))

    def by_doubt(self) -> Files:
        """Return them with the most doubtful first."""
        return Files.of_table(
            self._table, array("I", sorted(self._rows, key=self._table.doubts.__getitem__, reverse=True))
        )

    def _of_rows(self, verdicts: Sequence[int]) -> Iterable[int]:
        """Return those of all rows' verdicts that are about these files."""
        return map(verdicts.__getitem__, self._rows)

    @property
    def records(self) -> int:
        """Text records of all."""
        return sum(map(text_records, map(self._table.characters.__getitem__, self._rows)))

    @property
    def annotators(self) -> set[str]:
        """Everybody who shall tag one of them."""
        return {person for facts, _ in self._facts for person in facts.assigned_to}

    @property
    def deciders(self) -> set[str]:
        """Everybody who has saved decisions in one of them."""
        return {person for facts, _ in self._facts for person in facts.decided_by}

    @property
    def tags(self) -> Counter[str]:
        """Number of tags per entity."""
        total: Counter[str] = Counter()
        for facts, count in self._facts:
            total.update({entity: number * count for entity, number in facts.tags.items()})
        return total

    @property
    def tag_count(self) -> int:
        """Number of tags of all entities."""
        return sum(facts.tag_count * count for facts, count in self._facts)

    @property
    def unread_tag_count(self) -> int:
        """Number of tags accepted with the rest in files that nobody has read to the end since."""
        return sum(facts.unread_tags * count for facts, count in self._facts)

    @property
    def suggestion_count(self) -> int:
        """Number of suggestions of all jobs."""
        return sum(facts.suggestion_count * count for facts, count in self._facts)
