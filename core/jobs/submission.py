"""Submit, cancel and resume jobs, and start the worker process that runs them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from core.domain.project.jobs import Job, JobSpec, JobState
from core.errors import RequestError, StorageError
from core.jobs.states import current_job, finish
from core.programs import command_of
from core.store.disk.atomic import make_folder, open_no_link, remove, storage_errors
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.jobs import change_job, create_job
from core.store.last_words import make_room

_LOOK = 1.0
"""Seconds to wait for the lock, since another process may hold it briefly to see whether a worker is alive."""


def new_job_id() -> str:
    """Return an id that sorts by time. Its random end separates two jobs submitted at once."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"


def submit(folder: ProjectFolder, job_id: str, spec: JobSpec) -> Job:
    """Record a job as queued, and make sure that a worker takes it up.

    Raises:
        StorageError: the job could not be written.
    """
    job = Job(job_id, spec, submitted=now())
    try:
        with _worker(folder):
            create_job(folder, job)
    except StorageError:
        with suppress(StorageError):
            remove(folder.job_file(job_id))  # the caller reports a failure, so the job must not run later
        raise
    return job


def cancel(folder: ProjectFolder, job_id: str) -> Job:
    """Ask the worker to stop a job. Cancel it at once if no worker has started it.

    Raises:
        NotFoundError: no job has this id.
        RequestError: the job has ended already.
    """
    job = current_job(folder, job_id)
    if job.state is JobState.QUEUED:
        try:
            return finish(folder, job_id, JobState.CANCELLED)
        except RequestError:
            job = current_job(folder, job_id)  # a worker has just taken it up
    if job.state is JobState.CANCELLING:
        return job
    if not job.state.is_active:
        raise RequestError(f"The job {job_id} has ended already ({job.state}); there is nothing to cancel.")
    return change_job(folder, job_id, lambda job: job.moved_to(JobState.CANCELLING, now()))


def resume(folder: ProjectFolder, job_id: str) -> Job:
    """Queue an interrupted, failed or cancelled job again. It skips files that are already done.

    Raises:
        NotFoundError: no job has this id.
        RequestError: the job is active, or has succeeded.
    """
    if not current_job(folder, job_id).state.can_resume:
        raise RequestError(f"The job {job_id} is active or has succeeded; there is nothing to resume.")
    with _worker(folder):
        return change_job(
            folder, job_id, lambda job: replace(job.moved_to(JobState.QUEUED, now()), submitted=now(), progress=0.0)
        )


@contextmanager
def _worker(folder: ProjectFolder) -> Iterator[None]:
    """Queue a job in the body of this context; at its end, a worker is alive or is started.

    The process that starts a worker takes the lock first and hands it on. So the lock is held from before the job is
    queued until the worker ends, and a queued job has no worker as soon as nobody holds the lock.

    Raises:
        StorageError: the lock cannot be taken, or the worker's log cannot be written.
    """
    lock = ProcessLock(folder.worker_lock)
    is_ours = _taken(lock)
    make_room(folder)
    try:
        yield
        # A live worker looks for queued jobs once more after releasing its lock, but it may have looked before this job
        # was queued.
        if is_ours or _taken(lock):
            start_worker(folder, lock)
    finally:
        lock.release()


def _taken(lock: ProcessLock) -> bool:
    return not lock.is_held() and lock.take(_LOOK)


def start_worker(folder: ProjectFolder, lock: ProcessLock) -> None:
    """Start a worker process. It outlives the terminal: it has its own session and streams.

    Args:
        folder: the project.
        lock: the worker's lock, held by this process; the worker holds it too, until it ends.

    Raises:
        StorageError: its log cannot be written.
    """
    log = folder.worker_log
    with storage_errors(log, "written"):
        make_folder(log.parent)
        with open_no_link(log, "ab") as stream:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command_of("core.jobs.worker", str(folder.root), str(lock.descriptor)),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=Path("/"),
                start_new_session=True,
                pass_fds=[lock.descriptor],
            )
    # Collect the exit status, or the ended worker stays in the process table as long as the app runs.
    Thread(target=process.wait, daemon=True).start()
