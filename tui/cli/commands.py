"""What each command does: calls services and prints. Progress goes to stderr, results to stdout."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from functools import partial
from typing import Any

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Files
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.domain.project.schema import split_described
from core.domain.wording import counted
from core.errors import NotFoundError, RequestError
from core.services.jobs import autotagging
from core.services.jobs import jobs as job_services
from core.services.jobs import quota as quota_services
from core.services.project import files, opening, projects, restoring
from core.services.project.projects import Project
from core.services.project.status import project_status
from core.services.review import bulk
from core.services.training import models as model_services
from core.services.training import training
from tui.cli import exchanging, model_output, output
from tui.cli.output import print_json
from tui.cli.printing import show
from tui.cli.terminal import run_app

_FILTERS = ("untagged", "tagged", "all")


def demo(options: Namespace) -> int:
    """Copies a sample and opens it."""
    folder = projects.copy_sample(options.name or projects.DEFAULT_SAMPLE, options.to)
    if options.json:
        print_json({"folder": str(folder)})
    elif options.no_open or not (sys.stdin.isatty() and sys.stdout.isatty()):
        show(f"The sample was copied to {folder}; open it with 'autotag {folder}'.")
    if options.json or options.no_open or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    return run_app(folder, f"This is your copy of the sample, in {folder}. ? shows the keys.")


def init(options: Namespace) -> int:
    """Makes a project."""
    is_new = not (options.shared and projects.is_project(options.project))
    project = projects.create_project(options.project, options.entity) if is_new else _project(options)
    foreign = projects.share_project(project) if options.shared else []
    for path in foreign:
        show(f"autotag: {path} belongs to another user, who has to share it likewise.", file=sys.stderr)
    listed = files.list_files(project)
    entities = [split_described(written)[0] for written in options.entity]
    if options.json:
        print_json({"folder": str(project.folder), "files": len(listed), "entities": entities})
    else:
        names = ", ".join(entities) or "none yet"
        show(f"{project.folder} is a project now: {counted(len(listed), 'file')}; entities: {names}.")
    return 0


def status(options: Namespace) -> int:
    """Shows a project at a glance."""
    found = project_status(_project(options))
    if options.json:
        print_json(output.status_document(found))
    else:
        output.print_status(found)
    return 0


def train(options: Namespace) -> int:
    """Trains a model."""
    project = _project(options)
    plan = training.plan_training(project, undecided=options.undecided)
    split = Split(SplitKind(options.split) if options.split else plan.split.kind, options.test_share, options.seed)
    spec = TrainingSpec(
        options.name,
        Recipe(options.recipe),
        options.base,
        split,
        budget=options.budget,
        undecided=options.undecided,
    )
    training.check_training(project, spec, plan)  # before asking: an impossible training is not worth a question
    exists = options.name in plan.models
    if plan.caution:
        show(f"autotag: {plan.caution}", file=sys.stderr)
    if not options.yes:
        if exists:
            _confirm(f"There is a model {options.name!r}. Overwrite it?", "overwrite it")
        if plan.suggestions:
            _confirm(f"{counted(plan.suggestions, 'suggestion')} not accepted will be deleted. Go on?", "delete them")
    job = training.start_training(project, spec, overwrite=exists, plan=plan)
    if options.detach:
        return _submitted(job, options)
    job = _wait(project, job)
    if job.state is JobState.SUCCEEDED:
        model = model_services.get_model(project, options.name)
        if options.json:
            print_json(model_output.model_document(model, job))
        else:
            model_output.print_model(model)
        return 0
    return _ended_badly(job, options)


def models(options: Namespace) -> int:
    """Shows models."""
    project = _project(options)
    if options.package:
        return exchanging.package(project, options)
    if options.register:
        return exchanging.register(project, options)
    document: Any
    if len(options.names) > 1:
        comparison = model_services.compare_models(project, options.names)
        document, told = (
            model_output.comparison_document(comparison),
            partial(model_output.print_comparison, comparison),
        )
    elif options.names:
        model = model_services.get_model(project, options.names[0])
        document, told = model_output.model_document(model), partial(model_output.print_model, model)
    else:
        found = model_services.list_models(project)
        document, told = (
            [model_output.model_summary(model) for model in found],
            partial(model_output.print_models, found),
        )
    if options.json:
        print_json(document)
    else:
        told()
    return 0


def run(options: Namespace) -> int:
    """Runs an autotag job."""
    thresholds = dict(options.min_score)
    lowest = thresholds.pop("", None)
    project = _project(options)
    entities = tuple(options.entity or autotagging.usable_entities(project, options.model))
    chosen = _chosen(files.list_files(project), options.files or ["untagged"])
    job = autotagging.start_autotag(
        project,
        AutotagSpec(options.model, entities, chosen, lowest, thresholds, without_guesses=options.without_guesses),
    )
    if options.detach:
        return _submitted(job, options)
    job = _wait(project, job)
    if job.state is not JobState.SUCCEEDED:
        return _ended_badly(job, options)
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def jobs(options: Namespace) -> int:
    """Shows jobs."""
    found = job_services.list_jobs(_project(options))
    if options.json:
        print_json([output.job_document(job) for job in found])
    else:
        output.print_jobs(found)
    return 0


def cancel(options: Namespace) -> int:
    """Stops a job and waits until it has stopped."""
    project = _project(options)
    job = _wait(project, job_services.cancel_job(project, options.job), quiet=True)
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def resume(options: Namespace) -> int:
    """Lets a job go on and waits for it."""
    project = _project(options)
    job = _wait(project, job_services.resume_job(project, options.job))
    if job.state is not JobState.SUCCEEDED:
        return _ended_badly(job, options)
    if options.json:
        print_json(output.job_document(job))
    else:
        output.print_job(job)
    return 0


def moved(options: Namespace) -> int:
    """List the tags of texts that are gone, or give them to another text."""
    project = _project(options)
    if bool(options.old) != bool(options.new):
        raise RequestError("Give both names, OLD and NEW; or none, to list the tags of texts that are gone.")
    if options.old:
        files.move_tags(project, options.old, options.new)
    found = files.orphans(project)
    if options.json:
        print_json(found)
        return 0
    if options.old:
        show(f"The tags of {options.old} belong to {options.new} now.")
    for orphan in found:
        likely = ", ".join(f"{name} ({likeness:.0%} of them fit)" for name, likeness in orphan.candidates[:3])
        show(f"{orphan.name}: {counted(orphan.tags, 'tag')}; may belong to {likely or 'no untagged text here'}")
    if not (found or options.old):
        show("Every tag has its text.")
    return 0


def accept(options: Namespace) -> int:
    """Turn suggestions into tags."""
    decided = bulk.accept_suggestions(_project(options), options.files, which=_which(options), dry_run=options.dry_run)
    return _decided(decided, "accepted", options)


def reject(options: Namespace) -> int:
    """Reject suggestions."""
    decided = bulk.reject_suggestions(_project(options), options.files, which=_which(options), dry_run=options.dry_run)
    return _decided(decided, "rejected", options)


def restore(options: Namespace) -> int:
    """Lists the big steps that can be taken back, or takes one back."""
    project = _project(options)
    if options.step is None:
        steps = restoring.kept_steps(project)
        if options.json:
            print_json([output.step_document(step) for step in steps])
        else:
            output.print_steps(steps)
        return 0
    restored = restoring.restore(project, options.step)
    if options.json:
        print_json(restored)
    else:
        merged = f"; in {counted(restored.merged, 'file')} what was made since stayed" if restored.merged else ""
        show(f"Brought back in {counted(restored.files, 'file')}{merged}.")
    for name, reason in restored.failures:
        show(f"autotag: {name} is as it was: {reason}", file=sys.stderr)
    return 1 if restored.failures else 0


def quota(options: Namespace) -> int:
    """Shows or sets the quota."""
    if options.limit is not None:
        quota_services.set_limit(quota_services.parse_limit(options.limit))
    current, past = quota_services.current_quota(), quota_services.past_quotas()
    if options.json:
        print_json({**output.quota_document(current), "past": [output.quota_document(month) for month in past]})
    else:
        output.print_quota(current, past)
    return 0


def _project(options: Namespace) -> Project:
    opened = opening.find_project(options.project)
    for note in opened.notes:
        show(f"autotag: {note}", file=sys.stderr)
    return opened.project


def _chosen(listed: Files, wanted: list[str]) -> tuple[str, ...]:
    """Names of the files meant by filters and names."""
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


def _confirm(question: str, what: str) -> None:
    if not sys.stdin.isatty():
        raise RequestError(f"{question.replace(' Go on?', '')} Give --yes to {what}.")
    show(f"{question} [y/N] ", end="", file=sys.stderr)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RequestError("Nothing was done.")


def _wait(project: Project, job: Job, *, quiet: bool = False) -> Job:
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


def _submitted(job: Job, options: Namespace) -> int:
    if options.json:
        print_json(output.job_document(job))
    else:
        show(f"Job {job.id} was submitted; 'autotag jobs {options.project}' shows how far it is.")
    return 0


def _ended_badly(job: Job, options: Namespace) -> int:
    if options.json:
        print_json(output.job_document(job))
    reason = job.error or f"The job {job.id} was {job.state}."
    show(f"autotag: {reason}", file=sys.stderr)
    return 1


def _decided(decided: bulk.Decided, what: str, options: Namespace) -> int:
    if options.json:
        print_json(decided)
    else:
        would = "would be " if options.dry_run else ""
        show(f"{counted(decided.spans, 'suggestion')} {would}{what} in {counted(decided.files, 'file')}.")
    for failure in decided.failures:
        show(f"autotag: {failure.name} was left as it is: {failure.reason}", file=sys.stderr)
    if decided.failures and decided.step:
        undo = f"'autotag restore {options.project} {decided.step}' takes them back"
        show(f"autotag: {counted(decided.files, 'file')} were changed; {undo}.", file=sys.stderr)
    return 1 if decided.failures else 0


def _which(options: Namespace) -> bulk.Which:
    for score in (options.min_score, options.max_score):
        if score is not None and not 0 <= score <= 1:
            raise RequestError(f"A score is a number from 0 to 1, not {score:g}.")
    return bulk.Which(tuple(options.entity), tuple(options.text), options.min_score, options.max_score)
