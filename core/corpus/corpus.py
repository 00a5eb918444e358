"""The records of a corpus, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.corpus.inputs import Input, open_input
from core.corpus.reading import Fields, read_records
from core.corpus.records import Record, RefusedRecord
from core.errors import WorkError


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


class Corpus:
    """Reads the records of some inputs.

    Args:
        inputs: what is read, in this order.
        fields: where text and id of a record are.
        is_strict: stop at the first record that cannot be read.

    Attributes:
        pace: how far the reading is.
        read: number of records read, with those that could not be.
        refused: those that could not be read, each with its number; whoever counts them may take them out.
    """

    def __init__(self, inputs: Sequence[Input], fields: Fields, *, is_strict: bool = False) -> None:
        self._inputs = inputs
        self._fields = fields
        self._is_strict = is_strict
        self.pace = Pace(all_bytes=sum(source.size for source in inputs))
        self.read = 0
        self.refused: deque[tuple[int, RefusedRecord]] = deque()

    def records(self, skip: int = 0) -> Iterator[tuple[int, Record]]:
        """Yield the records from a number on, each with its number; note those that cannot be read.

        Raises:
            WorkError: an input cannot be read, or a record cannot and the reading is strict.
        """
        finished = 0
        for source in self._inputs:
            with open_input(source) as (content, counting):
                for record in read_records(source, content, self._fields):
                    number, self.read = self.read, self.read + 1
                    self.pace.done_bytes = finished + counting.position
                    if number < skip:
                        continue
                    if isinstance(record, Record):
                        yield number, record
                    elif self._is_strict:
                        raise WorkError(f"{record.place}: {record.reason}; nothing after it was read.")
                    else:
                        self.refused.append((number, record))
            finished += source.size
