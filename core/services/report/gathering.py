"""Gather what a report tells about a project; one pass over its files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.audit.figures import Report as AuditReport
from core.domain.audit.sampling import Audit
from core.domain.models.model import Model
from core.domain.project.documents import Files
from core.domain.project.schema import Schema
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import OriginKind
from core.domain.team.agreement import Agreement
from core.domain.team.assignments import Progress, progress
from core.errors import AutotagError
from core.services.audit.judging import latest_audit
from core.services.project.entities import load_schema
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.team.agreement import measure_agreement
from core.services.training.models import list_models
from core.store.disk.clock import now
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document


@dataclass
class Tags:
    """Counts of present tags.

    Attributes:
        by_hand: tags made by hand.
        accepted: suggestions accepted as they were, each after a look.
        changed: suggestions accepted with other borders or another entity.
        unseen: suggestions accepted in bulk.
        unread: how many of these were accepted with all the rest, in files that nobody had read to the end.
        imported: tags that came with an import.
        suggestions: suggestions that wait for a decision.
    """

    by_hand: int = 0
    accepted: int = 0
    changed: int = 0
    unseen: int = 0
    unread: int = 0
    imported: int = 0
    suggestions: int = 0

    @property
    def total(self) -> int:
        """All tags."""
        return self.by_hand + self.accepted + self.changed + self.unseen + self.imported


@dataclass
class Work:
    """Decisions that a person has saved.

    Attributes:
        files: names of the files.
        tagged: tags made by hand.
        accepted: suggestions accepted, edited ones and those in bulk too.
        unseen: how many of these were accepted in bulk.
        rejected: suggestions rejected.
        removed: tags removed or changed.
        imported: tags imported.
        days: decisions on each day, `YYYY-MM-DD` in UTC; imported tags are none.
    """

    files: set[str] = field(default_factory=set)
    tagged: int = 0
    accepted: int = 0
    unseen: int = 0
    rejected: int = 0
    removed: int = 0
    imported: int = 0
    days: Counter[str] = field(default_factory=Counter)


@dataclass
class Gathered:
    """What a report tells.

    Attributes:
        project: its name.
        at: when it was gathered, ISO 8601 in UTC.
        by: name of the user.
        files: all files.
        schema: the entities.
        tags: counts by entity.
        work: by person.
        progress: of each annotator to whom files are assigned.
        models: oldest first.
        decided: score of each suggestion that somebody decided on after a look, and whether it was exactly right.
        rejected: number of suggestions rejected.
        audit: the latest audit, with what its judgements say; None if there is none.
        agreement: how well annotators agree; None if no two have finished a file.
    """

    project: str
    at: str
    by: str
    files: Files
    schema: Schema
    tags: dict[str, Tags]
    models: Sequence[Model]
    progress: Sequence[Progress]
    audit: tuple[Audit, AuditReport] | None = None
    agreement: Agreement | None = None
    work: dict[str, Work] = field(default_factory=lambda: defaultdict(Work))
    decided: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def all_tags(self) -> Tags:
        """Counts of all entities."""
        total = Tags()
        for each in self.tags.values():
            for name, count in vars(each).items():
                setattr(total, name, getattr(total, name) + count)
        return total

    @property
    def rejected(self) -> int:
        """Number of suggestions rejected."""
        return sum(work.rejected for work in self.work.values())

    @property
    def days(self) -> Mapping[str, Mapping[str, int]]:
        """Decisions by day and person."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for person, work in self.work.items():
            for day, count in work.days.items():
                found[day][person] = count
        return dict(sorted(found.items()))


def gather(project: Project) -> Gathered:
    """Gather what a report tells.

    Raises:
        StorageError: the project cannot be read.
    """
    files, schema = list_files(project), load_schema(project)
    opened = latest_audit(project)
    gathered = Gathered(
        project.name,
        now(),
        author(),
        files,
        schema,
        {name: Tags() for name in schema.names},
        list_models(project)[::-1],
        progress(files),
        (opened.audit, opened.report()) if opened else None,
        agreed if (agreed := measure_agreement(project).agreement).files else None,
    )
    for entry in files.usable().settled():
        try:
            record = load_record(project.paths.main, read_document(project.paths, entry.name))
        except AutotagError:
            continue  # gone or damaged meanwhile
        _take_tagging(gathered, record.tagging)
        _take_history(gathered, record)
        gathered.decided += decided_in(record)
    return gathered


def _take_tagging(gathered: Gathered, tagging: Tagging) -> None:
    for tag in tagging.tags:
        counts, origin = gathered.tags.setdefault(tag.entity, Tags()), tag.origin
        if origin.kind in (OriginKind.MANUAL, OriginKind.ADJUDICATED):  # an adjudicator reads each place
            counts.by_hand += 1
        elif origin.kind is OriginKind.IMPORTED:
            counts.imported += 1
        elif origin.unseen:
            counts.unseen += 1
            counts.unread += origin.unread
        elif origin.changed:
            counts.changed += 1
        else:
            counts.accepted += 1
    for suggestion in tagging.suggestions:
        gathered.tags.setdefault(suggestion.entity, Tags()).suggestions += 1


def _take_history(gathered: Gathered, record: FileRecord) -> None:
    for entry in record.history:
        work = gathered.work[entry.by]
        work.files.add(record.name)
        for name in ("tagged", "accepted", "unseen", "rejected", "removed", "imported"):
            setattr(work, name, getattr(work, name) + getattr(entry, name))
        if count := decisions(entry):
            work.days[entry.at[:10]] += count


def decisions(entry: HistoryEntry) -> int:
    """Return the number of decisions that somebody saved at a time; imported tags are none."""
    return entry.tagged + entry.accepted + entry.rejected + entry.removed + sum(entry.adjudicated.values())


def decided_in(record: FileRecord) -> Iterator[tuple[float, bool]]:
    """Yield the score of each suggestion that somebody decided on after a look, and whether it was exactly right."""
    for tag in record.tagging.tags:
        if tag.origin.score is not None and not tag.origin.unseen:
            yield tag.origin.score, not tag.origin.changed
    for entry in record.history:
        yield from ((each.score, False) for each in entry.rejections)
