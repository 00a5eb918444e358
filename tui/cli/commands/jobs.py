"""Commands that let a model suggest tags, and that show, stop and resume jobs."""

from __future__ import annotations

from argparse import Namespace

from core.domain.project.jobs import AutotagSpec
from core.services.jobs import autotagging
from core.services.jobs import jobs as job_services
from core.services.project import files
from tui.cli import output
from tui.cli.arguments import cluster_of
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.waiting import print_job, print_outcome, print_submitted, wait


def run(options: Namespace) -> int:
    """Run an autotag job, and wait for it."""
    thresholds = dict(options.min_score)
    lowest = thresholds.pop("", None)
    project = open_project(options)
    entities = tuple(options.entity or autotagging.usable_entities(project, options.model))
    chosen = tuple(files.choose_files(files.list_files(project), options.files or ["untagged"]))
    job = autotagging.start_autotag(
        project,
        AutotagSpec(
            options.model,
            entities,
            chosen,
            lowest,
            thresholds,
            without_guesses=options.without_guesses,
            cluster=cluster_of(options),
        ),
    )
    if options.detach:
        return print_submitted(job, options)
    return print_outcome(wait(project, job), options)


def jobs(options: Namespace) -> int:
    """Show jobs."""
    found = job_services.list_jobs(open_project(options))
    if options.json:
        print_json([output.job_document(job) for job in found])
    else:
        output.print_jobs(found)
    return 0


def cancel(options: Namespace) -> int:
    """Stop a job and wait until it has stopped."""
    project = open_project(options)
    job = wait(project, job_services.cancel_job(project, options.job), quiet=True)
    return print_job(job, options)


def resume(options: Namespace) -> int:
    """Let a job go on and wait for it."""
    project = open_project(options)
    return print_outcome(wait(project, job_services.resume_job(project, options.job)), options)
