"""True states of jobs: a job whose worker died is interrupted, whoever looks first says so."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.domain.project.jobs import Job, JobKind, JobState
from core.errors import AutotagError, StorageError
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.jobs import change_job, list_jobs, load_job
from core.store.locks import ProcessLock
from core.store.models import drop_partial
from core.store.resource import settle

START_PATIENCE = 10.0
"""Seconds within which a worker must have taken up a queued job while no other job runs."""

NO_WORKER = "The process that did this job ended before it was done; resume it to go on."
_NO_START = "No worker process took up this job; resume it to try again, and look at its log if that fails too."


def current_job(folder: ProjectFolder, job_id: str) -> Job:
    """A job as it truly stands.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: its file is damaged, or cannot be written.
    """
    job = load_job(folder, job_id)
    return _interrupted(folder, job) if _looks_abandoned(folder, job) else job


def current_jobs(folder: ProjectFolder) -> list[Job]:
    """All jobs as they truly stand, latest first; one whose file is damaged is left out.

    Raises:
        StorageError: a job's file cannot be written.
    """
    return [_interrupted(folder, job) if _looks_abandoned(folder, job) else job for job in list_jobs(folder)]


def worker_is_alive(folder: ProjectFolder) -> bool:
    """Whether a worker process of the project is running."""
    return ProcessLock(folder.worker_lock).is_held()


def finish(folder: ProjectFolder, job_id: str, state: JobState, **changes: Any) -> Job:
    """Ends a job in a state; when that is seen, what it did not use is given back and what it left is cleared up.

    If the quota cannot be written, the job ends all the same, and its text records stay reserved.

    Raises:
        RequestError: the job cannot be in that state now; somebody else has ended it.
        StorageError: the job's file cannot be written.
    """
    return change_job(folder, job_id, lambda job: _settled(folder, replace(job.moved_to(state, now()), **changes)))


def _looks_abandoned(folder: ProjectFolder, job: Job) -> bool:
    """Whether nobody does a job, or will."""
    if not job.state.is_active or worker_is_alive(folder):
        return False
    if job.state is not JobState.QUEUED:
        return True
    # A worker that was started later, in place of one that hung, may not have come to its lock yet.
    waits_since = max(datetime.fromisoformat(job.submitted).timestamp(), _started_at(folder))
    return time.time() - waits_since >= START_PATIENCE


def _started_at(folder: ProjectFolder) -> float:
    """When a worker was started last, in seconds since 1970; 0 if none was."""
    try:
        return folder.worker_log.stat().st_mtime
    except OSError:
        return 0.0


def _interrupted(folder: ProjectFolder, seen: Job) -> Job:
    """Marks a job that looks abandoned, if it still does while nobody can change it."""

    def marked_only(job: Job) -> Job:
        error = _NO_START if job.state is JobState.QUEUED else NO_WORKER
        return replace(job.moved_to(JobState.INTERRUPTED, now()), error=error)

    def marked(job: Job) -> Job:
        # A worker may have taken it up, or ended it, or somebody else marked it, since it was seen.
        if not _looks_abandoned(folder, job):
            return job
        return _settled(folder, marked_only(job))

    try:
        return change_job(folder, seen.id, marked)
    except StorageError:
        return marked_only(seen)  # looking needs no room on the disk; whoever can write notes it


def _settled(folder: ProjectFolder, job: Job) -> Job:
    """Gives back the text records of files that a job did not tag, or removes the half-made model of a training."""
    if job.kind is JobKind.AUTOTAG:
        with suppress(AutotagError):  # the job has to end all the same; who looks at the quota is told what is wrong
            settle(job.id, job.records)
    else:
        drop_partial(folder, job.id)
    return job
