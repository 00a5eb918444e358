"""Files of a project: one text, and what lists need to know of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from core.domain.models.splits import Dataset
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


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a list shows of one file.

    Attributes:
        name: POSIX path relative to the project folder.
        characters: length of the text in code points.
        stamp: sizes and times on disk, by which the store notices that an entry is stale.
        hash: of the text.
        dataset: training or testing set.
        tags: number of saved tags, per entity.
        suggestions: number of suggestions, per job.
        rejections: number of spans that were rejected.
        confirmed: the user saved it, so that "no tags" means "no entity in it".
        job: id of the autotag job that did it last; empty if none has, or if a training has deleted what it suggested.
        unsaved: it holds decisions that are not saved yet.
        flagged: a user wants to come back to it.
        assigned_to: annotators who shall tag it.
        decided_by: people who have saved decisions in it.
        unread_tags: number of tags accepted with the rest; 0 if somebody has read the file to the end since.
        doubt: how near to even chances its suggestions are, summed up: 0 is none, 1/2 a suggestion the most.
        blind: several annotators tag it without seeing each other's tags, and these have not become one yet.
        open_notes: number of notes on it that nobody has resolved and the user may see.
        problem: why the text cannot be used; empty if it can.
    """

    name: str
    characters: int = 0
    stamp: tuple[int, ...] = ()
    hash: str = ""
    dataset: Dataset = Dataset.TRAINING
    tags: Mapping[str, int] = field(default_factory=dict)
    suggestions: Mapping[str, int] = field(default_factory=dict)
    rejections: int = 0
    confirmed: bool = False
    job: str = ""
    unsaved: bool = False
    flagged: bool = False
    assigned_to: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    unread_tags: int = 0
    doubt: float = 0.0
    blind: bool = False
    open_notes: int = 0
    problem: str = ""

    @property
    def records(self) -> int:
        """Text records of the file."""
        return text_records(self.characters)

    @property
    def tag_count(self) -> int:
        """Number of saved tags."""
        return sum(self.tags.values())

    @property
    def suggestion_count(self) -> int:
        """Number of suggestions of all jobs."""
        return sum(self.suggestions.values())

    @property
    def is_tagged(self) -> bool:
        """Whether a user has tagged it, or confirmed that there is nothing to tag."""
        return bool(self.tags) or self.confirmed

    @property
    def holds_decisions(self) -> bool:
        """Whether a training can learn from it: it is tagged, or something was rejected in it."""
        return self.is_tagged or self.rejections > 0

    @property
    def is_decided(self) -> bool:
        """Whether it is tagged and nothing is left to decide, so that untagged text means "no entity".

        That is, a user has read it to the end, or has decided on all that a job suggested, not only accepted the rest
        unread. Other files with decisions are partly decided: of them, a training learns only what `known_parts` says.
        """
        done = bool(self.job) and not self.unread_tags
        return self.is_tagged and not self.suggestions and (self.confirmed or done)

    @property
    def is_to_do(self) -> bool:
        """Whether it can be used and holds suggestions to decide on, or nobody has read it to the end yet."""
        return not self.problem and (bool(self.suggestions) or not self.confirmed)


