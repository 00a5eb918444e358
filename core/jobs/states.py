"""True states of jobs: a job whose worker died is interrupted, whoever looks first says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.domain.jobs import Job, JobKind, JobState
from core.errors import AutotagError
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.jobs import change_job, job_ids, load_job
from core.store.locks import WorkerLock
from core.store.resource import settle

START_PATIENCE = 20.0
"""Seconds within which a worker must have taken up a queued job while no other job runs."""

_NO_WORKER = "The process that did this job ended before it was done; resume it to go on."
_NO_START = "No worker process took up this job; resume it to try again, and look at its log if that fails too."


def current_job(folder: ProjectFolder, job_id: str) -> Job:
    """A job as it truly stands.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: its file is damaged, or cannot be written.
    """
    job = load_job(folder, job_id)
    if not job.state.is_active or worker_is_alive(folder):
        return job
    return _interrupted(folder, job)


def current_jobs(folder: ProjectFolder) -> list[Job]:
    """All jobs as they truly stand, latest first; one whose file is damaged is left out.

    Raises:
        StorageError: a job's file cannot be written.
    """
    jobs = []
    for job_id in job_ids(folder):
        try:
            jobs.append(load_job(folder, job_id))
        except AutotagError:
            continue
    if any(job.state.is_active for job in jobs) and not worker_is_alive(folder):
        jobs = [_interrupted(folder, job) if job.state.is_active else job for job in jobs]
    return jobs


def worker_is_alive(folder: ProjectFolder) -> bool:
    """Whether a worker process of the project is running."""
    return WorkerLock(folder.worker_lock).is_held()


def finish(folder: ProjectFolder, job_id: str, state: JobState, **changes: Any) -> Job:
    """Ends a job in a state, and gives back the text records of files that it did not tag.

    Raises:
        StorageError: the job's file cannot be written.
    """
    job = change_job(folder, job_id, lambda job: replace(job.moved_to(state, now()), **changes))
    if job.kind is JobKind.AUTOTAG:
        settle(job.id, job.records)
    return job


def _interrupted(folder: ProjectFolder, seen: Job) -> Job:
    job = load_job(folder, seen.id)  # it may have ended between two looks
    if not job.state.is_active:
        return job
    if job.state is JobState.QUEUED:
        waited = datetime.fromisoformat(now()) - datetime.fromisoformat(job.submitted)
        if waited.total_seconds() < START_PATIENCE:
            return job
        return finish(folder, job.id, JobState.INTERRUPTED, error=_NO_START)
    return finish(folder, job.id, JobState.INTERRUPTED, error=_NO_WORKER)
