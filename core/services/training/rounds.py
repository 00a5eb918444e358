"""One round of the work: train on what is tagged by now, and let the new model tag the next few files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.models.splits import SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.guessers import GUESS, guesser_name
from core.domain.project.jobs import AutotagSpec, Job, JobSpec, JobState
from core.domain.wording import counted
from core.errors import AutotagError, RequestError
from core.jobs.states import current_jobs
from core.jobs.submission import cancel, new_job_id, submit
from core.services.jobs.guessers import list_guessers
from core.services.project.entities import load_schema
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.training.training import TrainingPlan, plan_training, start_training
from core.store import resource
from core.store.clock import this_month

FILES = 10
"""Files that a round tags: few, since each round makes the next one better."""


_ALL_DONE = "Every file is decided to the end: there is nothing left for a model to tag."


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a round would do.

    Attributes:
        training: of the new model.
        entities: that it will know.
        files: names of the files that it would tag.
        records: their text records.
        suggestions: number of suggestions that the training deletes.
        caution: what to know before training; empty if nothing speaks against it.
        problem: why there can be no round now, in a sentence; empty if there can.
        untagged: nothing is tagged yet, so that a first guess is all that can be made.
    """

    training: TrainingSpec
    entities: tuple[str, ...]
    files: tuple[str, ...]
    records: int
    suggestions: int
    caution: str
    problem: str = ""
    untagged: bool = False

    @property
    def question(self) -> str:
        """Asks before suggestions are deleted."""
        return f"Training deletes {counted(self.suggestions, 'suggestion')} not accepted. Train all the same?"


def plan_round(project: Project, count: int = FILES) -> RoundPlan:
    """What a round would do: the recipe of the last training, and the first files that are not decided to the end.

    Suggestions that are left in files go with the training; so the new model looks at those files again.

    Args:
        project: where.
        count: number of files to tag; fewer if fewer are left.

    Raises:
        StorageError: the project cannot be read.
    """
    plan = plan_training(project)
    listed = list_files(project)
    chosen = listed.undecided()[:count]
    return RoundPlan(
        training=_next_training(project, plan),
        entities=tuple(name for name in load_schema(project).names if listed.tags[name]),
        files=tuple(chosen.names),
        records=chosen.records,
        suggestions=plan.suggestions,
        caution=plan.caution,
        problem=plan.problem or ("" if chosen else _ALL_DONE),
        untagged=not listed.tagged(),
    )


def start_round(project: Project, plan: RoundPlan) -> Job:
    """Submits the training, and behind it the autotag job, which is given; both go on without the terminal.

    Raises:
        RequestError: there can be no round now.
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
    """What was trained last, under the next free name; a split by marked files stays, another one suits the files."""
    done = [job.spec for job in current_jobs(project.paths) if job.state is JobState.SUCCEEDED]
    last = next((spec for spec in done if isinstance(spec, TrainingSpec)), None)
    if last is None:
        return TrainingSpec(plan.free_name, base=_first_guesser(project, done), split=plan.split)
    split = last.split if last.split.kind is SplitKind.MANUAL and plan.marked_testing else plan.split
    return replace(last, model=plan.free_name, split=split)


def _first_guesser(project: Project, done: Sequence[JobSpec]) -> str:
    """The guesser, as a base, that made the latest first guess; empty if none did, or it is not there any more."""
    models = (spec.model for spec in done if isinstance(spec, AutotagSpec))
    base = next((model for model in models if guesser_name(model)), "")
    present = {f"{GUESS}{guesser.name}" for guesser in list_guessers(project)}
    return base if base in present else ""
