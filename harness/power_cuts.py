"""Power cuts: what a disk holds if only flushed writes reached it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES_OF_OPEN_FILES = Path("/proc/self/fd")


class Disk:
    """A model of the disk below a folder: names count once their folder was flushed, content once the file was.

    Args:
        patch: pytest's `monkeypatch`.
        folder: all below it now counts as flushed.
        after_flush: called after each flush, when the disk has changed.
    """

    def __init__(self, patch: Any, folder: Path, after_flush: Callable[[], object]) -> None:
        self._folder = folder
        self._open: dict[int, int] = {}
        self._content: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._is_folder: set[int] = set()
        for path in [folder, *folder.rglob("*")]:
            self._flushed(path)
        flush = os.fsync

        def fsync(descriptor: int) -> None:
            flush(descriptor)
            path = (NAMES_OF_OPEN_FILES / str(descriptor)).readlink()
            if path.is_relative_to(folder) and path.exists():
                self._flushed(path)
                after_flush()

        patch.setattr(os, "fsync", fsync)

    def restore_to(self, target: Path) -> None:
        """Write what the disk holds to a folder."""
        shutil.rmtree(target, ignore_errors=True)
        self._restore(self._folder.stat().st_ino, target)

    def _restore(self, number: int, target: Path) -> None:
        if number not in self._is_folder:
            target.write_bytes(self._content.get(number, b""))
            return
        target.mkdir()
        for name, below in self._names.get(number, {}).items():
            self._restore(below, target / name)

    def _flushed(self, path: Path) -> None:
        number = self._held_number(path)
        if not path.is_dir():
            self._content[number] = path.read_bytes()
            return
        self._is_folder.add(number)
        self._names[number] = {below.name: self._held_number(below) for below in path.iterdir()}
        self._is_folder |= {below.stat().st_ino for below in path.iterdir() if below.is_dir()}

    def _held_number(self, path: Path) -> int:
        """Number of a file, which stays open so that no later file gets the same number."""
        number = path.stat().st_ino
        if number not in self._open:
            self._open[number] = os.open(path, os.O_RDONLY)
        return number

    def close(self) -> None:
        """Let the numbers of files go."""
        for descriptor in self._open.values():
            os.close(descriptor)
