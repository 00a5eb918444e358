"""States of encoders kept by text, so that no text is read twice by the same encoder.

Texts could be guessed from their states, so only the user whose job made them can read the files. The folder is a
cache: it is bounded, the states used longest ago go first, and it may be deleted at any time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from core.errors import AutotagError
from core.store.disk.atomic import read_file, write_atomically
from core.store.disk.folders import ProjectFolder
from core.store.disk.rights import PRIVATE

LIMIT = 1 << 29
"""Bytes that a project's states may take; some more until a process notices."""

_NOTICED = LIMIT // 8
"""Bytes that a process writes before it looks again at how much there is."""

_LEFT = 0.8
"""Share of the limit that is left when states are deleted, so that this is seldom done."""


@dataclass
class StateStore:
    """Keeps the states of a project's texts.

    Attributes:
        folder: the project.
        limit: bytes that they may take.
        is_read_only: look states up, and keep none: for texts that do not belong to the project.
    """

    folder: ProjectFolder
    limit: int = LIMIT
    is_read_only: bool = False
    _written: int = field(default=_NOTICED, init=False)

    def load(self, digest: str, text: str) -> bytes | None:
        """Return what is kept of a text; None if nothing is, or if it cannot be read.

        Args:
            digest: of the encoder.
            text: the text itself.
        """
        path = self._path(digest, text)
        try:
            content = read_file(path)
        except (OSError, AutotagError):
            return None
        with suppress(OSError):
            os.utime(path)  # also for a reader: what is used stays longest
        return content

    def has(self, digest: str, text: str) -> bool:
        """Return whether something is kept of a text."""
        return self._path(digest, text).exists()

    def room(self) -> int:
        """Return the bytes that can be kept before others are deleted."""
        return self.limit - sum(size for _, size, _ in self._found())

    def keep(self, digest: str, text: str, content: bytes) -> None:
        """Keep the states of a text; a cache must stop nothing, so what cannot be written is not kept."""
        if self.is_read_only:
            return
        with suppress(AutotagError, OSError):
            write_atomically(self._path(digest, text), content, keep_previous=False, limit=PRIVATE)
        self._written += len(content)
        if self._written >= min(_NOTICED, self.limit // 8):
            self._written = 0
            self._trim()

    def _trim(self) -> None:
        """Delete the states that were used longest ago if there are too many."""
        found = self._found()
        total = sum(size for _, size, _ in found)
        if total <= self.limit:
            return
        for _, size, path in sorted(found):
            if total <= self.limit * _LEFT:
                break
            with suppress(OSError):
                path.unlink()
                total -= size

    def _found(self) -> list[tuple[int, int, Path]]:
        """Return the time of last use, the size and the path of each file."""
        found = []
        for place, _, names in os.walk(self._root):
            for name in names:
                with suppress(OSError):
                    status = Path(place, name).stat()
                    found.append((status.st_mtime_ns, status.st_size, Path(place, name)))
        return found

    @property
    def _root(self) -> Path:
        return self.folder.data / "states"

    def _path(self, digest: str, text: str) -> Path:
        key = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return self._root / digest / key[:2] / f"{key[2:40]}.npz"
