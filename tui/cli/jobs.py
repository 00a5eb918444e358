"""Commands that let a model suggest tags, and that show, stop and resume jobs."""

from __future__ import annotations

from argparse import Namespace

from core.domain.project.documents import Files
from core.domain.project.jobs import AutotagSpec, JobState
from core.errors import NotFoundError
from core.services.jobs import autotagging
from core.services.jobs import jobs as job_services
from core.services.project import files
from tui.cli import output
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.waiting import print_failure, print_submitted, wait

_FILTERS = ("untagged", "tagged", "all")


def run(options: Namespace) -> int:
    """Run an autotag job, and wait for it."""
    thresholds = dict(options.min_score)
    lowest = thresholds.pop("", None)
    project = open_project(options)
    entities = tuple(options.entity or autotagging.usable_entities(project, options.model))
    chosen = _chosen(files.list_files(project), options.files or ["untagged"])
    job = autotagging.start_autotag(
        project,
        AutotagSpec(options.model, entities, chosen, lowest, thresholds, without_guesses=options.without_guesses),
    )
    if options.detach:
        return print_submitted(job, options)
    job = wait(project, job)
    if job.state is not JobState.SUCCEEDED:
        return print_failure(job, options)
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


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
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def resume(options: Namespace) -> int:
    """Let a job go on and wait for it."""
    project = open_project(options)
    job = wait(project, job_services.resume_job(project, options.job))
    if job.state is not JobState.SUCCEEDED:
        return print_failure(job, options)
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def _chosen(listed: Files, wanted: list[str]) -> tuple[str, ...]:
    """Return the names of the files that filters and names choose."""
    usable = listed.usable()
    names: dict[str, None] = {}
    for word in wanted:
        if word in _FILTERS:
            found = {"untagged": usable.untagged(), "tagged": usable.tagged(), "all": usable}[word].names
        else:
            found = [word]
        names.update(dict.fromkeys(found))
    if not names:
        raise NotFoundError(f"No file is {' or '.join(wanted)}; choose others with --files.")
    return tuple(names)
