"""Training jobs: learn from the tagged files, keep the model, delete open suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from core.domain.models.division import divide
from core.domain.models.model import Model
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Document, Files
from core.domain.project.jobs import FileFailure, Job
from core.domain.tagging.known import ALL, all_but
from core.domain.team.majority import Majority
from core.domain.text.spans import position
from core.errors import AutotagError
from core.jobs.reporting import Reporter
from core.jobs.with_guesses import read_guesses
from core.learning.training.background import RunAll, run_all
from core.learning.training.examples import Example
from core.learning.training.training import train
from core.store.caches.states import StateStore
from core.store.disk.folders import ProjectFolder
from core.store.models import drop_partial, keep_model, partial_model
from core.store.steps.journal import big_step
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_record
from core.store.team.presence import who_has_open
from core.store.team.versions import load_majorities
from core.store.texts.finding import read_document
from core.store.texts.index import scan
from core.store.user import author


def run_training(folder: ProjectFolder, job: Job, spec: TrainingSpec, reporter: Reporter) -> None:
    """Train a model on the tagged files, keep it, then delete every suggestion that nobody accepted.

    Raises:
        Cancelled: the user cancelled the job; no suggestion was deleted.
        AutotagError: the training failed; no suggestion was deleted.
    """
    reporter.report(stage="Reading the tagged files", progress=0.0)
    *_, listed = scan(folder, author())
    files = listed.settled()
    training, testing = divide(files, spec)
    learned = _examples(folder, training, spec)
    learned += [_by_majority(document, found) for document, found in load_majorities(folder, listed)]
    measured = _examples(folder, testing, spec)
    try:
        model = _trained(folder, spec, learned, measured, partial_model(folder, job.id), reporter)
        reporter.commit()
        keep_model(folder, model, job.id)
    finally:
        drop_partial(folder, job.id)
    failures = delete_suggestions(folder, files, f"training the model {spec.model}")
    reporter.report(failures=failures)
    reporter.flush()


def delete_suggestions(folder: ProjectFolder, files: Files, what: str) -> tuple[FileFailure, ...]:
    """Delete all suggestions of some files. `restore` can bring them back for a while.

    If somebody has a file open, its suggestions are deleted when they leave it.

    Args:
        folder: the project.
        files: their entries.
        what: name of the step, for the list of steps that can be taken back.

    Returns:
        The files that keep their suggestions, with the reasons.

    Raises:
        StorageError: the step could not be recorded, so nothing was deleted.
    """
    failures = []
    with big_step(folder, what, author()) as step:
        for name in files.auto_tagged().names:
            try:
                document = read_document(folder, name)
                if who_has_open(folder, name):
                    change_record(folder, document, lambda record: replace(record, outdated=True), step)
                else:
                    change_record(folder, document, FileRecord.without_suggestions, step)
            except AutotagError as error:
                failures.append(FileFailure(name, str(error)))
    return tuple(failures)


def _trained(
    folder: ProjectFolder,
    spec: TrainingSpec,
    learned: list[Example],
    measured: list[Example],
    target: Path,
    reporter: Reporter,
) -> Model:
    guesses = None
    if spec.guesser:
        texts = {example.name: example.text for example in (*learned, *measured)}
        guesses = read_guesses(folder, spec.guesser, texts, reporter)
    with _runner(spec, reporter) as run:
        steps = train(spec, learned, measured, target, guesses, StateStore(folder), run)
        with closing(steps):  # so that training stops after a cancellation
            while True:
                try:
                    progress = next(steps)
                except StopIteration as end:
                    model: Model = end.value
                    return model
                reporter.report(stage=progress.stage, progress=progress.done)


@contextmanager
def _runner(spec: TrainingSpec, reporter: Reporter) -> Iterator[RunAll]:
    """Run steps where the training wants them: on this machine, or on a cluster."""
    if spec.cluster is None:
        yield run_all
        return
    from core.learning.cluster.client import connected  # imported late: few trainings need a cluster
    from core.learning.cluster.steps import ClusterSteps

    def tell(sentence: str) -> None:
        reporter.report(stage=sentence)

    tell(f"Connecting to {spec.cluster.name}")
    with connected(spec.cluster, tell) as client:
        yield ClusterSteps(client, tell)


def _examples(folder: ProjectFolder, names: list[str], spec: TrainingSpec) -> list[Example]:
    examples = []
    for name in names:
        document = read_document(folder, name)
        record = load_record(folder, document)
        spans = tuple(tag.span for tag in record.tagging.tags)
        rejected = tuple(sorted(record.tagging.rejected, key=position))
        known = ALL if spec.undecided and spans else record.known(document.text)
        examples.append(Example(name, document.text, spans, rejected, known))
    return examples


def _by_majority(document: Document, found: Majority) -> Example:
    known = all_but(document.text, found.contested)
    rejected = tuple(sorted(found.rejected, key=position))
    return Example(document.name, document.text, tuple(found.spans), rejected, known, by_majority=True)
