"""The worker process: run a project's queued jobs one after the other, then end.

`core.jobs.submission` starts it as `python -m core.jobs.worker FOLDER LOCK`, where LOCK is the descriptor of the
worker's lock, which the worker holds from its start. Without LOCK, the worker takes the lock itself.
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
from core.jobs.reading_ahead import read_ahead
from core.jobs.reporting import Cancelled, Reporter
from core.jobs.states import NO_WORKER, finish
from core.jobs.watchdog import Watchdog
from core.store import last_words
from core.store.disk.atomic import open_no_link, printable
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.jobs import change_job, list_jobs

_PATIENCE = 5.0
"""Seconds to wait for the lock, since another process may hold it briefly to see whether a worker is alive."""

_NICENESS = 10
"""The worker's nice value, so that the user's other programs take precedence."""


def work(folder: ProjectFolder, descriptor: int | None = None) -> None:
    """Run all queued jobs. Return when none is left, or when another worker runs them.

    Args:
        folder: the project.
        descriptor: the worker's lock, if this process holds it already.
    """
    lock = ProcessLock(folder.worker_lock)
    if descriptor is not None:
        lock.take_over(descriptor)
        _do_queued(folder, lock)
    # Look again after each release: a job may have been queued after the last look, by a process that saw the lock
    # held.
    while _queued(folder) and lock.take(_PATIENCE):
        _do_queued(folder, lock)


def _do_queued(folder: ProjectFolder, lock: ProcessLock) -> None:
    try:
        _close_abandoned(folder)
        last_words.leave(folder, "")
        while job := _queued(folder):
            _do(folder, job, lock)
        read_ahead(folder, lambda: _queued(folder) is None)
    except (AutotagError, OSError) as error:
        # Raised when even the end of a job cannot be written, as on a full disk: whoever looks next tells it.
        reason = f"{error.strerror or error}." if isinstance(error, OSError) else str(error)
        last_words.leave(folder, f"The job stopped: {reason} Resume it once that is solved.")
        raise
    finally:
        lock.release()


def _queued(folder: ProjectFolder) -> Job | None:
    """Return the job that has waited longest."""
    waiting = (job for job in list_jobs(folder) if job.state is JobState.QUEUED)
    return min(waiting, key=lambda job: (job.submitted, job.id), default=None)


def _close_abandoned(folder: ProjectFolder) -> None:
    """End jobs that claim to be running. Only the holder of the lock runs jobs, so their worker has died."""
    for job in list_jobs(folder):
        if job.state in (JobState.RUNNING, JobState.CANCELLING):
            finish(folder, job.id, JobState.INTERRUPTED, error=last_words.last_words(folder) or NO_WORKER)


def _do(folder: ProjectFolder, queued: Job, lock: ProcessLock) -> None:
    """Run one job, and record how it ended.

    Raises:
        StorageError: its state cannot be written. The worker must stop then, or it would start the job again and again.
    """
    with _output_to(folder.job_log(queued.id)):
        try:
            job = change_job(folder, queued.id, lambda job: job.moved_to(JobState.RUNNING, now()))
        except RequestError:
            return  # the user has just cancelled it
        reporter = Reporter(folder, job)
        try:
            with Watchdog(folder, job, reporter, lock):
                _run(folder, job, reporter)
        except Cancelled:
            finish(folder, job.id, JobState.CANCELLED, stage="")
        except AutotagError as error:
            traceback.print_exc()
            said = {"error": str(error), "traceback": traceback.format_exc()}
            finish(folder, job.id, JobState.FAILED, **{**reporter.unwritten, **said})
        except OSError as error:  # raised by a library; our own errors are AutotagErrors
            traceback.print_exc()
            where = f" ({printable(Path(error.filename))})" if isinstance(error.filename, str) else ""
            reason = error.strerror or type(error).__name__
            sentence = f"The job stopped: {reason}{where}; resume it once that is solved."
            finish(folder, job.id, JobState.FAILED, error=sentence, traceback=traceback.format_exc())
        except Exception as error:  # noqa: BLE001 - the job's page shows it, and the next job gets its turn
            traceback.print_exc()
            sentence = f"The job stopped on an error of the program: {type(error).__name__}: {error}."
            finish(folder, job.id, JobState.FAILED, error=sentence, traceback=traceback.format_exc())
        else:
            finish(folder, job.id, JobState.SUCCEEDED, stage="", progress=1.0)


def _run(folder: ProjectFolder, job: Job, reporter: Reporter) -> None:
    # Imported late: spaCy takes most of a second to load, and the job already shows as running.
    if isinstance(job.spec, AutotagSpec) and guesser_name(job.spec.model):
        from core.jobs.first_guess import run_first_guess

        run_first_guess(folder, job, job.spec, reporter)
    elif isinstance(job.spec, AutotagSpec):
        from core.jobs.autotagging import run_autotag

        run_autotag(folder, job, job.spec, reporter)
    else:
        from core.learning.training.background import start_fork_server

        start_fork_server()  # loads the same libraries at the same time, on another core if there is one
        from core.jobs.training import run_training

        run_training(folder, job, job.spec, reporter)


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Redirect the output of libraries, from Python and C code alike, to the job's log."""
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
    work(ProjectFolder(Path(sys.argv[1])), *map(int, sys.argv[2:]))
