"""Remember where a user left a project, to continue there."""

from __future__ import annotations

from core.domain.text.selection import Borders
from core.services.project.projects import Project, RecentProject
from core.store.disk.clock import now
from core.store.user import load_recent, put_recent


def leave_bookmark(project: Project, file: str, selection: Borders | None = None, *, inside: bool = False) -> None:
    """Remember where the user is.

    Args:
        project: the open project.
        file: name of the file that is open, or was open last.
        selection: borders of the selection in it.
        inside: whether the file is open.

    Raises:
        StorageError: it could not be written.
    """
    put_recent(RecentProject(str(project.folder), now(), file, selection, inside))


def bookmark(project: Project) -> RecentProject | None:
    """Return where the user left a project; None if that is unknown, or the file is gone.

    Raises:
        StorageError: the list of recent projects cannot be read.
    """
    left = next((recent for recent in load_recent() if recent.folder == str(project.folder) and recent.file), None)
    return left if left and project.paths.text_file(left.file).is_file() else None
