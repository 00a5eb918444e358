"""Autotagging: what a job would take, and submitting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.project.documents import Files
from core.domain.project.guessers import GUESS, guesser_name
from core.domain.project.jobs import AutotagSpec, Job
from core.domain.project.quota import Quota
from core.domain.wording import counted
from core.errors import NotFoundError, QuotaError, RequestError, StorageError
from core.jobs.submission import new_job_id, submit
from core.services.jobs import guessers
from core.services.project.files import list_files, named_files
from core.services.project.projects import Project
from core.store import models
from core.store.disk.clock import this_month
from core.store.project import resource
from core.store.project.projects import load_schema


@dataclass(frozen=True, slots=True)
class AutotagPlan:
    """What a job would take.

    Attributes:
        files: number of files.
        records: their text records.
        quota: limit and use of this month.
        reading: what a guesser would read for it, and where, in a sentence; empty if it needs none.
        problem: why the job would be refused, in a sentence; empty if it would not.
    """

    files: int
    records: int
    quota: Quota
    reading: str = ""
    problem: str = ""


def plan_autotag(project: Project, spec: AutotagSpec) -> AutotagPlan:
    """Return how many text records the job would take, and whether it may be submitted.

    Raises:
        RequestError: the specification names something that is not there, or nothing at all.
        StorageError: the project or the resource cannot be read.
    """
    chosen = _checked(project, spec)
    quota = resource.load_quota(this_month())
    plan = AutotagPlan(len(chosen), chosen.records, quota, _reading(project, spec, chosen))
    try:
        quota.check(chosen.records)
    except QuotaError as error:
        return replace(plan, problem=str(error))
    return plan


def start_autotag(project: Project, spec: AutotagSpec) -> Job:
    """Reserve the text records of an autotag job, and submit it.

    Raises:
        RequestError: the specification names something that is not there, or nothing at all.
        QuotaError: fewer text records are left this month than it needs.
        StorageError: the project or the resource cannot be read or written.
    """
    if spec.cluster:
        spec.cluster.check()
        if name := guesser_name(spec.model):
            raise RequestError(f"The guesser {name!r} is asked from this machine, not on a cluster.")
    check_guesser(project, spec)
    job_id = new_job_id()
    chosen = _checked(project, spec)
    resource.reserve(resource.Use(this_month(), job_id, str(project.folder), chosen.records))
    try:
        return submit(project.paths, job_id, spec)
    except StorageError:
        resource.settle(job_id, 0)
        raise


def check_guesser(project: Project, spec: AutotagSpec) -> None:
    """Check that texts may go to the guesser that a job needs, if it needs one.

    Raises:
        NotFoundError: there is no such guesser.
        RequestError: its host was not agreed to.
    """
    if name := guesser_of(project, spec):
        guessers.check_ready(project, GUESS + name)


def guesser_of(project: Project, spec: AutotagSpec) -> str:
    """Return the name of the guesser that reads the files of a job; empty if none does.

    Raises:
        NotFoundError: there is no such model.
        StorageError: the model's file is damaged.
    """
    if name := guesser_name(spec.model):
        return name
    if spec.after or spec.without_guesses:
        return ""
    return models.load_model(project.paths, spec.model).guesser


def _reading(project: Project, spec: AutotagSpec, chosen: Files) -> str:
    name = guesser_of(project, spec)
    if not name:
        return ""
    where = guessers.where_it_runs(guessers.get_guesser(project, name))
    characters = sum(entry.characters for entry in chosen)
    return f"{name} reads {counted(len(chosen), 'file')} with {characters:,} characters {where}"


def usable_entities(project: Project, model: str) -> list[str]:
    """Return entities that a model has learned and that the project still has, in the project's order.

    Raises:
        NotFoundError: there is no such model.
        StorageError: the project cannot be read.
    """
    if name := guesser_name(model):
        guessers.get_guesser(project, name)
        return load_schema(project.paths).names
    learned = models.load_model(project.paths, model).entities
    return [name for name in load_schema(project.paths).names if name in learned]


def _checked(project: Project, spec: AutotagSpec) -> Files:
    """Return the files to tag, if the specification can be carried out."""
    usable = usable_entities(project, spec.model)
    if missing := next((entity for entity in (*spec.entities, *spec.thresholds) if entity not in usable), ""):
        raise NotFoundError(
            f"The model {spec.model!r} does not know the entity {missing!r}; it knows: {', '.join(usable) or 'none'}."
        )
    if not spec.entities:
        raise RequestError("No entity is chosen; choose at least one.")
    scores = [*spec.thresholds.values(), *([] if spec.min_score is None else [spec.min_score])]
    if odd := next((score for score in scores if not 0 <= score <= 1), None):
        raise RequestError(f"The lowest score is a number from 0 to 1, not {odd:g}.")
    return _files(project, spec.files)


def _files(project: Project, names: Sequence[str]) -> Files:
    if not names:
        raise RequestError("No file is chosen; choose at least one.")
    files = named_files(list_files(project), names)
    if unusable := next((entry for entry in files if entry.problem), None):
        raise RequestError(f"A chosen file cannot be used: {unusable.problem}")
    return files
