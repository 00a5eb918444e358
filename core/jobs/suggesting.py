"""What all autotag jobs share: which texts are still to do, storing what was found, counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, FileFailure
from core.domain.text.spans import ScoredSpan
from core.errors import AutotagError, UnusableError
from core.store.folders import ProjectFolder
from core.store.projects import load_schema
from core.store.taggings import FileRecord, change_record, load_record
from core.store.texts import read_document


class Tally:
    """What a job has done so far; files done before an interruption count too."""

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
        """The fields of the job that these counts belong to."""
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
    """Read the texts still to do into `waiting`; tally those done, note those that cannot be read as failures."""
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


def suggest(
    folder: ProjectFolder, document: Document, spans: Sequence[ScoredSpan], job_id: str, model: str
) -> tuple[int, int]:
    """Store what was found in a file, and return how many suggestions were kept and how many suppressed.

    Raises:
        AutotagError: the text vanished or changed meanwhile, or nothing could be written.
    """
    if read_document(folder, document.name).hash != document.hash:
        raise UnusableError(f"{document.name!r} changed while the job was at it; run a job on it again.")
    counts = Counter[str]()
    schema = load_schema(folder)  # an entity may have been renamed or deleted since the job was submitted
    known = [span for span in spans if span.entity in schema]

    def proposed(record: FileRecord) -> FileRecord:
        tagging, counts["suppressed"] = record.tagging.proposed(known, job_id, model, record.answers_to(model))
        counts["kept"] = len(tagging.suggestions)
        return replace(record, tagging=tagging, job=job_id)

    change_record(folder, document, proposed)
    return counts["kept"], counts["suppressed"]
