"""Who may read and write what autotag creates.

New files and folders take the rights of the folder that they are in, less the umask. A shared project is one whose
folder belongs to a group that may write in it and passes that group on (set-group-ID): there the umask does not count,
so that everybody in the group can work on what the others made. A user's own folders are closed to everybody else.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_IRGRP, S_IROTH, S_ISGID, S_IWGRP
from tempfile import mkdtemp

from core.settings import DATA_FOLDER, home

PRIVATE = 0o700
_FILE = 0o666
_GROUP = 0o070
_OTHERS = 0o007

ANYBODY = 0o777
"""No limit to the rights of a record."""


def limit_of(text: Path) -> int:
    """Return the most rights that a record may have: only those who can read the text may read its quotations."""
    try:
        return readers(text.stat().st_mode)
    except OSError:
        return PRIVATE


def readers(mode: int) -> int:
    """Return all rights of those who may read a file of this mode."""
    return PRIVATE | (_GROUP if mode & S_IRGRP else 0) | (_OTHERS if mode & S_IROTH else 0)


def is_shared(folder: Path) -> bool:
    """Return whether a group works in the folder: it may write there, and new files belong to it."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return False
    return bool(mode & S_ISGID and mode & S_IWGRP)


def open_created(path: Path, flags: int, limit: int = ANYBODY) -> int:
    """Return the descriptor of a file of ours, which gets its proper rights. A symbolic link in its place is refused.

    Raises:
        OSError: it cannot be opened.
    """
    inherited = S_IMODE(path.parent.stat().st_mode)
    mode = inherited & _FILE & limit
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    status = os.fstat(descriptor)
    present = S_IMODE(status.st_mode)
    wanted = mode if inherited & S_ISGID and inherited & S_IWGRP else present & mode
    if present != wanted and status.st_uid == os.geteuid():
        with suppress(OSError):  # a file system without rights
            os.fchmod(descriptor, wanted)
    return descriptor


def create_folder(folder: Path) -> None:
    """Create a folder in one that exists.

    Raises:
        OSError: it cannot be created.
    """
    inherited = S_IMODE(folder.parent.stat().st_mode)
    private = is_private(folder)
    if not private and inherited & S_ISGID and inherited & S_IWGRP:
        _create_shared(folder, inherited)
        return
    with suppress(FileExistsError):
        folder.mkdir(PRIVATE if private else inherited & ANYBODY)


def _create_shared(folder: Path, mode: int) -> None:
    """Create a folder with these rights, whatever the umask: a kill never leaves one that the group cannot write in."""
    if folder.exists():
        return
    made = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made.chmod(mode)
        made.rename(folder)
    except OSError:
        made.rmdir()
        if not folder.is_dir():  # else somebody has made it meanwhile
            raise


def is_home(folder: Path) -> bool:
    """Return whether a folder is autotag's folder of the user."""
    return folder == home()


def is_private(folder: Path) -> bool:
    """Return whether a folder is one user's own: the home of autotag, or somebody's unsaved decisions in a project."""
    records = folder.parent.parent  # of the project, or of one annotator
    is_records = records.name == DATA_FOLDER or records.parent.name == "annotators"
    return is_home(folder) or (folder.parent.name == "unsaved" and is_records)


def adopt(folder: Path) -> None:
    """Give everything below a folder, which a library has written, the rights that autotag gives its own files."""
    mode = S_IMODE(folder.stat().st_mode)
    for place, folders, files in os.walk(folder):
        for names, wanted in ((folders, mode), (files, mode & _FILE)):
            for name in names:
                with suppress(OSError):
                    Path(place, name).chmod(wanted)


def tighten(folder: Path, limit: int) -> None:
    """Close a folder to those whom a limit excludes; in a shared project, the group stays.

    Does nothing where it is closed already, or belongs to another user.
    """
    with suppress(OSError):
        mode = S_IMODE(folder.stat().st_mode)
        kept = mode & (limit | (_GROUP if is_shared(folder) else 0) | ~ANYBODY)
        if kept != mode:
            folder.chmod(kept)
