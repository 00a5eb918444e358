"""Plan a training, and submit it as a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from core.domain.models.division import count_tags, distribution
from core.domain.models.model import Recipe, TagCounts
from core.domain.models.splits import CROSS_BELOW, Dataset, Split, SplitKind, default_kind
from core.domain.models.training import ANY_LANGUAGE, DEFAULT_BUDGET, ENCODER, TrainingSpec
from core.domain.project.documents import Files
from core.domain.project.guessers import GUESS
from core.domain.project.jobs import Job, JobKind
from core.domain.project.schema import check_model_name
from core.domain.wording import counted
from core.errors import RequestError
from core.jobs.states import current_jobs
from core.jobs.submission import new_job_id, submit
from core.learning.encoders.folder import check_encoder
from core.learning.pipeline.installed import installed_pipelines
from core.services.jobs import guessers
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.training.under_way import under_way
from core.store import models
from core.store.project.projects import load_settings
from core.store.team.versions import load_majorities

FEWEST_FILES = 2
"""One file to learn from and one to measure on is the least that gives a figure."""


@dataclass(frozen=True)
class TrainingPlan:
    """The data for a training, and the choices that the user has.

    Attributes:
        tagged: number of tagged files, all of which are learned from.
        partly_decided: number of files with decisions in which something is left to decide.
        undecided: untagged text in these is learned as "no entity"; otherwise only the words around decisions are.
        unsaved: number of files with unsaved decisions, from which nothing is learned.
        blind: number of files from which nothing is learned since they are tagged blindly and not adjudicated.
        by_majority: number of files not adjudicated from which is learned what most of their annotators agree on;
            no other figure counts them.
        marked_testing: number of tagged files in the testing set.
        files: those that can be learned from.
        tags: per entity, the number of tags to learn from.
        suggestions: number of suggestions that a successful training deletes.
        under_way: sentences about the work of people in files with such suggestions; may be empty.
        split: the split that suits this number of files.
        held_out_from: number of files from which the automatic split can hold out some.
        bases: installed spaCy pipelines, and guessers as `guess:NAME`.
        models: names that are taken.
        problem: a sentence that says why training is not possible now; empty if it is.
    """

    tagged: int
    partly_decided: int
    undecided: bool
    unsaved: int
    blind: int
    by_majority: int
    marked_testing: int
    files: Files
    tags: Mapping[str, TagCounts]
    suggestions: int
    split: Split
    held_out_from: int
    bases: tuple[str, ...]
    models: tuple[str, ...]
    problem: str = ""
    under_way: str = ""

    @property
    def deletion(self) -> str:
        """What a successful training deletes, in a sentence or two; empty if it deletes nothing."""
        if not self.suggestions:
            return ""
        deleted = f"{counted(self.suggestions, 'suggestion')} not accepted"
        return f"When the training succeeds, {deleted} are deleted. {self.under_way}".rstrip()

    @property
    def caution(self) -> str:
        """What to consider before training, in a sentence or two; may be empty."""
        sentences = []
        if self.partly_decided:
            files = counted(self.partly_decided, "partly decided file")
            learned = (
                "untagged text there is learned as no entity"
                if self.undecided
                else "tags, rejections, and the words next to them are learned, the rest is not"
            )
            sentences.append(f"{files}: {learned}.")
        if self.unsaved:
            sentences.append(f"Decisions in {counted(self.unsaved, 'file')} are not saved, so they are not learned.")
        if self.blind:
            files = counted(self.blind, "file")
            sentences.append(f"{files} being tagged blindly: not learned until adjudicated.")
        if self.by_majority:
            files = counted(self.by_majority, "file")
            sentences.append(f"{files} not adjudicated: learned by majority, but not measured on.")
        return " ".join(sentences)

    def distribution(self, spec: TrainingSpec) -> Mapping[str, tuple[TagCounts, TagCounts]]:
        """Return the tags of each entity in the files to learn from, and in those to measure on."""
        return distribution(self.files, spec)

    @property
    def is_quick(self) -> bool:
        """Whether the next training should be quick: it makes the project's first model, from few files."""
        return not self.models and self.tagged < CROSS_BELOW

    @property
    def free_name(self) -> str:
        """A name that no model has yet."""
        return next(name for number in range(1, len(self.models) + 2) if (name := f"model-{number}") not in self.models)


