"""How the work on a project goes: decisions by day, and how often suggestions of a score were right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core.domain.models.reliability import ScoreBin, bins_of_decisions
from core.errors import AutotagError
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.report.gathering import decided_in, decisions
from core.services.report.periods import by_period
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document

MOST_PERIODS = 30


@dataclass(frozen=True)
class ProjectProgress:
    """What is done so far.

    Attributes:
        unit: day, week or month.
        periods: decisions of everybody in each period, oldest first; in UTC.
        bins: suggestions that somebody decided on after a look, by score.
    """

    unit: str
    periods: dict[str, int]
    bins: list[ScoreBin]


def measure_progress(project: Project) -> ProjectProgress:
    """Count what was saved in all files; as in a report, without files that are being tagged blindly.

    Raises:
        StorageError: the project cannot be read.
    """
    days: Counter[str] = Counter()
    decided: list[tuple[float, bool]] = []
    for entry in list_files(project).usable().settled():
        try:
            record = load_record(project.paths.main, read_document(project.paths, entry.name))
        except AutotagError:
            continue  # gone or damaged meanwhile
        for step in record.history:
            days[_day(step.at)] += decisions(step)
        decided += decided_in(record)
    counts = {day: {"": count} for day, count in days.items() if count}
    unit, periods = by_period(counts, MOST_PERIODS) if counts else ("day", {})
    return ProjectProgress(
        unit, {period: found.total() for period, found in periods.items()}, bins_of_decisions(decided)
    )


def _day(at: str) -> str:
    return datetime.fromisoformat(at).date().isoformat()
