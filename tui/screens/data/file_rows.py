"""The columns of a list of files, the figures above it, and the line below it on the people who tag them."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.models.splits import Dataset
from core.domain.project.documents import FileEntry, Files
from core.domain.team.assignments import Progress
from core.domain.wording import counted
from tui.terminal.plain import visible
from tui.widgets.columns import Column

_FILE, _TAGS, _SUGGESTED = Column("File"), Column("Tags", 6, right=True), Column("Suggested", 9, right=True)
_STATE = Column("State", 12)

COLUMNS = (_FILE, _TAGS, _SUGGESTED, Column("Records", 7, right=True), Column("Set", 8), _STATE)
COLUMNS_WITH_PEOPLE = (
    _FILE,
    Column("Assigned to", 14),
    _TAGS,
    _SUGGESTED,
    Column("Records", 7, right=True, optional=True),
    Column("Set", 8, optional=True),
    _STATE,
)
"""For a project with assignments. Where the list is narrow, what matters least makes room."""


def cells(entry: FileEntry) -> Sequence[str]:
    """Return name, tags, suggestions, text records, set and state."""

    def number(count: int) -> str:
        return f"{count:,}" if count else ""

    return (
        entry.name,
        number(entry.tag_count),
        number(entry.suggestion_count),
        number(entry.records),
        "test" if entry.dataset is Dataset.TESTING else "training",
        _state(entry),
    )


def cells_with_people(entry: FileEntry) -> Sequence[str]:
    """Return the same with the annotators after the name."""
    name, *others = cells(entry)
    return name, ", ".join(entry.assigned_to), *others


def figures(files: Files, shown: Files) -> tuple[str, str]:
    """Return how many files are shown and unsaved, and how many are tagged and suggested."""
    first = [f"{len(shown)}/{counted(len(files), 'file')}"]
    first += [f"{unsaved} unsaved"] if (unsaved := len(files.unsaved())) else []
    more = [f"{len(files.tagged())} tagged"]
    more += [f"{undecided} of them undecided"] if (undecided := len(files.tagged().undecided())) else []
    more += [f"{files.suggestion_count} suggested"]
    return "  ".join(first), "  ".join(more)


def people_line(people: Sequence[Progress], me: str) -> str:
    """Return how far each annotator is; the user first, as the screen may be too narrow for all."""
    ordered = sorted(people, key=lambda person: person.name != me)
    shares = (f"{person.name}{' (me)' * (person.name == me)} {person.done:,}/{person.assigned:,}" for person in ordered)
    return visible(f"Done: {', '.join(shares)}")


def _state(entry: FileEntry) -> str:
    if entry.problem:
        return "unusable"
    if entry.unsaved:
        return "unsaved"
    if entry.flagged:
        return "flagged"
    if entry.suggestions:
        return "to review"
    if not entry.is_tagged:
        return "blind" if entry.blind else "untagged"
    if not entry.is_decided and not entry.unread_tags:
        return "undecided"  # a training has taken the suggestions that were left
    return "tagged" if entry.confirmed else "unread"  # its tags were decided on by text, from a list, or with the rest
