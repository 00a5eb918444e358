"""Wait for a job, and print how it ended."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace

from core.domain.project.jobs import Job, JobState
from core.services.jobs import jobs as job_services
from core.services.project.projects import Project
from tui.cli import output
from tui.cli.output import print_json
from tui.cli.printing import show


def wait(project: Project, job: Job, *, quiet: bool = False) -> Job:
    """Wait until a job has ended, printing how far it is; ctrl+c leaves it running."""

    async def follow() -> Job:
        latest = job
        async for seen in job_services.watch_job(project, job.id):
            latest = seen
            if not quiet:
                output.report_progress(latest)
        return latest

    ended = asyncio.run(follow())
    if not quiet:
        output.end_progress()
    return ended


def print_submitted(job: Job, options: Namespace) -> int:
    """Say that a job was submitted, and return the exit status."""
    if options.json:
        print_json(output.job_document(job))
    else:
        show(f"Job {job.id} was submitted; 'autotag jobs {options.project}' shows how far it is.")
    return 0


def print_outcome(job: Job, options: Namespace) -> int:
    """Print a job that has ended, and return the exit status."""
    return print_job(job, options) if job.state is JobState.SUCCEEDED else print_failure(job, options)


def print_job(job: Job, options: Namespace) -> int:
    """Print a job, and return the exit status 0."""
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def print_failure(job: Job, options: Namespace) -> int:
    """Say why a job did not succeed, and return the exit status."""
    if options.json:
        print_json(output.job_document(job))
    reason = job.error or f"The job {job.id} was {job.state}."
    show(f"autotag: {reason}", file=sys.stderr)
    return 1
