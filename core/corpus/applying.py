"""Apply a model to a corpus: read records, tag them in batches, and write them in parts."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from core.corpus.inputs import Input, open_input
from core.corpus.output import PartedOutput, Progress
from core.corpus.reading import Fields, read_records
from core.corpus.records import Record, RefusedRecord, TaggedRecord
from core.corpus.writing import open_writer
from core.domain.text.spans import best_apart
from core.errors import WorkError
from core.learning.pipeline.recognizer import Recognizer

PART_SIZE = 10_000
"""Records in a part, unless asked otherwise: a minute or so of work that a kill can cost."""


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A trained pipeline to apply.

    Attributes:
        name: written beside every record.
        folder: the pipeline.
        digest: SHA-256 over its files.
    """

    name: str
    folder: Path
    digest: str

    @classmethod
    def of(cls, name: str, folder: Path) -> ModelSource:
        """Return the source of a pipeline in a folder."""
        return cls(name, folder, pipeline_digest(folder))


@dataclass(frozen=True)
class Request:
    """All that decides the output of a run.

    Attributes:
        model: what tags.
        inputs: what is read, in this order.
        fields: where text and id of a record are.
        entities: only these; None for all.
        lowest: lowest score of all entities; None for the thresholds that training chose.
        thresholds: lowest scores of single entities.
        is_strict: stop at the first record that cannot be read.
        with_text: write texts too.
        part_size: records in a part.
    """

    model: ModelSource
    inputs: Sequence[Input]
    fields: Fields = field(default_factory=Fields)
    entities: Sequence[str] | None = None
    lowest: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    is_strict: bool = False
    with_text: bool = False
    part_size: int = PART_SIZE

    @property
    def about(self) -> dict[str, str]:
        """The columns that are the same in every row."""
        return {"model": self.model.name, "digest": self.model.digest}

    @property
    def document(self) -> dict[str, object]:
        """The request as a document: two runs with equal ones give equal output."""
        return {
            "digest": self.model.digest,
            "model": self.model.name,
            "inputs": [[source.address, source.size] for source in self.inputs],
            "fields": [self.fields.text, self.fields.id],
            "entities": self.entities if self.entities is None else sorted(self.entities),
            "lowest": self.lowest,
            "thresholds": dict(self.thresholds),
            "with_text": self.with_text,
            "part_size": self.part_size,
        }


@dataclass
class Pace:
    """How far the reading is, for a progress line.

    Attributes:
        records: number of records done in this process.
        done_bytes, all_bytes: of the inputs as stored; all_bytes is 0 if unknown.
    """

    records: int = 0
    done_bytes: int = 0
    all_bytes: int = 0


def pipeline_digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of a pipeline's files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


class Run:
    """One run of a model over a corpus.

    Args:
        request: what to do.
        processes: how many processes tag.
        report: called now and then with how far the run is.
    """

    def __init__(self, request: Request, processes: int, report: Callable[[Pace], None] = lambda _: None) -> None:
        self._request = request
        self._processes = processes
        self._report = report
        self._pace = Pace(all_bytes=sum(source.size for source in request.inputs))
        self._read = 0
        self._refused: deque[tuple[int, RefusedRecord]] = deque()

    def to_parts(self, output: PartedOutput) -> Progress:
        """Write the output in parts, from the first one that is missing, and finish it.

        Raises:
            WorkError: an input cannot be read; what is whole is kept.
            StorageError: the output cannot be written.
        """
        if not output.progress.is_done:
            output.begin()
            size = self._request.part_size
            tagged = self._tagged(skip=output.progress.parts * size)
            for part, group in groupby(tagged, key=lambda pair: pair[0] // size):
                while output.progress.parts < part:  # every record of those was refused
                    self._write_part(output, ())
                self._write_part(output, (record for _, record in group))
            while output.progress.parts * size < self._read or not output.progress.parts:
                self._write_part(output, ())
        output.finish()
        return output.progress

    def _write_part(self, output: PartedOutput, records: Iterable[TaggedRecord]) -> None:
        output.write_part(records)
        end = output.progress.parts * self._request.part_size
        while self._refused and self._refused[0][0] < end:
            output.progress.refuse(self._refused.popleft()[1])
        output.note_progress()

    def to_stream(self, stream: BinaryIO, ending: str) -> Progress:
        """Write the output to a stream, record by record; nothing of it can be resumed."""
        progress = Progress()
        with open_writer(stream, ending, self._request.about, with_text=self._request.with_text) as writer:
            for _, tagged in self._tagged(skip=0):
                writer.write([tagged])
                stream.flush()
                progress.tagged += 1
                progress.spans += len(tagged.spans)
        for _, refused in self._refused:
            progress.refuse(refused)
        return progress

    def _tagged(self, skip: int) -> Iterator[tuple[int, TaggedRecord]]:
        """Yield the number of each record in the corpus, and the record with its spans."""
        request = self._request
        waiting: deque[tuple[int, Record]] = deque()

        def texts() -> Iterator[tuple[str, str]]:
            for number, record in self._records(skip):
                waiting.append((number, record))
                yield record.id, record.text

        found = Recognizer.load(request.model.folder).predict(
            texts(),
            entities=request.entities,
            lowest=request.lowest,
            thresholds=request.thresholds,
            processes=self._processes,
        )
        for _, spans in found:
            number, record = waiting.popleft()
            self._pace.records += 1
            self._report(self._pace)
            yield number, TaggedRecord(record, best_apart(spans))

    def _records(self, skip: int) -> Iterator[tuple[int, Record]]:
        """Yield the records from a number on; those that cannot be read are noted.

        Raises:
            WorkError: an input cannot be read, or a record cannot and the request is strict.
        """
        finished = 0
        for source in self._request.inputs:
            with open_input(source) as (content, counting):
                for record in read_records(source, content, self._request.fields):
                    number, self._read = self._read, self._read + 1
                    self._pace.done_bytes = finished + counting.position
                    if number < skip:
                        continue
                    if isinstance(record, Record):
                        yield number, record
                    elif self._request.is_strict:
                        raise WorkError(f"{record.place}: {record.reason}; nothing after it was read.")
                    else:
                        self._refused.append((number, record))
            finished += source.size
