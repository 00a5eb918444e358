"""Back a project up into one file, and make a project of such a file."""

from __future__ import annotations

from pathlib import Path

from core.errors import RequestError
from core.services.project.projects import Project
from core.store.backup.reading import read_backup
from core.store.backup.writing import Backup, write_backup
from core.store.disk.atomic import printable
from core.store.disk.folders import ProjectFolder

__all__ = ["Backup", "back_up", "restore_backup"]


def back_up(project: Project, target: Path) -> Backup:
    """Write the texts and all that autotag keeps of them into one file, while others may work.

    Raises:
        RequestError: the file would be part of the project.
        ConflictError: the project is being changed in many files at once, again and again.
        StorageError: something cannot be read or written.
    """
    target = target.absolute()
    if target.parent.resolve().is_relative_to(project.paths.data):
        raise RequestError(f"{printable(target)} lies in the project's own data; put the backup somewhere else.")
    return write_backup(project.paths, target)


def restore_backup(source: Path, folder: Path) -> Backup:
    """Make a project of a backup in a folder that is empty or not there yet, as a whole or not at all.

    Raises:
        RequestError: the folder holds something, or the file is no backup that can be trusted.
        StorageError: the backup is damaged, or something cannot be read or written.
    """
    return read_backup(source.absolute(), ProjectFolder(folder.resolve()))