def plan_training(project: Project, *, undecided: bool = False) -> TrainingPlan:
    """Find the data for a training.

    Args:
        project: the project.
        undecided: learn untagged text in partly decided files as "no entity".

    Raises:
        StorageError: the project cannot be read.
    """
    listed = list_files(project)
    files = listed.settled()
    by_majority = len(load_majorities(project.paths, listed))
    learned = files.with_decisions()
    tagged = learned.tagged()
    whole = tagged if undecided else tagged.decided()
    return TrainingPlan(
        tagged=len(tagged),
        partly_decided=len(learned.partly_decided()),
        undecided=undecided,
        unsaved=len(files.unsaved()),
        blind=len(listed) - len(files) - by_majority,
        by_majority=by_majority,
        marked_testing=len(tagged.in_dataset(Dataset.TESTING)),
        files=learned,
        tags=count_tags(tagged),
        suggestions=files.suggestion_count,
        split=Split(default_kind(len(whole))),
        held_out_from=len(whole.in_dataset(Dataset.TRAINING)),
        bases=(*installed_pipelines(), *(f"{GUESS}{each.name}" for each in guessers.list_guessers(project))),
        models=tuple(models.model_names(project.paths)),
        problem=_problem(tagged),
        under_way=under_way(project, files.auto_tagged()),
    )


def start_training(
    project: Project, spec: TrainingSpec, *, overwrite: bool = False, plan: TrainingPlan | None = None
) -> Job:
    """Submit a training job. When it succeeds, it deletes all suggestions that were not accepted.

    Unless the specification names a language, the project's is used. A project's first training is quick if it has few
    files and the default budget.

    Args:
        project: the project.
        spec: the training.
        overwrite: replace a model of the same name.
        plan: as `plan_training` returned it a moment ago; without it the project is scanned.

    Raises:
        RequestError: the name is not allowed, or taken and `overwrite` is false; there is too little to learn
            from; the base is not installed or not there; the budget or the split does not fit; the same name is in
            training already.
        StorageError: the project cannot be read or written.
    """
    plan = check_training(project, spec, plan)
    if spec.encoder:  # the job has another working directory
        spec = replace(spec, base=f"{ENCODER}{Path(spec.encoder).expanduser().absolute()}")
    if not overwrite:
        models.check_free(project.paths, spec.model)
    if spec.language == ANY_LANGUAGE:
        spec = replace(spec, language=load_settings(project.paths).language)
    # A budget of the user's own is used up; a quick training would leave part of it.
    spec = replace(spec, quick=plan.is_quick and spec.budget == DEFAULT_BUDGET)
    return submit(project.paths, new_job_id(), spec)


def check_training(project: Project, spec: TrainingSpec, plan: TrainingPlan | None = None) -> TrainingPlan:
    """Check that a training is possible, and return its plan.

    Raises:
        RequestError: as `start_training` does, but for a name that is taken.
        StorageError: the project cannot be read.
    """
    plan = plan or plan_training(project, undecided=spec.undecided)
    check_model_name(spec.model)
    if plan.problem:
        raise RequestError(plan.problem)
    _check_base(project, spec, plan)
    if not 0 < spec.budget < inf:
        raise RequestError(f"The time to choose is a number of seconds above 0, not {spec.budget}.")
    _check_split(spec.split, plan)
    if spec.cluster:
        spec.cluster.check()
        if spec.recipe is Recipe.SPACY:
            raise RequestError(f"The recipe {Recipe.SPACY.value!r} learns in one process, not on a cluster.")
    for job in current_jobs(project.paths):
        if job.kind is JobKind.TRAINING and job.state.is_active and job.spec.model == spec.model:
            raise RequestError(f"A training of {spec.model!r} is {job.state} already; wait for it, or cancel it.")
    return plan


def _check_base(project: Project, spec: TrainingSpec, plan: TrainingPlan) -> None:
    if spec.guesser:
        guessers.check_ready(project, spec.base)
        if spec.recipe is not Recipe.FAST:
            raise RequestError(f"Only the recipe {Recipe.FAST.value!r} learns from guesses; choose it, or no guesser.")
    if spec.encoder:
        check_encoder(spec.encoder)
        if spec.recipe is not Recipe.FAST:
            raise RequestError(
                f"Only the recipe {Recipe.FAST.value!r} learns with an encoder; choose it, or no encoder."
            )
    if spec.pipeline and spec.pipeline not in plan.bases:
        known = ", ".join(plan.bases) or "none; install one with 'python -m spacy download'"
        raise RequestError(f"The pipeline {spec.base!r} is not installed; installed are: {known}.")


def _check_split(split: Split, plan: TrainingPlan) -> None:
    if split.kind is SplitKind.AUTO:
        if not 1 <= split.test_share <= 99:
            raise RequestError(f"The test share is a percentage from 1 to 99, not {split.test_share}.")
        if plan.held_out_from < FEWEST_FILES:
            raise RequestError(
                "The automatic split needs two files in the training set that are tagged and decided to the end."
            )
    if split.kind is SplitKind.MANUAL:
        if not plan.marked_testing:
            raise RequestError("The manual split needs tagged files in the testing set; none is marked as such.")
        if plan.marked_testing == plan.tagged:
            raise RequestError("All tagged files are in the testing set; put some into the training set.")


def _problem(tagged: Files) -> str:
    if not tagged.tag_count:
        return "There are no saved tags to learn from; tag a few files and save them first."
    if len(tagged) < FEWEST_FILES:
        return "Only one file is tagged; tag at least one more, so that there is something to measure the model on."
    return ""
