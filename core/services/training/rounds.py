"""A round: train on all tagged files, then let the new model tag the next few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.models.splits import SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.guessers import GUESS, guesser_name
from core.domain.project.jobs import AutotagSpec, Job, JobSpec, JobState
from core.errors import AutotagError, RequestError
from core.jobs.states import current_jobs
from core.jobs.submission import cancel, new_job_id, submit
from core.services.jobs.guessers import list_guessers
from core.services.project.entities import load_schema
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.training.training import TrainingPlan, plan_training, start_training
from core.store.disk.clock import this_month
from core.store.project import resource

FILES = 10
"""Files that a round tags: few, since each round makes the next one better."""


_ALL_DONE = "Every file is decided to the end: there is nothing left for a model to tag."


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The plan of a round.

    Attributes:
        training: specification of the training.
        entities: entities that the model will learn.
        files: names of the files to tag.
        records: text records of these files.
        deletion: what the training deletes, in a sentence or two; empty if it deletes nothing.
        caution: warning to show before training; may be empty.
        unsaved: number of files with unsaved decisions, from which nothing is learned.
        problem: a sentence that says why a round is not possible now; empty if it is.
        untagged: whether no file is tagged yet, so that only a first guess is possible.
    """

    training: TrainingSpec
    entities: tuple[str, ...]
    files: tuple[str, ...]
    records: int
    deletion: str
    caution: str
    unsaved: int = 0
    problem: str = ""
    untagged: bool = False

    @property
    def question(self) -> str:
        """The question to ask before the round; empty if it deletes no suggestion and leaves no decision out."""
        if self.problem or not (self.deletion or self.unsaved):
            return ""
        return f"{self.deletion} Train anyway?".lstrip()


def plan_round(project: Project, count: int = FILES) -> RoundPlan:
    """Plan a round: train with the settings of the last training, then tag the first undecided files.

    The training deletes suggestions that are still undecided, so the new model tags their files again.

    Args:
        project: the project.
        count: most files to tag.

    Raises:
        StorageError: the project cannot be read.
    """
    plan = plan_training(project)
    listed = list_files(project)
    chosen = listed.settled().undecided()[:count]
    return RoundPlan(
        training=_next_training(project, plan),
        entities=tuple(name for name in load_schema(project).names if listed.tags[name]),
        files=tuple(chosen.names),
        records=chosen.records,
        deletion=plan.deletion,
        caution=plan.caution,
        unsaved=plan.unsaved,
        problem=plan.problem or ("" if chosen else _ALL_DONE),
        untagged=not listed.tagged(),
    )


def start_round(project: Project, plan: RoundPlan) -> Job:
    """Submit the training, then the autotag job, and return the latter.

    Raises:
        RequestError: a round is not possible now.
        QuotaError: fewer text records are left this month than the files need.
        StorageError: the project or the resource cannot be read or written.
    """
    if plan.problem:
        raise RequestError(plan.problem)
    job_id = new_job_id()
    resource.reserve(resource.Use(this_month(), job_id, str(project.folder), plan.records))
    try:
        training = start_training(project, plan.training)
        spec = AutotagSpec(plan.training.model, plan.entities, plan.files, after=training.id)
        try:
            return submit(project.paths, job_id, spec)
        except AutotagError:
            cancel(project.paths, training.id)  # alone it would delete suggestions for nothing
            raise
    except AutotagError:
        resource.settle(job_id, 0)
        raise


def _next_training(project: Project, plan: TrainingPlan) -> TrainingSpec:
    """Return the last training's settings under a free name; keep its split only if it is manual."""
    done = [job.spec for job in current_jobs(project.paths) if job.state is JobState.SUCCEEDED]
    last = next((spec for spec in done if isinstance(spec, TrainingSpec)), None)
    if last is None:
        return TrainingSpec(plan.free_name, base=_first_guesser(project, done), split=plan.split)
    split = last.split if last.split.kind is SplitKind.MANUAL and plan.marked_testing else plan.split
    return replace(last, model=plan.free_name, split=split, cluster=None)


def _first_guesser(project: Project, done: Sequence[JobSpec]) -> str:
    """Return the base for the guesser of the latest first guess; empty if none, or if it was removed."""
    models = (spec.model for spec in done if isinstance(spec, AutotagSpec))
    base = next((model for model in models if guesser_name(model)), "")
    present = {f"{GUESS}{guesser.name}" for guesser in list_guessers(project)}
    return base if base in present else ""
