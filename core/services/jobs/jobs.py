"""Jobs: listing, watching, cancelling, resuming."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.domain.project.jobs import AutotagSpec, Job
from core.errors import StorageError
from core.jobs import states, submission, watching
from core.services.jobs.autotagging import check_guesser
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store.disk.atomic import storage_errors
from core.store.disk.clock import now, this_month
from core.store.project import resource

__all__ = ["cancel_job", "get_job", "job_log", "list_jobs", "now", "resume_job", "watch_job"]


def list_jobs(project: Project) -> list[Job]:
    """Return all jobs as they truly stand, latest first.

    Raises:
        StorageError: the project cannot be read.
    """
    return states.current_jobs(project.paths)


def get_job(project: Project, job_id: str) -> Job:
    """Return one job in its true state.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: it cannot be read.
    """
    return states.current_job(project.paths, job_id)


def watch_job(project: Project, job_id: str) -> AsyncIterator[Job]:
    """Yield the job at once, and after each change until it is no longer active.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: it cannot be read.
    """
    return watching.watch(project.paths, job_id)


def cancel_job(project: Project, job_id: str) -> Job:
    """Ask a job to stop. Files that are done keep their suggestions.

    Raises:
        NotFoundError: there is none of this id.
        RequestError: it has ended already.
    """
    return submission.cancel(project.paths, job_id)


def resume_job(project: Project, job_id: str) -> Job:
    """Resume a job that was interrupted, failed or was cancelled. An autotag job reserves its text records again.

    Raises:
        NotFoundError: there is none of this id.
        RequestError: it is active, or has succeeded, or its guesser's host is not agreed to any more.
        QuotaError: fewer text records are left this month than its files need.
    """
    job = get_job(project, job_id)
    if isinstance(job.spec, AutotagSpec) and job.state.can_resume:
        check_guesser(project, job.spec)
        records = list_files(project).named(job.spec.files).records
        resource.reserve(resource.Use(this_month(), job.id, str(project.folder), records))
    try:
        return submission.resume(project.paths, job_id)
    except StorageError:
        resource.settle(job.id, job.records)
        raise


def job_log(project: Project, job_id: str) -> str:
    """Return the output of the worker and its libraries during the job; empty if there was none.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: it cannot be read.
    """
    get_job(project, job_id)
    log = project.paths.job_log(job_id)
    with storage_errors(log, "read"):
        return log.read_text("utf-8", "replace") if log.exists() else ""
