"""Size and time of a file, by which it is seen whether it changed."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int]
"""Bytes, and nanoseconds since the epoch."""


def stamp(path: Path) -> Stamp:
    """Stamp of a file; zeros if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
