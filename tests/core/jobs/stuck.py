"""A job that cannot write a file, and what it has suggested so far."""

import asyncio
from contextlib import contextmanager
from dataclasses import replace

from core.domain.project.jobs import AutotagSpec
from core.services.jobs import jobs
from core.services.project import files
from core.store.disk.locks import _lock_file, locked
from core.store.tags.taggings import load_record


def suggested(project, job_id):
    """Suggestions of the files that the job has done."""
    found = {}
    for name in files.list_files(project).usable().names:
        record = load_record(project.paths, files.read_document(project, name))
        if record.job == job_id:
            found[name] = [replace(suggestion, job="") for suggestion in record.tagging.suggestions]
    return found


async def until(project, job, condition):
    async for seen in jobs.watch_job(project, job.id):
        if condition(seen):
            return seen
    raise AssertionError(f"the job has {seen.state} before")


@contextmanager
def stuck(project, chosen: AutotagSpec):
    """While this is entered a job cannot write a file that it has read; gives the number of the file."""
    locks = [_lock_file(project.paths.tags_file(name)) for name in chosen.files]
    number = next(n for n in range(4, 12) if locks[n] not in locks[:n])
    with locked(project.paths.tags_file(chosen.files[number])):
        yield number


async def stuck_at(project, job, number):
    """Waits until the job has come to the file that it cannot write."""
    async with asyncio.timeout(60):
        while len(suggested(project, job.id)) < number:
            await asyncio.sleep(0.05)
