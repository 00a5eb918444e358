"""Submitting, cancelling and resuming jobs, and starting the worker process that does them."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from core.domain.project.jobs import Job, JobSpec, JobState
from core.errors import RequestError, StorageError
from core.jobs.states import current_job, finish, worker_is_alive
from core.programs import command_of
from core.store.atomic import make_folder, open_no_link, remove, storage_errors
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.jobs import change_job, create_job


def new_job_id() -> str:
    """An id that sorts by time; the random end keeps two submitted at once apart."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"


def submit(folder: ProjectFolder, job_id: str, spec: JobSpec) -> Job:
    """Writes a job down as queued, and sees to it that a worker takes it up.

    Raises:
        StorageError: it could not be written.
    """
    job = Job(job_id, spec, submitted=now())
    try:
        create_job(folder, job)
        ensure_worker(folder)
    except StorageError:
        with suppress(StorageError):
            remove(folder.job_file(job_id))  # a job that was told to have failed must not run after all
        raise
    return job


def cancel(folder: ProjectFolder, job_id: str) -> Job:
    """Asks the worker to stop; a job that nobody has begun is cancelled at once.

    Raises:
        NotFoundError: there is none of this id.
        RequestError: it has ended already.
    """
    job = current_job(folder, job_id)
    if job.state is JobState.QUEUED:
        try:
            return finish(folder, job_id, JobState.CANCELLED)
        except RequestError:
            job = current_job(folder, job_id)  # a worker has taken it up this moment
    if job.state is JobState.CANCELLING:
        return job
    if not job.state.is_active:
        raise RequestError(f"The job {job_id} has ended already ({job.state}); there is nothing to cancel.")
    return change_job(folder, job_id, lambda job: job.moved_to(JobState.CANCELLING, now()))


def resume(folder: ProjectFolder, job_id: str) -> Job:
    """Queues a job again that was interrupted, failed or was cancelled; files already done are not done again.

    Raises:
        NotFoundError: there is none of this id.
        RequestError: it is active, or has succeeded.
    """
    if not current_job(folder, job_id).state.can_resume:
        raise RequestError(f"The job {job_id} is active or has succeeded; there is nothing to resume.")
    job = change_job(
        folder, job_id, lambda job: replace(job.moved_to(JobState.QUEUED, now()), submitted=now(), progress=0.0)
    )
    ensure_worker(folder)
    return job


def ensure_worker(folder: ProjectFolder) -> None:
    """Starts a worker process unless one is alive. It outlives the terminal: it has its own session and streams.

    A worker looks for queued jobs once more after it has let its lock go, so a job written before this is called
    is never overlooked.
    """
    if not worker_is_alive(folder):
        start_worker(folder)


def start_worker(folder: ProjectFolder) -> None:
    """Starts a worker process; if one is alive, the new one waits a few seconds for it to end.

    Raises:
        StorageError: its log cannot be written.
    """
    log = folder.worker_log
    with storage_errors(log, "written"):
        make_folder(log.parent)
        with open_no_link(log, "ab") as stream:
            os.utime(stream.fileno())
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command_of("core.jobs.worker", str(folder.root)),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=Path("/"),
                start_new_session=True,
            )
    # Somebody has to take the exit status, or the ended worker stays in the process table as long as the app runs.
    Thread(target=process.wait, daemon=True).start()
