"""Small disks to fill up: a file system in memory, which root can mount."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


@contextmanager
def small_disk(place: Path, size: str = "8M", files: int = 600) -> Iterator[bool]:
    """Mount a disk of this size, for so many files, at a new folder; yield whether that could be done."""
    place.mkdir()
    options = f"size={size},nr_inodes={files}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False, capture_output=True)
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> list[Path]:
    """Leave no byte and no name on a disk; return the files to remove to make room again."""
    made = [place / ".filler"]
    with made[0].open("wb", buffering=0) as file, _until_full():
        for _ in count():
            file.write(bytes(4096))
    with _until_full():
        for number in count(1):
            name = place / f".filler-{number}"
            name.touch()
            made.append(name)
    return made


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
