"""What an autotag job does."""

from __future__ import annotations

import os

from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, FileFailure, Job, JobState
from core.errors import AutotagError, WorkError
from core.jobs.reporting import Reporter
from core.jobs.suggesting import Tally, suggest, texts_to_do
from core.jobs.with_guesses import ReadAhead
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.store.folders import ProjectFolder
from core.store.jobs import load_job
from core.store.models import load_model, pipeline_folder
from core.store.states import StateStore

_MANY = 50
"""Files from which on it pays to use all cores."""


def run_autotag(folder: ProjectFolder, job: Job, spec: AutotagSpec, reporter: Reporter) -> None:
    """Suggest spans in the files of the job that are not done yet; report files that cannot be done.

    Raises:
        Cancelled: the user asked to stop; the files done so far keep their suggestions.
        AutotagError: the model was not trained, or does not load, or its guesser or encoder cannot be reached, or the
            job's own file cannot be written.
    """
    _require_trained(folder, spec)
    reporter.report(stage="Loading the model")
    encoding = Encoding(StateStore(folder), optional=spec.without_guesses)
    recognizer = Recognizer.load(pipeline_folder(folder, spec.model), encoding)
    if recognizer.without:
        reporter.report(note=f"Without the encoder of the model: {recognizer.without}")
    tally = Tally(len(spec.files))
    # A resumed job has counted what it suppressed in the files that it need not do again.
    tally.suppressed = job.suppressed
    waiting: dict[str, Document] = {}
    texts = texts_to_do(folder, job.id, spec, tally, waiting)
    guesses = None
    if name := load_model(folder, spec.model).guesser:
        ahead = ReadAhead(folder, job, name, optional=spec.without_guesses, tally=tally, reporter=reporter)
        texts, guesses = ahead.texts(texts, waiting), ahead.guesses
    processes = (os.cpu_count() or 1) if len(spec.files) >= _MANY else 1
    for name, spans in recognizer.predict(
        texts, guesses, entities=spec.entities, lowest=spec.min_score, thresholds=spec.thresholds, processes=processes
    ):
        document = waiting.pop(name)
        try:
            suggested, suppressed = suggest(folder, document, spans, job.id, spec.model)
        except AutotagError as error:
            tally.failures.append(FileFailure(name, str(error)))
        else:
            tally.add(document.records, suggested, suppressed)
        reporter.report(**tally.fields())
    reporter.report(**tally.fields())
    reporter.flush()


def _require_trained(folder: ProjectFolder, spec: AutotagSpec) -> None:
    """The training that the job was to wait for has run before it, since jobs run in the order of submission.

    Raises:
        WorkError: it did not succeed.
    """
    if spec.after and (state := load_job(folder, spec.after).state) is not JobState.SUCCEEDED:
        raise WorkError(
            f"Nothing was tagged, since the training of {spec.model!r} did not succeed ({state}); resume that first."
        )
