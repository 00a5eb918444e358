"""Which files of a project are listed."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.project.documents import Files

ALL, UNTAGGED, TAGGED, AUTO_TAGGED = "All", "Untagged", "Tagged", "Auto tagged"
UNDECIDED, UNSAVED, FLAGGED = "Not decided to the end", "With unsaved decisions", "Flagged"
WITH_ENTITY = "With entity "


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Selects files and orders them.

    Attributes:
        name: one of the names above; "With entity E" for files with tags of E.
        job: only files with suggestions of this job.
        search: only files whose name contains this.
        by_doubt: files with the most doubtful suggestions first, instead of by name.
    """

    name: str = ALL
    job: str = ""
    search: str = ""
    by_doubt: bool = False

    def apply(self, files: Files) -> Files:
        """Return the files that pass, in order."""
        found = self._named(files).matching(self.search)
        return Files(sorted(found, key=lambda entry: -entry.doubt)) if self.by_doubt else found

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
        }
        return select[self.name]()

    def __str__(self) -> str:
        parts = [f"job {self.job}" if self.job else self.name, f"named {self.search!r}" if self.search else ""]
        parts.append("most doubtful first" if self.by_doubt else "")
        return ", ".join(part for part in parts if part)
