"""Where a line dropped: whoever logs in again wants to go on there."""

from __future__ import annotations

from core.domain.selection import Borders
from core.services.projects import Project
from core.store.user import Bookmark, put_bookmark, take_bookmark

__all__ = ["Bookmark", "leave_bookmark", "return_to_bookmark"]


def leave_bookmark(project: Project, file: str, selection: Borders | None) -> None:
    """Notes the file that is open in a project, and what is selected in it.

    Raises:
        StorageError: it could not be written.
    """
    put_bookmark(Bookmark(str(project.folder), file, selection))


def return_to_bookmark(project: Project) -> Bookmark | None:
    """Where the project was left when the line dropped last, once; None if it was left by the user.

    Raises:
        StorageError: it cannot be read.
    """
    bookmark = take_bookmark(project.folder)
    return bookmark if bookmark and project.places.text_file(bookmark.file).is_file() else None
