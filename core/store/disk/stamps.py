"""Size and time of a file, by which it is seen whether it changed."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int]
"""Bytes, and nanoseconds since the epoch."""


FullStamp = tuple[int, int, int]
"""Bytes, nanoseconds since the epoch, and the number of the file: one that took its place has another number."""

NO_FILE: FullStamp = (0, 0, 0)


def full_stamp(path: Path) -> FullStamp:
    """Full stamp of a file; zeros if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return NO_FILE
    return status.st_size, status.st_mtime_ns, status.st_ino


def stamp(path: Path) -> Stamp:
    """Stamp of a file; zeros if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
