"""What belongs to the user rather than to a project: preferences, projects opened before, and where they were left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinydb import where

from core.settings import Preferences, user_name
from core.store.disk.folders import preferences_file, recent_file
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, from_documents, to_document

KEPT = 50
"""Projects that are remembered."""


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project opened before.

    Attributes:
        folder: absolute path.
        opened: when last, ISO 8601 in UTC.
        file: name of the text that was open last; empty if none was.
        selection: what was selected in it.
        inside: it was still open when autotag ended, by the user, by a kill, or since the line dropped.
    """

    folder: str
    opened: str
    file: str = ""
    selection: tuple[int, int] | None = None
    inside: bool = False

    @property
    def present(self) -> bool:
        """Whether the folder is still there."""
        return Path(self.folder).is_dir()


def load_preferences() -> Preferences:
    """Return the preferences of the user, with defaults for those never changed.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = RecordFile(preferences_file(), "preferences")
    rows = file.read().table("preferences").all()
    return from_document(rows[0], Preferences, file.path) if rows else Preferences()


def save_preferences(preferences: Preferences) -> None:
    """Save those preferences that differ from the defaults.

    Raises:
        StorageError: it could not be written.
    """
    with RecordFile(preferences_file(), "preferences").transaction() as db:
        db.drop_table("preferences")
        db.table("preferences").insert(to_document(preferences))


def author() -> str:
    """Return the name under which decisions and steps are noted: that of the settings, or the login name.

    Raises:
        StorageError: the preferences cannot be read.
    """
    return load_preferences().author or user_name()


def load_recent() -> list[RecentProject]:
    """Return projects opened before, latest first.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = RecordFile(recent_file(), "recent")
    found = from_documents(file.read().table("projects").all(), RecentProject, file.path)
    return sorted(found, key=lambda project: project.opened, reverse=True)


def note_recent(folder: Path, opened: str) -> None:
    """Note that a project was opened.

    Raises:
        StorageError: it could not be written.
    """
    with RecordFile(recent_file(), "recent").transaction() as db:
        table = db.table("projects")
        table.upsert({"folder": str(folder), "opened": opened}, where("folder") == str(folder))
        for row in sorted(table.all(), key=lambda row: str(row["opened"]), reverse=True)[KEPT:]:
            table.remove(doc_ids=[row.doc_id])


def put_recent(project: RecentProject) -> None:
    """Note a project and where the user left it, in place of an earlier note.

    Raises:
        StorageError: it could not be written.
    """
    with RecordFile(recent_file(), "recent").transaction() as db:
        db.table("projects").upsert(to_document(project), where("folder") == project.folder)


def forget_recent(folder: Path) -> None:
    """Remove a project from the list of opened ones, and leave the project as it is.

    Raises:
        StorageError: it could not be written.
    """
    with RecordFile(recent_file(), "recent").transaction() as db:
        db.table("projects").remove(where("folder") == str(folder))
