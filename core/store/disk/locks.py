"""Locks between processes. The operating system frees them when their holder dies, so none is ever stale.

To keep deadlock out, a process never takes the lock of a second file of the same folder while it holds one, unless the
first has a lock file of its own.
"""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ConflictError, StorageError
from core.store.disk.atomic import make_folder, printable, storage_errors
from core.store.disk.rights import open_created

PATIENCE = 30.0
"""Seconds to wait for somebody who is writing the same file; a write takes milliseconds."""

_STRIPES = 64

_PAUSE = 0.05
"""Seconds between two tries."""


@contextmanager
def locked(path: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold the lock of a file of ours.

    Args:
        path: of the file.
        alone: use a lock file that no other file shares, so that others of the folder can be locked meanwhile.

    Raises:
        ConflictError: another process has held it for very long.
        StorageError: the folder cannot be written.
    """
    with storage_errors(path, "written"):
        descriptor = _opened(_lock_file(path, alone=alone))
    try:
        if not _flocked_within(descriptor, PATIENCE):
            raise ConflictError(
                f"{printable(path)} has been locked by another process for {PATIENCE:.0f} seconds; try again."
            )
        yield
    finally:
        os.close(descriptor)


class ProcessLock:
    """Held by a process while it does something; a process that cannot take it knows that the other one is alive."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, patience: float) -> bool:
        """Try for so many seconds to become the only holder.

        Raises:
            StorageError: the folder cannot be written.
        """
        with storage_errors(self._path, "written"):
            descriptor = _opened(self._path)
        try:
            taken = _flocked_within(descriptor, patience)
        except StorageError:
            os.close(descriptor)
            raise
        if not taken:
            os.close(descriptor)
            return False
        self._hold(descriptor)
        return True

    def take_over(self, descriptor: int) -> None:
        """Become a holder of the lock that the process which started this one holds, and has passed on.

        Args:
            descriptor: as the other process had it.
        """
        os.set_inheritable(descriptor, False)
        self._hold(descriptor)

    @property
    def descriptor(self) -> int:
        """To pass the lock on to another process, which holds it too from its start."""
        assert self._descriptor is not None, "the lock is held"
        return self._descriptor

    def _hold(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.register_at_fork(after_in_child=self.release)

    def release(self) -> None:
        """Release the lock.

        A forked child releases its share at once, so that the lock is free as soon as the holder dies, even if the
        child lives on for a moment.
        """
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def is_held(self) -> bool:
        """Return whether a living process holds it now.

        This takes the lock shared for a moment: two processes that look at once must not take each other for a holder.
        """
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return False  # nobody has ever held it
        try:
            return not _flocked(descriptor, fcntl.LOCK_SH)
        except StorageError:
            return False  # nobody can hold a lock here
        finally:
            os.close(descriptor)  # which lets the share go


def _opened(path: Path) -> int:
    """Return the descriptor of a lock file, which is created if it is missing."""
    make_folder(path.parent)
    return open_created(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK)


def _flocked_within(descriptor: int, patience: float) -> bool:
    """Return whether the lock was free within so many seconds."""
    deadline = time.monotonic() + patience
    while not _flocked(descriptor, fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _flocked(descriptor: int, kind: int) -> bool:
    """Return whether the lock was free at once.

    Raises:
        StorageError: the file system has no locks.
    """
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(f"{_NO_LOCKS} ({error.strerror}); nothing can be changed. {_COPY}") from error
    return True


_NO_LOCKS = "The file system of the project has no file locks"
_COPY = "Copy the project to a local disk to work on it."


def lacking_locks(path: Path) -> str:
    """Return a sentence if files like this one cannot be locked, as on some network file systems; empty if they can."""
    if not path.exists():
        return ""
    with storage_errors(path, "read"):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _flocked(descriptor, fcntl.LOCK_SH)
    except StorageError as error:
        return str(error)
    finally:
        os.close(descriptor)
    return ""


def _lock_file(path: Path, *, alone: bool = False) -> Path:
    if alone:
        return path.parent / ".locks" / f"{path.name}.lock"
    # A lock file per file would double the number of files in a project of 100,000; a few shared ones do, since
    # nobody holds two of them at once.
    stripe = zlib.crc32(path.name.encode("utf-8", "surrogatepass")) % _STRIPES
    return path.parent / ".locks" / f"{stripe:02d}.lock"
