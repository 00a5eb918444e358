"""The worker process: does a project's queued jobs one after the other, then ends.

Started as `python -m core.jobs.worker FOLDER` by `core.jobs.submission`; nobody else need call it.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.domain.project.guessers import guesser_name
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.errors import AutotagError, RequestError
from core.jobs.reporting import Cancelled, Reporter
from core.jobs.states import NO_WORKER, finish
from core.jobs.watchdog import Watchdog
from core.store.atomic import open_no_link, printable
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.jobs import change_job, list_jobs
from core.store.locks import ProcessLock

_PATIENCE = 5.0
"""Seconds to wait for the lock: somebody may hold it for a moment to see whether a worker is alive."""

_NICENESS = 10
"""How far the worker gives way to what the user does meanwhile."""


def work(folder: ProjectFolder) -> None:
    """Does all queued jobs. Ends when there is none left, or when another worker is at it."""
    lock = ProcessLock(folder.worker_lock)
    while _queued(folder) and lock.take(_PATIENCE):
        try:
            _close_abandoned(folder)
            while job := _queued(folder):
                _do(folder, job)
        finally:
            lock.release()
        # A job written after the last look, by somebody who saw the lock held, is seen by the next look.


def _queued(folder: ProjectFolder) -> Job | None:
    """The job that has waited longest."""
    waiting = (job for job in list_jobs(folder) if job.state is JobState.QUEUED)
    return min(waiting, key=lambda job: (job.submitted, job.id), default=None)


def _close_abandoned(folder: ProjectFolder) -> None:
    """Jobs that are running though nobody but us may run them were left by a worker that died."""
    for job in list_jobs(folder):
        if job.state in (JobState.RUNNING, JobState.CANCELLING):
            finish(folder, job.id, JobState.INTERRUPTED, error=NO_WORKER)


def _do(folder: ProjectFolder, queued: Job) -> None:
    """Does one job, whatever comes of it.

    Raises:
        StorageError: its state cannot be written; without that it cannot be begun, and would be taken up for ever.
    """
    with _output_to(folder.job_log(queued.id)):
        try:
            job = change_job(folder, queued.id, lambda job: job.moved_to(JobState.RUNNING, now()))
        except RequestError:
            return  # cancelled a moment ago
        reporter = Reporter(folder, job)
        try:
            with Watchdog(folder, job, reporter):
                _run(folder, job, reporter)
        except Cancelled:
            finish(folder, job.id, JobState.CANCELLED, stage="")
        except AutotagError as error:
            traceback.print_exc()
            said = {"error": str(error), "traceback": traceback.format_exc()}
            finish(folder, job.id, JobState.FAILED, **{**reporter.pending, **said})  # what is done counts
        except OSError as error:  # of a library: ours are sentences already
            traceback.print_exc()
            where = f" ({printable(Path(error.filename))})" if isinstance(error.filename, str) else ""
            reason = error.strerror or type(error).__name__
            sentence = f"The job stopped: {reason}{where}; resume it once that is solved."
            finish(folder, job.id, JobState.FAILED, error=sentence, traceback=traceback.format_exc())
        except Exception as error:  # noqa: BLE001 - the job's page must say so, and the next job must get its turn
            traceback.print_exc()
            sentence = f"The job stopped on an error of the program: {type(error).__name__}: {error}."
            finish(folder, job.id, JobState.FAILED, error=sentence, traceback=traceback.format_exc())
        else:
            finish(folder, job.id, JobState.SUCCEEDED, stage="", progress=1.0)


def _run(folder: ProjectFolder, job: Job, reporter: Reporter) -> None:
    # Imported late: spaCy takes most of a second, in which the job shall be seen as running already.
    if isinstance(job.spec, AutotagSpec) and guesser_name(job.spec.model):
        from core.jobs.first_guess import run_first_guess

        run_first_guess(folder, job, job.spec, reporter)
    elif isinstance(job.spec, AutotagSpec):
        from core.jobs.autotagging import run_autotag

        run_autotag(folder, job, job.spec, reporter)
    else:
        from core.learning.training.background import start_fork_server

        start_fork_server()  # it imports the same libraries, on another core if there is one
        from core.jobs.training import run_training

        run_training(folder, job, job.spec, reporter)


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Sends what libraries print, in Python or beneath it, to the job's log."""
    saved = os.dup(1), os.dup(2)
    try:
        with open_no_link(log, "ab") as stream:
            _redirect(stream.fileno(), stream.fileno())
        yield
    finally:
        _redirect(*saved)
        for descriptor in saved:
            os.close(descriptor)


def _redirect(out: int, err: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(out, 1)
    os.dup2(err, 2)


if __name__ == "__main__":
    os.nice(_NICENESS)
    work(ProjectFolder(Path(sys.argv[1])))
