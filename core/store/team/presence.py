"""Presence: one lock for each user and terminal that has a text open. The operating system frees those of the dead."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from core.store.disk.atomic import make_folder
from core.store.disk.folders import ProjectFolder
from core.store.disk.rights import open_created


class Presence:
    """Lets others know that a text is open, until it is left.

    It is a courtesy: nobody learns of it where nothing can be written, as in a read-only folder.
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
        """Return the names of others who have the text open, each once; files of dead processes are removed."""
        return _present(self._folder, besides=self._path)

    def leave(self) -> None:
        """Note that the text is no longer open here."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                self._path.unlink()
                self._folder.rmdir()  # the last one leaves nothing behind
            os.close(descriptor)


def who_has_open(folder: ProjectFolder, name: str) -> list[str]:
    """Return the names of all who have a text open, in any terminal, each once."""
    return _present(folder.presence_folder(name))


def _present(folder: Path, besides: Path | None = None) -> list[str]:
    with suppress(OSError):
        held = [path.name for path in sorted(folder.iterdir()) if path != besides and _is_held(path)]
        return list(dict.fromkeys(unquote(name.rpartition(".")[0]) for name in held))
    return []


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
