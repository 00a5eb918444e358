"""Apply a model to a corpus: read records, tag them in batches, and write them in parts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO

from core.corpus.engine import Engine, ModelSource, Wanted
from core.corpus.inputs import Input, open_input
from core.corpus.output import PartedOutput, Progress
from core.corpus.reading import Fields, read_records
from core.corpus.records import Record, RefusedRecord, TaggedRecord
from core.corpus.writing import open_writer
from core.domain.text.spans import best_apart
from core.errors import WorkError

PART_SIZE = 10_000
"""Records in a part, unless asked otherwise: a minute or so of work that a kill can cost."""


@dataclass(frozen=True)
class Request:
    """All that decides the output of a run.

    Attributes:
        model: what tags.
        inputs: what is read, in this order.
        fields: where text and id of a record are.
        wanted: which spans to keep.
        is_strict: stop at the first record that cannot be read.
        with_text: write texts too.
        part_size: records in a part.
    """

    model: ModelSource
    inputs: Sequence[Input]
    fields: Fields = field(default_factory=Fields)
    wanted: Wanted = field(default_factory=Wanted)
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
            "entities": None if self.wanted.entities is None else sorted(self.wanted.entities),
            "lowest": self.wanted.lowest,
            "thresholds": dict(self.wanted.thresholds),
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


class Run:
    """One run of a model over a corpus.

    Args:
        request: what to do.
        engine: where texts are tagged.
        report: called now and then with how far the run is.
    """

    def __init__(self, request: Request, engine: Engine, report: Callable[[Pace], None] = lambda _: None) -> None:
        self._request = request
        self._engine = engine
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

        def texts() -> Iterator[str]:
            for number, record in self._records(skip):
                waiting.append((number, record))
                yield record.text

        for spans in self._engine.tag(request.model, texts(), request.wanted):
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
