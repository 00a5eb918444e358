"""Shared by all autotag jobs: find the remaining texts, store suggestions, count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, FileFailure
from core.domain.text.spans import ScoredSpan
from core.errors import AutotagError, UnusableError
from core.store.disk.folders import ProjectFolder
from core.store.project.projects import load_schema
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document


class Tally:
    """Counts of a job so far, including files done before an interruption."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = self.suggested = self.suppressed = self.records = 0
        self.failures: list[FileFailure] = []

    def add(self, records: int, suggested: int, suppressed: int) -> None:
        """Count a file that was done."""
        self.done += 1
        self.records += records
        self.suggested += suggested
        self.suppressed += suppressed

    def fields(self) -> dict[str, object]:
        """Return the counts as fields of the job."""
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


def texts_to_do(
    folder: ProjectFolder, job_id: str, spec: AutotagSpec, tally: Tally, waiting: dict[str, Document]
) -> Iterator[tuple[str, str]]:
    """Read the remaining texts into `waiting`. Tally finished files, and record unreadable ones as failures."""
    for name in spec.files:
        try:
            document = read_document(folder, name)
            record = load_record(folder, document)
        except AutotagError as error:
            tally.failures.append(FileFailure(name, str(error)))
            continue
        if record.job == job_id:
            tally.add(document.records, record.suggested, record.suppressed)
            continue
        waiting[name] = document
        yield name, document.text


def suggest(
    folder: ProjectFolder, document: Document, spans: Sequence[ScoredSpan], job_id: str, model: str
) -> tuple[int, int]:
    """Store the suggestions for a file. Return how many were kept and how many suppressed.

    Raises:
        AutotagError: the text vanished or changed meanwhile, or nothing could be written.
    """
    if read_document(folder, document.name).hash != document.hash:
        raise UnusableError(f"{document.name!r} changed while the job was reading it; run a job on it again.")
    schema = load_schema(folder)  # an entity may have been renamed or deleted since the job was submitted
    known = [span for span in spans if span.entity in schema]

    def proposed(record: FileRecord) -> FileRecord:
        tagging, suppressed = record.tagging.proposed(known, job_id, model, record.answers_to(model))
        made = len(tagging.suggestions)
        return replace(record, tagging=tagging, job=job_id, suggested=made, suppressed=suppressed, outdated=False)

    record = change_record(folder, document, proposed)
    return record.suggested, record.suppressed
