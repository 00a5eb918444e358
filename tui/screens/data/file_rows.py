"""The cells of a file in a list of files."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.models.splits import Dataset
from core.domain.project.documents import FileEntry


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
        return "untagged"
    if not entry.is_decided:
        return "undecided"  # a training has taken the suggestions that were left
    return "tagged" if entry.confirmed else "unread"  # its tags were decided on by text, from a list
