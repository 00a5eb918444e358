"""Follow a job from an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from core.domain.project.jobs import Job
from core.jobs.states import current_job
from core.store.disk.folders import ProjectFolder

INTERVAL = 0.25
"""Seconds between two looks at the job's file, which the worker writes at most five times a second."""


async def watch(folder: ProjectFolder, job_id: str) -> AsyncIterator[Job]:
    """Yield the job at once, and after each change until it is no longer active.

    Raises:
        NotFoundError: there is no job of this id.
        StorageError: its file is damaged.
    """
    seen: Job | None = None
    while True:
        job = await asyncio.to_thread(current_job, folder, job_id)
        if job != seen:
            seen = job
            yield job
        if not job.state.is_active:
            return
        await asyncio.sleep(INTERVAL)
