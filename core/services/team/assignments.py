"""Assign files to annotators: guidance for people, never a lock."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.domain.project.documents import Files
from core.domain.team.assignments import (
    Assignments,
    Progress,
    changed_assignments,
    count_files,
    distribute,
    hand_over,
    is_done,
    progress,
    without,
)
from core.domain.wording import counted
from core.services.project.files import list_files, named_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.team.double import finished_versions
from core.settings import is_user
from core.store.team.assignments import change_assignments


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment has changed.

    Attributes:
        assignments: the files whose annotators have changed, with those that they have now.
        unknown: annotators whose names neither this machine nor this project knows: a slip of the keyboard?
    """

    assignments: Assignments
    unknown: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        if not self.assignments:
            return "Nothing has changed: the files are assigned like that already."
        number = counted(len(self.assignments), "file")
        shares = ", ".join(f"{count:,} to {name}" for name, count in count_files(self.assignments).items())
        return f"{number} assigned: {shares}." if shares else f"{number} taken from all annotators."

    @property
    def caution(self) -> str:
        """A sentence about names that may be slips; empty if there are none."""
        names = ", ".join(self.unknown)
        return f"Neither this machine nor this project knows a user {names}; check the name." if names else ""


def assign(project: Project, names: Collection[str], people: Collection[str], each: int = 1, seed: int = 0) -> Assigned:
    """Distribute files over annotators, in place of those that the files had; see `distribute`.

    Raises:
        NotFoundError: there is no file of a name.
        RequestError: a file shall have more annotators than there are.
        StorageError: the project cannot be read or written.
    """
    listed = list_files(project)
    dealt = distribute(named_files(listed, names).names, people, each, seed)
    return _change(project, listed, lambda _: dealt, people)


def reassign(project: Project, names: Collection[str], giver: str, takers: Collection[str], seed: int = 0) -> Assigned:
    """Give the files that an annotator has not done yet to others; see `hand_over`.

    Raises:
        NotFoundError: there is no file of a name.
        RequestError: the giver is among the takers.
        StorageError: the project cannot be read or written.
    """
    listed = list_files(project)
    left = [entry.name for entry in named_files(listed, names) if not is_done(entry, giver)]
    return _change(project, listed, lambda present: hand_over(present, left, giver, takers, seed), takers)


def unassign(project: Project, names: Collection[str] | None = None, people: Collection[str] = ()) -> Assigned:
    """Take files from annotators.

    Args:
        project: of the files.
        names: of the files; None for all, those of texts that are gone included.
        people: whom to take them from; all if none is named.

    Raises:
        NotFoundError: there is no file of a name.
        StorageError: the project cannot be read or written.
    """
    listed = list_files(project)
    chosen = None if names is None else named_files(listed, names).names
    return _change(project, listed, lambda present: without(present, present if chosen is None else chosen, people))


def people_progress(project: Project, files: Files) -> list[Progress]:
    """Return how far each annotator is, by name, also with files that others tag blindly.

    Raises:
        StorageError: the project cannot be read.
    """
    return progress(files, finished_versions(project, list(files.blind().names)))


def usual_people(chosen: Files, listed: Files) -> list[str]:
    """Return whom to propose for some files: their annotators, else those of the project, else the user.

    Raises:
        StorageError: the preferences cannot be read.
    """
    return sorted(chosen.annotators or listed.annotators) or [author()]


def _change(
    project: Project, files: Files, change: Callable[[Assignments], Assignments], people: Collection[str] = ()
) -> Assigned:
    before: Assignments = {}
    after: Assignments = {}

    def changed(present: Assignments) -> Assignments:
        nonlocal before, after
        before, after = present, changed_assignments(present, change(present))
        return after

    change_assignments(project.paths, changed, {entry.name: entry.hash for entry in files})
    known = {author()} | files.annotators | files.deciders
    return Assigned(
        {name: after.get(name, ()) for name in sorted({*before, *after}) if after.get(name) != before.get(name)},
        tuple(person for person in people if person not in known and not is_user(person)),
    )
