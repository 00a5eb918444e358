"""How a worker tells how far it is, and hears that it shall stop."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock
from typing import Any

from core.domain.project.jobs import Job, JobState
from core.store.folders import ProjectFolder
from core.store.jobs import change_job

INTERVAL = 0.2
"""Seconds between two writes of a job's file."""

_SHARE = 20
"""A write may take a 20th of the time at most: the file of a job over 100,000 files is large."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The user has asked the job to stop."""


class Reporter:
    """Writes a job's progress, not more often than anybody can look.

    Args:
        folder: the project.
        job: the job as it was taken up.

    Attributes:
        last_look: when it was last seen whether the job shall stop, by the monotonic clock.
        committed: the job has begun what must not be left half done, and can no longer be cancelled.
        commitment: held while that is decided.
    """

    def __init__(self, folder: ProjectFolder, job: Job) -> None:
        self._folder = folder
        self._id = job.id
        self._pending: dict[str, Any] = {}
        self._next = 0.0
        self.last_look = time.monotonic()
        self.committed = False
        self.commitment = Lock()

    def report(self, **changes: Any) -> None:
        """Notes changes of the job's fields, and writes them if it is time.

        Raises:
            Cancelled: the job shall stop, and has not committed itself.
        """
        self._pending |= changes
        if time.monotonic() >= self._next:
            self.flush()

    def flush(self) -> None:
        """Writes what was noted.

        Raises:
            Cancelled: the job shall stop, and has not committed itself.
        """
        began = time.monotonic()
        pending, self._pending = self._pending, {}
        job = change_job(self._folder, self._id, lambda job: replace(job, **pending))
        self.last_look = time.monotonic()
        took = self.last_look - began
        self._next = began + max(INTERVAL, took * _SHARE)
        if job.state is JobState.CANCELLING and not self.committed:
            raise Cancelled

    @property
    def pending(self) -> dict[str, Any]:
        """What was noted and is not written yet."""
        return dict(self._pending)

    def hurry(self) -> None:
        """Lets the next report be written, and the job stop if it shall, without waiting for its time."""
        self._next = 0.0

    def commit(self) -> None:
        """Writes what was noted; from here on the job goes on to its end.

        Raises:
            Cancelled: the job shall stop.
        """
        with self.commitment:
            self.flush()
            self.committed = True
