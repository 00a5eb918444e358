"""Who has a text open just now: one lock a user and terminal, which the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from core.store.atomic import make_folder
from core.store.folders import ProjectFolder
from core.store.rights import open_created


class Presence:
    """Tells others that a text is open, from when it is made to when it is left.

    It is a courtesy: where nothing can be written, as in a folder that is open to read only, nothing is told.
    """

    def __init__(self, folder: ProjectFolder, name: str, author: str) -> None:
        self._folder = folder.presence_folder(name)
        self._path = self._folder / f"{quote(author, safe=' ')}.{os.urandom(4).hex()}"
        self._descriptor: int | None = None
        with suppress(OSError):
            make_folder(self._folder)
            self._descriptor = open_created(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def others(self) -> list[str]:
        """Names of those who have the text open too, each once; what the dead have left is cleared away."""
        with suppress(OSError):
            held = [path.name for path in sorted(self._folder.iterdir()) if path != self._path and _is_held(path)]
            return list(dict.fromkeys(unquote(name.rpartition(".")[0]) for name in held))
        return []

    def leave(self) -> None:
        """The text is open here no more."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                self._path.unlink()
                self._folder.rmdir()  # the last one leaves nothing behind
            os.close(descriptor)


def _is_held(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        path.unlink()
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
