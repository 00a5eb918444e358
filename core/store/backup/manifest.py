"""The manifest of a backup, and which files may be in one.

Files whose name begins with a dot are left out: locks, and files that are being written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.settings import DATA_FOLDER
from core.store.disk.folders import TEXT_SUFFIX
from core.store.texts.finding import is_inside

MANIFEST = "autotag-backup.json"
VERSION = 1

CACHES = ("index.msgpack", "index.json", "states", "open")
"""What is below the data folder and left out: it is made again, or says who has files open now."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup.

    Attributes:
        size: in bytes.
        digest: SHA-256 of its content.
        mode: rights, as in `stat`.
    """

    size: int
    digest: str
    mode: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        version: of this format.
        at: time of the backup, ISO 8601 in UTC.
        files: by POSIX path relative to the project folder.
    """

    version: int = VERSION
    at: str = ""
    files: dict[str, Member] = field(default_factory=dict)


def belongs(name: str) -> bool:
    """Return whether a file belongs in a backup: a text of the project, or one of ours that is no lock and no cache."""
    first, *below = name.split("/")
    if not is_inside(name) or any(not part or part.startswith(".") for part in (first, *below)):
        return False
    if first != DATA_FOLDER:
        return name.casefold().endswith(TEXT_SUFFIX)
    return bool(below) and below[0].rstrip("~") not in CACHES
