"""Report a job's progress from the worker, and notice that the user has cancelled it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

from core.domain.project.jobs import Job, JobState
from core.store.disk.folders import ProjectFolder
from core.store.jobs import change_job

INTERVAL = 0.2
"""Seconds between two writes of a job's file."""

_SHARE = 20
"""A write may take at most a twentieth of the time, since the file of a job over 100,000 files is large."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The user has cancelled the job."""


class Reporter:
    """Write a job's progress to its file, at most five times a second.

    The job reports from one thread. The watchdog asks from another; it never waits for a write, only for a commitment.

    Args:
        folder: the project.
        job: the job that the worker has just taken up.
    """

    def __init__(self, folder: ProjectFolder, job: Job) -> None:
        self._folder = folder
        self._id = job.id
        self._unwritten: Mapping[str, Any] = {}
        self._next_write = 0.0
        self._last_look = time.monotonic()
        self._committed = False
        self._commitment = Lock()
        """Held while the job commits itself, and while another thread relies on the job not doing so."""

    def report(self, **changes: Any) -> None:
        """Change fields of the job; write them if the last write was long enough ago.

        Raises:
            Cancelled: the user has cancelled the job, and it has not committed itself.
        """
        self._unwritten = {**self._unwritten, **changes}
        if time.monotonic() >= self._next_write:
            self.flush()

    def flush(self) -> None:
        """Write all changes now.

        Raises:
            Cancelled: the user has cancelled the job, and it has not committed itself.
            StorageError: the changes could not be written; they stay pending.
        """
        began = time.monotonic()
        changes = self._unwritten
        job = change_job(self._folder, self._id, lambda job: replace(job, **changes))
        self._unwritten = {}
        self._last_look = time.monotonic()
        self._next_write = began + max(INTERVAL, (self._last_look - began) * _SHARE)
        if job.state is JobState.CANCELLING and not self._committed:
            raise Cancelled

    def commit(self) -> None:
        """Write all changes. From now on the job cannot be cancelled, since it must not be left half done.

        Raises:
            Cancelled: the user has cancelled the job.
        """
        with self._commitment:
            self.flush()
            self._committed = True

    @property
    def unwritten(self) -> Mapping[str, Any]:
        """Changes that are not in the job's file yet."""
        return self._unwritten

    def has_looked_within(self, seconds: float) -> bool:
        """Return whether the job itself has checked within the last `seconds` that nobody has cancelled it."""
        return time.monotonic() - self._last_look < seconds

    def hurry(self) -> None:
        """Make the next report write at once, so that the job notices a cancellation."""
        self._next_write = 0.0

    @contextmanager
    def kept_from_committing(self) -> Iterator[bool]:
        """Keep the job from committing itself meanwhile. Yield whether it can still be cancelled."""
        with self._commitment:
            yield not self._committed
