"""Autotag jobs with a model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, FileFailure, Job, JobState
from core.domain.text.spans import ScoredSpan
from core.errors import AutotagError, WorkError
from core.jobs.reporting import Reporter
from core.jobs.suggesting import Tally, suggest, texts_to_do
from core.jobs.with_guesses import ReadAhead
from core.learning.pipeline.digest import pipeline_digest
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.store.caches.states import StateStore
from core.store.disk.folders import ProjectFolder
from core.store.jobs import load_job
from core.store.models import load_model, pipeline_folder

Predict = Callable[..., Iterator[tuple[str, list[ScoredSpan]]]]
"""A function like `Recognizer.predict`; on a cluster, one that runs it there."""

_MANY = 50
"""Number of files from which a job uses all cores. For fewer, starting the processes costs more time than they save."""


def run_autotag(folder: ProjectFolder, job: Job, spec: AutotagSpec, reporter: Reporter) -> None:
    """Let a model suggest spans in the job's remaining files. Record files that fail.

    Raises:
        Cancelled: the user cancelled the job; finished files keep their suggestions.
        AutotagError: the model does not exist or does not load, its guesser or encoder cannot be reached, or the job's
            file cannot be written.
    """
    _require_trained(folder, spec)
    tally = Tally(len(spec.files))
    waiting: dict[str, Document] = {}
    texts = texts_to_do(folder, job.id, spec, tally, waiting)
    guesses = None
    if name := load_model(folder, spec.model).guesser:
        ahead = ReadAhead(folder, job, name, optional=spec.without_guesses, tally=tally, reporter=reporter)
        texts, guesses = ahead.texts(texts, waiting), ahead.guesses
    with _predictor(folder, spec, reporter) as predict:
        for name, spans in predict(
            texts, guesses, entities=spec.entities, lowest=spec.min_score, thresholds=spec.thresholds
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


@contextmanager
def _predictor(folder: ProjectFolder, spec: AutotagSpec, reporter: Reporter) -> Iterator[Predict]:
    """Load the model where the job wants it: on this machine, or on a cluster."""

    def note(reason: str) -> None:
        reporter.report(note=f"Without the encoder of the model: {reason}")

    pipeline = pipeline_folder(folder, spec.model)
    if spec.cluster is None:
        reporter.report(stage="Loading the model")
        recognizer = Recognizer.load(pipeline, Encoding(StateStore(folder), optional=spec.without_guesses))
        if recognizer.without:
            note(recognizer.without)
        yield partial(recognizer.predict, processes=(os.cpu_count() or 1) if len(spec.files) >= _MANY else 1)
        return
    from core.learning.cluster.client import connected  # imported late: few jobs need a cluster
    from core.learning.cluster.recognizer import ClusterRecognizer

    def tell(sentence: str) -> None:
        reporter.report(stage=sentence)

    tell(f"Connecting to {spec.cluster.name}")
    with connected(spec.cluster, tell) as client:
        yield ClusterRecognizer(
            client, pipeline, pipeline_digest(pipeline), optional=spec.without_guesses, tell=tell, tell_without=note
        ).predict


def _require_trained(folder: ProjectFolder, spec: AutotagSpec) -> None:
    """Check that the training that the job depends on succeeded. It has ended, since jobs run in order.

    Raises:
        WorkError: it failed or was cancelled.
    """
    if spec.after and (state := load_job(folder, spec.after).state) is not JobState.SUCCEEDED:
        raise WorkError(
            f"Nothing was tagged, since the training of {spec.model!r} did not succeed ({state}); resume that first."
        )
