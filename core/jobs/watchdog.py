"""Make sure that a cancelled job stops soon, even if the worker hangs in a long step."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread
from types import TracebackType

from core.domain.project.jobs import Job, JobState
from core.errors import AutotagError
from core.jobs.reporting import Reporter
from core.jobs.states import finish
from core.jobs.submission import start_worker
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.jobs import load_job

INTERVAL = 0.25
"""Seconds between two looks at the job's file."""

GRACE = 0.75
"""Seconds that a cancelled job has to stop on its own."""


class Watchdog:
    """Watch a job from a thread of its own while entered. Kill the whole process if the job ignores a cancellation.

    The kill endangers nothing that is stored, since every write is whole or absent. The watchdog spares a job that has
    committed itself, because it must not be left half done.
    """

    def __init__(self, folder: ProjectFolder, job: Job, reporter: Reporter, lock: ProcessLock) -> None:
        self._folder = folder
        self._lock = lock
        self._id = job.id
        self._reporter = reporter
        self._job_ended = Event()
        self._seen = 0

    def __enter__(self) -> Watchdog:
        Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._job_ended.set()

    def _watch(self) -> None:
        while not self._job_ended.wait(INTERVAL):
            if self._is_cancelled():
                self._reporter.hurry()
                if not self._job_ended.wait(GRACE):
                    self._end_process()
                return

    def _is_cancelled(self) -> bool:
        """Return whether the user has cancelled the job. Read its file, which may be large, only if it has changed."""
        if self._reporter.has_looked_within(2 * INTERVAL):
            return False
        try:
            modified = self._folder.job_file(self._id).stat().st_mtime_ns
            if modified == self._seen:
                return False
            self._seen = modified
            return load_job(self._folder, self._id).state is JobState.CANCELLING
        except (AutotagError, OSError):
            return False  # the job meets the same error at its next report, and ends with it

    def _end_process(self) -> None:
        with self._reporter.kept_from_committing() as can_be_cancelled:
            if not can_be_cancelled:
                return
            try:
                finish(self._folder, self._id, JobState.CANCELLED, **{**self._reporter.unwritten, "stage": ""})
            except AutotagError:
                return  # the job has ended by itself
            # A job submitted before this process ends finds our lock held, and starts no worker. So start one here.
            start_worker(self._folder, self._lock)
            leads_group = os.getpgrp() == os.getpid()
            kill = os.killpg if leads_group else os.kill  # the group holds the processes that the job has started
            kill(os.getpid(), signal.SIGKILL)
