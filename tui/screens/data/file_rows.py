"""The columns of a list of files, the figures above it, and the line below it on the people who tag them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from core.domain.models.splits import Dataset
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.team.assignments import Progress
from core.domain.wording import counted
from tui.terminal.plain import visible
from tui.widgets.columns import Column

_Cell: TypeAlias = Callable[[FileEntry], str]
_FILE: tuple[Column, _Cell] = Column("File"), lambda entry: entry.name
_PEOPLE: tuple[Column, _Cell] = Column("Assigned to", 14), lambda entry: ", ".join(entry.assigned_to)
_TESTING: tuple[Column, _Cell] = (
    Column("Kept for", 8),
    lambda entry: "testing" if entry.dataset is Dataset.TESTING else "",
)


def layout(found: Files, *, people: bool = False) -> tuple[Sequence[Column], Callable[[FileEntry], Sequence[str]]]:
    """Return the columns of a list of files and what fills them; none that would be empty in all rows.

    Args:
        found: all files of the project.
        people: whether files are assigned; where the list is narrow, what matters least makes room for the names.
    """
    parts: list[tuple[Column, _Cell]] = [
        _FILE,
        *([_PEOPLE] if people else []),
        (Column("Tags", 6, right=True), lambda entry: _number(entry.tag_count)),
        (Column("Suggested", 9, right=True), lambda entry: _number(entry.suggestion_count)),
        (Column("Length", 9, right=True, optional=people), lambda entry: _number(entry.characters)),
        (Column("State", 9), _state),
        *([_TESTING] if found.in_dataset(Dataset.TESTING) else []),
    ]
    return [column for column, _ in parts], lambda entry: [cell(entry) for _, cell in parts]


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def figures(files: Files, shown: Files) -> tuple[str, str]:
    """Return how many files are shown and unsaved, and how many are tagged and suggested."""
    first = [f"{len(shown):,}/{counted(len(files), 'file')}"]
    first += [f"{unsaved:,} unsaved"] if (unsaved := len(files.unsaved())) else []
    more = [f"{len(files.tagged()):,} tagged"]
    more += [f"{undecided:,} of them undecided"] if (undecided := len(files.tagged().undecided())) else []
    more += [f"{files.suggestion_count:,} suggested"]
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
