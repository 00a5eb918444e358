"""Training a model: what there is to learn from, and submitting the job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from core.domain.models.model import TagCounts
from core.domain.models.splits import Dataset, Split, SplitKind, default_kind
from core.domain.models.training import ANY_LANGUAGE, TrainingSpec
from core.domain.project.documents import Files
from core.domain.project.jobs import Job, JobKind
from core.domain.project.schema import check_model_name
from core.domain.wording import counted
from core.errors import RequestError
from core.jobs.states import current_jobs
from core.jobs.submission import new_job_id, submit
from core.learning.pipeline.installed import installed_pipelines
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store import models
from core.store.projects import load_settings

FEWEST_FILES = 2
"""One file to learn from and one to measure on is the least that gives a figure."""


@dataclass(frozen=True)
class TrainingPlan:
    """What a screen or a command must know before it offers to train.

    Attributes:
        tagged: number of tagged files to learn from.
        marked_testing: how many of them are in the testing set.
        tags: per entity, what there is to learn from in them.
        undecided: number of tagged files in which something is left to decide.
        learns_undecided: whether these are among those to learn from.
        unsaved: number of files with decisions that are not saved, of which nothing is learned.
        suggestions: number of suggestions that a successful training deletes.
        split: the split that suits.
        bases: installed spaCy pipelines.
        models: names that are taken.
        problem: why nothing can be trained now, in a sentence; empty if something can.
    """

    tagged: int
    undecided: int
    learns_undecided: bool
    unsaved: int
    marked_testing: int
    tags: Mapping[str, TagCounts]
    suggestions: int
    split: Split
    bases: tuple[str, ...]
    models: tuple[str, ...]
    problem: str = ""

    @property
    def caution(self) -> str:
        """What to know before training, in a sentence; empty if nothing speaks against it."""
        sentences = []
        if self.undecided:
            those = counted(self.undecided, "tagged file")
            what = "what is bare there is learned as no entity" if self.learns_undecided else "left out of the training"
            sentences.append(f"In {those} something is left to decide: {what}.")
        if self.unsaved:
            sentences.append(f"Decisions in {counted(self.unsaved, 'file')} are not saved, and not learned from.")
        return " ".join(sentences)

    @property
    def free_name(self) -> str:
        """A name for a new model that none has yet."""
        return next(name for number in range(1, len(self.models) + 2) if (name := f"model-{number}") not in self.models)


def plan_training(project: Project, *, undecided: bool = False) -> TrainingPlan:
    """What there is to train on.

    Args:
        project: where.
        undecided: learn from tagged files in which something is left to decide too.

    Raises:
        StorageError: the project cannot be read.
    """
    files = list_files(project)
    all_tagged = files.usable().tagged()
    tagged = all_tagged if undecided else files.decided()
    return TrainingPlan(
        tagged=len(tagged),
        undecided=len(all_tagged.undecided()),
        learns_undecided=undecided,
        unsaved=len(files.unsaved()),
        marked_testing=len(tagged.in_dataset(Dataset.TESTING)),
        tags=_tag_counts(tagged),
        suggestions=files.suggestion_count,
        split=Split(default_kind(len(tagged))),
        bases=tuple(installed_pipelines()),
        models=tuple(models.model_names(project.paths)),
        problem=_problem(tagged, all_tagged),
    )


def start_training(project: Project, spec: TrainingSpec, *, overwrite: bool = False) -> Job:
    """Submits a training job. When it succeeds, all suggestions that were not accepted are deleted.

    A language that is not said is the project's.

    Raises:
        RequestError: the name is not allowed, or taken and `overwrite` is false; there is too little to learn
            from; the base is not installed; the budget or the split does not fit; the same name is in training already.
        StorageError: the project cannot be read or written.
    """
    check_training(project, spec)
    if not overwrite:
        models.check_free(project.paths, spec.model)
    if spec.language == ANY_LANGUAGE:
        spec = replace(spec, language=load_settings(project.paths).language)
    return submit(project.paths, new_job_id(), spec)


def check_training(project: Project, spec: TrainingSpec) -> TrainingPlan:
    """Looks whether a training can be; gives what there is to train on.

    Raises:
        RequestError: as `start_training` does, but for a name that is taken.
        StorageError: the project cannot be read.
    """
    plan = plan_training(project, undecided=spec.undecided)
    check_model_name(spec.model)
    if plan.problem:
        raise RequestError(plan.problem)
    if spec.base and spec.base not in plan.bases:
        known = ", ".join(plan.bases) or "none; install one with 'python -m spacy download'"
        raise RequestError(f"The pipeline {spec.base!r} is not installed; installed are: {known}.")
    if not 0 < spec.budget < inf:
        raise RequestError(f"The time to choose is a number of seconds above 0, not {spec.budget}.")
    _check_split(spec.split, plan)
    for job in current_jobs(project.paths):
        if job.kind is JobKind.TRAINING and job.state.is_active and job.spec.model == spec.model:
            raise RequestError(f"A training of {spec.model!r} is {job.state} already; wait for it, or cancel it.")
    return plan


def _check_split(split: Split, plan: TrainingPlan) -> None:
    if split.kind is SplitKind.AUTO:
        if not 1 <= split.test_share <= 99:
            raise RequestError(f"The test share is a percentage from 1 to 99, not {split.test_share}.")
        if plan.tagged - plan.marked_testing < FEWEST_FILES:
            raise RequestError("The automatic split needs two tagged files in the training set; mark fewer as testing.")
    if split.kind is SplitKind.MANUAL:
        if not plan.marked_testing:
            raise RequestError("The manual split needs tagged files in the testing set; none is marked as such.")
        if plan.marked_testing == plan.tagged:
            raise RequestError("All tagged files are in the testing set; put some into the training set.")


def _problem(tagged: Files, all_tagged: Files) -> str:
    if not all_tagged.tag_count:
        return "There are no saved tags to learn from; tag a few files and save them first."
    if len(tagged) < FEWEST_FILES <= len(all_tagged) or not tagged.tag_count:
        return (
            f"In {counted(len(all_tagged.undecided()), 'tagged file')} something is left to decide, and too few others "
            "are tagged; review those first, or let the training learn from undecided files too."
        )
    if len(tagged) < FEWEST_FILES:
        return "Only one file is tagged; tag at least one more, so that there is something to measure the model on."
    return ""


def _tag_counts(tagged: Files) -> dict[str, TagCounts]:
    in_files = Counter(entity for entry in tagged for entity in entry.tags)
    return {entity: TagCounts(tags, in_files[entity]) for entity, tags in sorted(tagged.tags.items())}
