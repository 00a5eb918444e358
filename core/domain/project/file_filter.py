"""Which files of a project are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain.project.documents import Files

ALL, UNTAGGED, TAGGED, AUTO_TAGGED = "All", "Untagged", "Tagged", "Auto tagged"
UNDECIDED, UNSAVED, FLAGGED = "Not decided to the end", "With unsaved decisions", "Flagged"
UNASSIGNED, NOTED = "Not assigned", "With open notes"
WITH_ENTITY = "With entity "
ASSIGNED, DECIDED = "assigned:", "decided:"
"""What a search for files begins with if it looks for people."""

NOTE = "note:"
"""What a search begins with if it looks for letters in notes."""

ME = "me"
"""Stands for the user in such a search."""


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Selects files and orders them.

    Attributes:
        name: one of the names above; "With entity E" for files with tags of E.
        job: only files with suggestions of this job.
        search: only files whose name contains this.
        by_doubt: files with the most doubtful suggestions first, instead of by name.
        assigned_to: only files of this annotator.
        decided_by: only files in which this person has saved decisions.
        note: only files with an open note that holds these letters.
        noted: names of these files.
    """

    name: str = ALL
    job: str = ""
    search: str = ""
    by_doubt: bool = False
    assigned_to: str = ""
    decided_by: str = ""
    note: str = ""
    noted: frozenset[str] = frozenset()

    def apply(self, files: Files) -> Files:
        """Return the files that pass, in order."""
        found = self._named(files).matching(self.search)
        found = found.assigned_to(self.assigned_to) if self.assigned_to else found
        found = found.decided_by(self.decided_by) if self.decided_by else found
        found = found.named(self.noted) if self.note else found
        return found.by_doubt() if self.by_doubt else found

    @property
    def is_searched(self) -> bool:
        """Whether it looks for names, people or notes."""
        return bool(self.search or self.assigned_to or self.decided_by or self.note)

    def searched(self, letters: str, me: str) -> FileFilter:
        """Return the filter with a search on: letters of the name, `assigned:NAME` or `decided:NAME`."""
        for kind in (ASSIGNED, DECIDED):
            if letters.startswith(kind):
                person = letters.removeprefix(kind).strip()
                person = me if person == ME else person
                return replace(self, assigned_to=person) if kind == ASSIGNED else replace(self, decided_by=person)
        return replace(self, search=letters)

    def with_note(self, letters: str, names: Iterable[str]) -> FileFilter:
        """Return the filter with a search for letters in open notes on, which are those of files of these names."""
        return replace(self, note=letters, noted=frozenset(names))

    def unsearched(self) -> FileFilter:
        """Return the filter with every search off."""
        return replace(self.without_people(), search="", note="", noted=frozenset())

    def without_people(self) -> FileFilter:
        """Return the filter for everybody's files."""
        return replace(self, assigned_to="", decided_by="")

    def choices(self, files: Files, entities: Iterable[str], me: str) -> dict[str, FileFilter]:
        """Return the filters to choose from instead of this one, by what they are called.

        Filters by people go together with the others; "All" ends them.
        """
        found = {ALL: replace(self.without_people(), name=ALL, job="")}
        for kind in (UNTAGGED, TAGGED, UNDECIDED, AUTO_TAGGED, UNSAVED, FLAGGED, NOTED):
            found[kind] = replace(self, name=kind, job="")
        found |= self._choices_of_people(files, me)
        return found | {WITH_ENTITY + entity: replace(self, name=WITH_ENTITY + entity, job="") for entity in entities}

    def _choices_of_people(self, files: Files, me: str) -> dict[str, FileFilter]:
        found = {}
        if annotators := files.annotators:
            found[UNASSIGNED] = replace(self, name=UNASSIGNED, job="", assigned_to="")
            present = replace(self, name=ALL) if self.name == UNASSIGNED else self
            for person in _first(me, annotators | {me}):
                found[f"Assigned to {_called(person, me)}"] = replace(present, assigned_to=person)
        if (deciders := files.deciders) - {me}:
            for person in _first(me, deciders):
                found[f"Decided by {_called(person, me)}"] = replace(self, decided_by=person)
        return found

    def _named(self, files: Files) -> Files:
        if self.name.startswith(WITH_ENTITY):
            return files.with_entity(self.name.removeprefix(WITH_ENTITY))
        select = {
            ALL: lambda: files,
            UNTAGGED: files.untagged,
            TAGGED: files.tagged,
            AUTO_TAGGED: lambda: files.auto_tagged(self.job),
            UNDECIDED: lambda: files.tagged().undecided(),
            UNSAVED: files.unsaved,
            FLAGGED: files.flagged,
            UNASSIGNED: files.unassigned,
            NOTED: files.with_open_notes,
        }
        return select[self.name]()

    def __str__(self) -> str:
        parts = [f"job {self.job}" if self.job else self.name, f"named {self.search!r}" if self.search else ""]
        parts.append(f"assigned to {self.assigned_to}" if self.assigned_to else "")
        parts.append(f"decided by {self.decided_by}" if self.decided_by else "")
        parts.append(f"with {self.note!r} in a note" if self.note else "")
        parts.append("most doubtful first" if self.by_doubt else "")
        return ", ".join(part for part in parts if part)


def _first(me: str, people: set[str]) -> list[str]:
    """Return people by name, but the user first."""
    return sorted(people, key=lambda person: (person != me, person))


def _called(person: str, me: str) -> str:
    return f"{person} ({ME})" if person == me else person
