"""The true states of jobs: a job whose worker has died is marked as interrupted when it is next read."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.domain.project.jobs import Job, JobKind, JobState
from core.errors import AutotagError, StorageError
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.jobs import change_job, list_jobs, load_job
from core.store.last_words import last_words
from core.store.models import drop_partial
from core.store.project.resource import settle

_START = 1.0
"""Seconds that a process may take between queueing a job and starting a worker, if the worker that it saw has ended."""

NO_WORKER = "The process that ran this job ended too early; resume the job to continue."
_NO_START = "No worker process took up this job; resume it to try again, and look at its log if that fails too."


def current_job(folder: ProjectFolder, job_id: str) -> Job:
    """Read a job, and mark it as interrupted if its worker has died.

    Raises:
        NotFoundError: no job has this id.
        StorageError: the job's file is damaged, or cannot be written.
    """
    job = load_job(folder, job_id)
    return _interrupted(folder, job) if _looks_abandoned(folder, job) else job


def current_jobs(folder: ProjectFolder) -> list[Job]:
    """Read all jobs with their true states, latest first. Leave out those whose files are damaged.

    Raises:
        StorageError: a job's file cannot be written.
    """
    return [_interrupted(folder, job) if _looks_abandoned(folder, job) else job for job in list_jobs(folder)]


def worker_is_alive(folder: ProjectFolder) -> bool:
    """Return whether a worker process of the project is running."""
    return ProcessLock(folder.worker_lock).is_held()


def finish(folder: ProjectFolder, job_id: str, state: JobState, **changes: Any) -> Job:
    """End a job in a state. Then release what it reserved and did not use, and remove unfinished output.

    If the quota cannot be written, the job ends all the same, and its text records stay reserved.

    Raises:
        RequestError: the job cannot enter that state now, since another process has ended it.
        StorageError: the job's file cannot be written.
    """
    return change_job(folder, job_id, lambda job: _settled(folder, replace(job.moved_to(state, now()), **changes)))


def _looks_abandoned(folder: ProjectFolder, job: Job) -> bool:
    """Return whether no process is doing a job, and none is about to."""
    if not job.state.is_active or worker_is_alive(folder):
        return False
    if job.state is not JobState.QUEUED:
        return True
    try:
        submitted = datetime.fromisoformat(job.submitted).timestamp()
    except ValueError:  # the file was edited by hand
        return True
    return time.time() - submitted >= _START


def _interrupted(folder: ProjectFolder, seen: Job) -> Job:
    """Mark a job as interrupted if it still looks abandoned once nobody else can change it."""

    def marked_only(job: Job) -> Job:
        error = last_words(folder) or (_NO_START if job.state is JobState.QUEUED else NO_WORKER)
        return replace(job.moved_to(JobState.INTERRUPTED, now()), error=error)

    def marked(job: Job) -> Job:
        # Meanwhile a worker may have taken up or ended the job, or another process may have marked it.
        if not _looks_abandoned(folder, job):
            return job
        return _settled(folder, marked_only(job))

    try:
        return change_job(folder, seen.id, marked)
    except StorageError:
        # Reading a job needs no space on the disk; the next process that can write records the state.
        return marked_only(seen)


def _settled(folder: ProjectFolder, job: Job) -> Job:
    """Release text records of files that a job did not tag, or remove the unfinished model of a training."""
    if job.kind is JobKind.AUTOTAG:
        with suppress(AutotagError):  # the job has to end all the same; the quota's page shows the problem
            settle(job.id, job.records)
    else:
        drop_partial(folder, job.id)
    return job
