"""Locks between processes. The operating system frees them when their holder dies, so none is ever stale.

To keep deadlock out, a process never takes the lock of a second file of the same folder while it holds one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import ConflictError, StorageError
from core.store.atomic import make_folder, printable, storage_errors

PATIENCE = 30.0
"""Seconds to wait for somebody who is writing the same file; a write takes milliseconds."""

_STRIPES = 64


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock of a file of ours.

    Raises:
        ConflictError: another process has held it for very long.
        StorageError: the folder cannot be written.
    """
    lock = FileLock(_lock_file(path))
    with storage_errors(path, "written"):
        make_folder(Path(lock.lock_file).parent)
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise ConflictError(
                f"{printable(path)} has been locked by another process for {PATIENCE:.0f} seconds; try again."
            ) from None
    try:
        yield
    finally:
        lock.release()


class WorkerLock:
    """Held by a project's worker process for as long as it lives; who cannot take it knows that one is alive."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path)

    def take(self, patience: float) -> bool:
        """Tries for so many seconds to become the one worker."""
        path = Path(self._lock.lock_file)
        with storage_errors(path, "written"):
            make_folder(path.parent)
            try:
                self._lock.acquire(timeout=patience)
            except Timeout:
                return False
        return True

    def release(self) -> None:
        """Lets another one be the worker."""
        self._lock.release()

    def is_held(self) -> bool:
        """Whether a worker is alive now."""
        try:
            free = self.take(0)
        except StorageError:
            return False  # a folder that cannot be written has no worker either
        if free:
            self.release()
        return not free


def _lock_file(path: Path) -> Path:
    # A lock file per file would double the number of files in a project of 100,000; a few shared ones do, since
    # nobody holds two of them at once.
    stripe = zlib.crc32(path.name.encode("utf-8", "surrogatepass")) % _STRIPES
    return path.parent / ".locks" / f"{stripe:02d}.lock"
