"""Apply a model to a corpus: read records, tag them in batches, and write them in parts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO

from core.corpus.corpus import Corpus, Pace
from core.corpus.engine import Engine, ModelSource
from core.corpus.inputs import Input
from core.corpus.output import PartedOutput, Progress
from core.corpus.reading import Fields
from core.corpus.records import Record, TaggedRecord
from core.corpus.writing import open_writer
from core.domain.text.spans import best_apart
from core.learning.pipeline.wanted import Wanted

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
        self._corpus = Corpus(request.inputs, request.fields, is_strict=request.is_strict)

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
            while output.progress.parts * size < self._corpus.read or not output.progress.parts:
                self._write_part(output, ())
        output.finish()
        return output.progress

    def _write_part(self, output: PartedOutput, records: Iterable[TaggedRecord]) -> None:
        output.write_part(records)
        end = output.progress.parts * self._request.part_size
        refused = self._corpus.refused
        while refused and refused[0][0] < end:
            output.progress.refuse(refused.popleft()[1])
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
        for _, refused in self._corpus.refused:
            progress.refuse(refused)
        return progress

    def _tagged(self, skip: int) -> Iterator[tuple[int, TaggedRecord]]:
        """Yield the number of each record in the corpus, and the record with its spans."""
        corpus, request = self._corpus, self._request
        for number, tagged in tag_records(self._engine, request.model, corpus.records(skip), request.wanted):
            corpus.pace.records += 1
            self._report(corpus.pace)
            yield number, tagged


def tag_records(
    engine: Engine, model: ModelSource, records: Iterable[tuple[int, Record]], wanted: Wanted
) -> Iterator[tuple[int, TaggedRecord]]:
    """Yield the records, each under its number and with the spans of it that do not overlap."""
    waiting: deque[tuple[int, Record]] = deque()

    def texts() -> Iterator[str]:
        for number, record in records:
            waiting.append((number, record))
            yield record.text

    for spans in engine.tag(model, texts(), wanted):
        number, record = waiting.popleft()
        yield number, TaggedRecord(record, best_apart(spans))
