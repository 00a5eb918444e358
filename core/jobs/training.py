"""What a training job does."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.domain.models.division import divide
from core.domain.models.model import Model
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Files
from core.domain.project.jobs import FileFailure, Job
from core.domain.tagging.known import ALL
from core.domain.text.spans import position
from core.errors import AutotagError
from core.jobs.reporting import Reporter
from core.jobs.with_guesses import read_guesses
from core.learning.training.examples import Example
from core.learning.training.training import train
from core.store.folders import ProjectFolder
from core.store.index import scan
from core.store.models import drop_partial, keep_model, partial_model
from core.store.states import StateStore
from core.store.steps import big_step
from core.store.taggings import FileRecord, change_record, load_record
from core.store.texts import read_document
from core.store.user import author


def run_training(folder: ProjectFolder, job: Job, spec: TrainingSpec, reporter: Reporter) -> None:
    """Trains a model on the tagged files; once it is kept, deletes every suggestion that was not accepted.

    Raises:
        Cancelled: the user asked to stop; nothing was deleted.
        AutotagError: it could not be done; nothing was deleted.
    """
    reporter.report(stage="Reading the tagged files", progress=0.0)
    *_, files = scan(folder, author())
    training, testing = divide(files, spec)
    try:
        model = _trained(folder, spec, training, testing, partial_model(folder, job.id), reporter)
        reporter.commit()  # the last moment to cancel
        keep_model(folder, model, job.id)
    finally:
        drop_partial(folder, job.id)
    failures = delete_suggestions(folder, files, f"training the model {spec.model}")
    reporter.report(failures=failures)
    reporter.flush()


def delete_suggestions(folder: ProjectFolder, files: Files, what: str) -> tuple[FileFailure, ...]:
    """Deletes all suggestions of these files; they are kept for a while, to be brought back.

    Args:
        folder: the project.
        files: where.
        what: the step that deletes them, in words.

    Returns:
        The files that keep theirs, and why.

    Raises:
        StorageError: the step could not be noted.
    """
    failures = []
    with big_step(folder, what, author()) as step:
        for name in files.auto_tagged().names:
            try:
                change_record(folder, read_document(folder, name), FileRecord.without_suggestions, step)
            except AutotagError as error:
                failures.append(FileFailure(name, str(error)))
    return tuple(failures)


def _trained(
    folder: ProjectFolder,
    spec: TrainingSpec,
    training: list[str],
    testing: list[str],
    target: Path,
    reporter: Reporter,
) -> Model:
    learned, measured = _examples(folder, training, spec), _examples(folder, testing, spec)
    guesses = None
    if spec.guesser:
        texts = {example.name: example.text for example in (*learned, *measured)}
        guesses = read_guesses(folder, spec.guesser, texts, reporter)
    steps = train(spec, learned, measured, target, guesses, StateStore(folder))
    with closing(steps):  # a training that is left must not go on in the background
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                model: Model = end.value
                return model
            reporter.report(stage=progress.stage, progress=progress.done)


def _examples(folder: ProjectFolder, names: list[str], spec: TrainingSpec) -> list[Example]:
    examples = []
    for name in names:
        document = read_document(folder, name)
        record = load_record(folder, document)
        spans = tuple(tag.span for tag in record.tagging.tags)
        rejected = tuple(sorted(record.tagging.rejected, key=position))
        known = ALL if spec.undecided else record.known(document.text)
        examples.append(Example(name, document.text, spans, rejected, known))
    return examples
