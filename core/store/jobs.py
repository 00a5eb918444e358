"""Jobs: one file each, written by the processes that submit it, cancel it, or do the work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

from tinydb import TinyDB

from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, Job, JobKind
from core.errors import AutotagError, NotFoundError, UnusableError
from core.store.disk.atomic import printable, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, to_document

# A job's specification is one of two classes, which its kind tells apart; reading needs to know which.


@dataclass(frozen=True, slots=True)
class _TrainingJob(Job):
    spec: TrainingSpec


@dataclass(frozen=True, slots=True)
class _AutotagJob(Job):
    spec: AutotagSpec


_STORED: dict[str, type[Job]] = {JobKind.TRAINING: _TrainingJob, JobKind.AUTOTAG: _AutotagJob}


def create_job(folder: ProjectFolder, job: Job) -> None:
    """Store a new job.

    Raises:
        StorageError: it could not be written.
    """
    with _file(folder, job.id).transaction() as db:
        db.table("spec").insert({"kind": job.kind.value, **to_document(job.spec)})
        db.table("job").insert(_state(job))


def load_job(folder: ProjectFolder, job_id: str) -> Job:
    """Return one job.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: its file is damaged.
    """
    file = _file(folder, job_id)
    if not _is_id(job_id) or not file.exists():
        raise NotFoundError(f"There is no job {job_id!r} in this project; 'autotag jobs' lists those that are.")
    return _job(file)


def list_jobs(folder: ProjectFolder) -> list[Job]:
    """Return all jobs, latest first. One whose file is damaged is left out: it must not stop the others.

    Raises:
        StorageError: the folder of the jobs cannot be read.
    """
    jobs = []
    for job_id in job_ids(folder):
        with suppress(AutotagError):
            jobs.append(_job(_file(folder, job_id)))
    return jobs


def job_ids(folder: ProjectFolder) -> list[str]:
    """Return the ids of all jobs, latest first."""
    with storage_errors(folder.jobs, "read"):
        return sorted((path.stem for path in folder.jobs.glob("*.json")), reverse=True)


def change_job(folder: ProjectFolder, job_id: str, change: Callable[[Job], Job]) -> Job:
    """Replace a job's state by the result of `change` on it, under the file's lock.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: it cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    load_job(folder, job_id)
    file = _file(folder, job_id)
    with file.transaction() as db:
        before = _job_of(db, file)
        job = change(before)
        if job != before:
            db.drop_table("job")
            db.table("job").insert(_state(job))
    return job


def _job(file: RecordFile) -> Job:
    db = file.read()
    return _job_of(db, file)


def _job_of(db: TinyDB, file: RecordFile) -> Job:
    specs, states = db.table("spec").all(), db.table("job").all()
    kind = _STORED.get(str(specs[0].get("kind"))) if specs and states else None
    if kind is None:
        raise UnusableError(f"{printable(file.path)} does not describe a job; move it away.")
    spec = {name: value for name, value in specs[0].items() if name != "kind"}
    stored = from_document({**states[0], "spec": spec}, kind, file.path)
    return Job(**{field.name: getattr(stored, field.name) for field in fields(Job)})


def _state(job: Job) -> dict[str, Any]:
    document = to_document(job)
    del document["spec"]
    return document


def _is_id(text: str) -> bool:
    return text.replace("-", "").isalnum()


def _file(folder: ProjectFolder, job_id: str) -> RecordFile:
    return RecordFile(folder.job_file(job_id), "job")
