"""What an autotag job does."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, FileFailure, Job, JobState
from core.domain.text.spans import ScoredSpan
from core.errors import AutotagError, UnusableError, WorkError
from core.jobs.reporting import Reporter
from core.learning.pipeline.recognizer import Recognizer
from core.store.folders import ProjectFolder
from core.store.jobs import load_job
from core.store.models import pipeline_folder
from core.store.projects import load_schema
from core.store.taggings import FileRecord, change_record, load_record
from core.store.texts import read_document

_MANY = 50
"""Files from which on it pays to use all cores."""


class _Tally:
    """What the job has done so far; files done before an interruption count too."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = self.suggested = self.suppressed = self.records = 0
        self.failures: list[FileFailure] = []

    def add(self, records: int, suggested: int, suppressed: int) -> None:
        self.done += 1
        self.records += records
        self.suggested += suggested
        self.suppressed += suppressed

    def fields(self) -> dict[str, object]:
        handled = self.done + len(self.failures)
        return {
            "done": self.done,
            "suggested": self.suggested,
            "suppressed": self.suppressed,
            "records": self.records,
            "failures": tuple(self.failures),
            "progress": handled / self.total if self.total else 1.0,
            "stage": f"File {handled} of {self.total}",
        }


def run_autotag(folder: ProjectFolder, job: Job, spec: AutotagSpec, reporter: Reporter) -> None:
    """Suggests spans in the files of the job that are not done yet. A file that cannot be done is reported.

    Raises:
        Cancelled: the user asked to stop; the files done so far keep their suggestions.
        AutotagError: the model was not trained, or does not load, or the job's own file cannot be written.
    """
    _require_trained(folder, spec)
    reporter.report(stage="Loading the model")
    recognizer = Recognizer.load(pipeline_folder(folder, spec.model))
    tally = _Tally(len(spec.files))
    # A resumed job has counted what it suppressed in the files that it need not do again.
    tally.suppressed = job.suppressed
    waiting: dict[str, Document] = {}
    texts = _texts(folder, job.id, spec, tally, waiting)
    processes = (os.cpu_count() or 1) if len(spec.files) >= _MANY else 1
    for name, spans in recognizer.predict(
        texts, entities=spec.entities, lowest=spec.min_score, thresholds=spec.thresholds, processes=processes
    ):
        document = waiting.pop(name)
        try:
            suggested, suppressed = _suggest(folder, document, spans, job.id, spec.model)
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


def _texts(
    folder: ProjectFolder, job_id: str, spec: AutotagSpec, tally: _Tally, waiting: dict[str, Document]
) -> Iterator[tuple[str, str]]:
    """The texts still to do; those done are tallied, those that cannot be read are noted as failures."""
    for name in spec.files:
        try:
            document = read_document(folder, name)
            record = load_record(folder, document)
        except AutotagError as error:
            tally.failures.append(FileFailure(name, str(error)))
            continue
        if record.job == job_id:
            tally.add(document.records, len(record.tagging.suggestions), 0)
            continue
        waiting[name] = document
        yield name, document.text


def _suggest(
    folder: ProjectFolder, document: Document, spans: list[ScoredSpan], job_id: str, model: str
) -> tuple[int, int]:
    """Stores what was found in a file; gives how many suggestions were kept and how many suppressed.

    Raises:
        AutotagError: the text vanished or changed meanwhile, or nothing could be written.
    """
    if read_document(folder, document.name).hash != document.hash:
        raise UnusableError(f"{document.name!r} changed while the job was at it; run a job on it again.")
    counts = Counter[str]()
    schema = load_schema(folder)  # an entity may have been renamed or deleted since the job was submitted
    known = [span for span in spans if span.entity in schema]

    def proposed(record: FileRecord) -> FileRecord:
        tagging, counts["suppressed"] = record.tagging.proposed(known, job_id, model)
        counts["kept"] = len(tagging.suggestions)
        return replace(record, tagging=tagging, job=job_id)

    change_record(folder, document, proposed)
    return counts["kept"], counts["suppressed"]
