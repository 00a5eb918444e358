"""Projects that several users of a machine work on."""

from __future__ import annotations

import grp
import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE, S_IRGRP, S_ISGID, S_IWGRP, S_IXGRP

from core.store.disk.atomic import printable, storage_errors
from core.store.disk.folders import TEXT_SUFFIX, ProjectFolder
from core.store.disk.rights import is_private, is_shared, limit_of

_FOLDER = S_ISGID | S_IRGRP | S_IWGRP | S_IXGRP
_FILE = S_IRGRP | S_IWGRP


def share(folder: ProjectFolder) -> list[str]:
    """Let the group of the project's folder work on the project.

    Returns:
        Paths that belong to another user, who has to share them.

    Raises:
        StorageError: the project's folder belongs to another user.
    """
    with storage_errors(folder.root, "shared"):
        folder.root.chmod(S_IMODE(folder.root.stat().st_mode) | _FOLDER)
    group = folder.root.stat().st_gid
    foreign = []
    for path, wanted in _lacking(folder):
        try:
            os.chown(path, -1, group)
            path.chmod(S_IMODE(path.stat().st_mode) | wanted)
        except PermissionError:
            foreign.append(printable(path))
    return foreign


def sharing_problem(folder: ProjectFolder) -> str:
    """Say in a sentence what hinders the group of a shared project; return an empty string if nothing does."""
    if not is_shared(folder.root):
        return ""
    path, _ = next(_lacking(folder), (None, 0))
    if path is None:
        return ""
    status = path.stat()
    return (
        f"{printable(path)} is closed to the group {_group(folder.root.stat().st_gid)}; its owner opens it with "
        f"'autotag init --shared {printable(folder.root)}' (user id {status.st_uid})."
    )


def _lacking(folder: ProjectFolder) -> Iterator[tuple[Path, int]]:
    """Yield paths in the project without the group and rights of its folder, and the rights that they need."""
    group = folder.root.stat().st_gid
    if not folder.data.exists():
        return
    yield from _checked(folder.data, group, _FOLDER)
    for place, folders, files in os.walk(folder.data):
        folders[:] = [name for name in folders if not is_private(Path(place, name))]
        for name in folders:
            yield from _checked(Path(place, name), group, _FOLDER)
        for name in files:
            if _quotes_private_text(folder, Path(place, name)):
                continue  # its text is closed to the group, so the record is too
            yield from _checked(Path(place, name), group, _FILE)


def _quotes_private_text(folder: ProjectFolder, record: Path) -> bool:
    parts = record.relative_to(folder.data).parts
    if "tags" not in parts:
        return False
    below = Path(*parts[parts.index("tags") + 1 :])
    text = folder.root / below.with_name(below.name.partition(".json")[0] + TEXT_SUFFIX)
    return text.exists() and not limit_of(text) & S_IRGRP


def _checked(path: Path, group: int, wanted: int) -> Iterator[tuple[Path, int]]:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if status.st_gid != group or status.st_mode & wanted != wanted:
        yield path, wanted


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
