"""Sees to it that a cancelled job stops soon, even if the worker hangs in a long step."""

from __future__ import annotations

import os
import signal
import time
from threading import Event, Thread
from types import TracebackType

from core.domain.project.jobs import Job, JobState
from core.errors import AutotagError
from core.jobs.reporting import Reporter
from core.jobs.states import finish
from core.jobs.submission import start_worker
from core.store.folders import ProjectFolder
from core.store.jobs import load_job

INTERVAL = 0.25
"""Seconds between two looks."""

GRACE = 0.75
"""Seconds in which a job that was cancelled may stop by itself."""


class Watchdog:
    """Watches one job from beside it, for as long as it is entered; ends the whole process if the job does not hear.

    A kill is no danger to what is stored: every write is whole or not there. A job that has committed itself, that is
    begun what must not be left half done, is let go on to its end.
    """

    def __init__(self, folder: ProjectFolder, job: Job, reporter: Reporter) -> None:
        self._folder = folder
        self._id = job.id
        self._reporter = reporter
        self._over = Event()
        self._seen = 0

    def __enter__(self) -> Watchdog:
        Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(INTERVAL):
            if self._is_cancelled():
                self._reporter.hurry()
                if not self._over.wait(GRACE):
                    self._end_process()
                return

    def _is_cancelled(self) -> bool:
        """Whether the user has cancelled the job; the file, which may be large, is read only if it may say so."""
        if time.monotonic() - self._reporter.last_look < 2 * INTERVAL:
            return False  # the job itself has just looked
        try:
            modified = self._folder.job_file(self._id).stat().st_mtime_ns
            if modified == self._seen:
                return False
            self._seen = modified
            return load_job(self._folder, self._id).state is JobState.CANCELLING
        except (AutotagError, OSError):
            return False  # the job itself will say so

    def _end_process(self) -> None:
        with self._reporter.commitment:
            if self._reporter.committed:
                return
            try:
                finish(self._folder, self._id, JobState.CANCELLED, **{**self._reporter.pending, "stage": ""})
            except AutotagError:
                return  # it has ended by itself after all
            # Always: a job submitted from now until we end finds our lock held, and starts no worker of its own.
            start_worker(self._folder)
            kill = os.killpg if os.getpgrp() == os.getpid() else os.kill  # with what the job has started
            kill(os.getpid(), signal.SIGKILL)