class Files(Sequence[FileEntry]):
    """Files of a project in order of their names. Filters give a new collection and can be chained."""

    def __init__(self, entries: Iterable[FileEntry] = ()) -> None:
        self._entries = tuple(entries)

    @overload
    def __getitem__(self, index: int) -> FileEntry: ...
    @overload
    def __getitem__(self, index: slice) -> Files: ...
    def __getitem__(self, index: int | slice) -> FileEntry | Files:
        return Files(self._entries[index]) if isinstance(index, slice) else self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[FileEntry]:
        return iter(self._entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Files) and self._entries == other._entries

    def __hash__(self) -> int:
        return hash(self._entries)

    @property
    def names(self) -> list[str]:
        """Names of the files in order."""
        return [entry.name for entry in self._entries]

    def usable(self) -> Files:
        """Return files whose text could be read and is not empty."""
        return Files(e for e in self._entries if not e.problem)

    def untagged(self) -> Files:
        """Usable files without tags that nobody confirmed to hold none."""
        return Files(e for e in self._entries if not e.is_tagged and not e.problem)

    def tagged(self) -> Files:
        """Return files with tags, and those confirmed to hold none."""
        return Files(e for e in self._entries if e.is_tagged)

    def with_decisions(self) -> Files:
        """Return usable files that a training can learn from: tagged ones, and those where something was rejected."""
        return Files(e for e in self._entries if e.holds_decisions and not e.problem)

    def decided(self) -> Files:
        """Usable tagged files in which nothing is left to decide."""
        return Files(e for e in self._entries if e.is_decided and not e.problem)

    def partly_decided(self) -> Files:
        """Return usable files with decisions in which something is left to decide."""
        return Files(e for e in self._entries if e.holds_decisions and not e.is_decided and not e.problem)

    def undecided(self) -> Files:
        """Usable files that are untagged, or in which something is left to decide."""
        return Files(e for e in self._entries if not e.is_decided and not e.problem)

    def unsaved(self) -> Files:
        """Return files with decisions of the user that are not saved yet."""
        return Files(e for e in self._entries if e.unsaved)

    def auto_tagged(self, job: str = "") -> Files:
        """Return files with suggestions, of one job if named."""
        return Files(e for e in self._entries if (job in e.suggestions if job else e.suggestions))

    def to_do(self) -> Files:
        """Usable files with suggestions to decide on, and those that nobody has read to the end yet."""
        return Files(e for e in self._entries if e.is_to_do)

    def settled(self) -> Files:
        """Return files whose tags count: all but those that are being tagged blindly."""
        return Files(e for e in self._entries if not e.blind)

    def blind(self) -> Files:
        """Return files that are being tagged blindly."""
        return Files(e for e in self._entries if e.blind)

    def unread(self) -> Files:
        """Usable files that nobody has read to the end, without those in which the user has unsaved decisions."""
        return Files(e for e in self._entries if not (e.confirmed or e.unsaved or e.problem))

    def flagged(self) -> Files:
        """Return files that a user wants to come back to."""
        return Files(e for e in self._entries if e.flagged)

    def with_open_notes(self) -> Files:
        """Return files with notes that nobody has resolved."""
        return Files(e for e in self._entries if e.open_notes)

    def assigned_to(self, person: str) -> Files:
        """Return files that an annotator shall tag."""
        return Files(e for e in self._entries if person in e.assigned_to)

    def unassigned(self) -> Files:
        """Return files without an annotator."""
        return Files(e for e in self._entries if not e.assigned_to)

    def decided_by(self, person: str) -> Files:
        """Return files in which somebody has saved decisions."""
        return Files(e for e in self._entries if person in e.decided_by)

    def with_entity(self, entity: str) -> Files:
        """Return files with at least one tag of the entity."""
        return Files(e for e in self._entries if e.tags.get(entity))

    def in_dataset(self, dataset: Dataset) -> Files:
        """Return files of the training or of the testing set."""
        return Files(e for e in self._entries if e.dataset is dataset)

    def matching(self, text: str) -> Files:
        """Return files whose name holds the text, case ignored."""
        wanted = text.casefold()
        return Files(e for e in self._entries if wanted in e.name.casefold()) if wanted else self

    def named(self, names: Collection[str]) -> Files:
        """Return only the files of these names."""
        wanted = set(names)
        return Files(e for e in self._entries if e.name in wanted)

    @property
    def records(self) -> int:
        """Text records of all."""
        return sum(e.records for e in self._entries)

    @property
    def annotators(self) -> set[str]:
        """Everybody who shall tag one of them."""
        return {person for entry in self._entries for person in entry.assigned_to}

    @property
    def deciders(self) -> set[str]:
        """Everybody who has saved decisions in one of them."""
        return {person for entry in self._entries for person in entry.decided_by}

    @property
    def tags(self) -> Counter[str]:
        """Number of tags per entity."""
        total: Counter[str] = Counter()
        for entry in self._entries:
            total.update(entry.tags)
        return total

    @property
    def tag_count(self) -> int:
        """Number of tags of all entities."""
        return sum(e.tag_count for e in self._entries)

    @property
    def unread_tag_count(self) -> int:
        """Number of tags accepted with the rest in files that nobody has read to the end since."""
        return sum(e.unread_tags for e in self._entries)

    @property
    def suggestion_count(self) -> int:
        """Number of suggestions of all jobs."""
        return sum(e.suggestion_count for e in self._entries)
