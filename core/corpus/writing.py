"""Write tagged records to one file: JSON Lines, CSV of spans, Parquet, or spaCy's DocBin."""

from __future__ import annotations

import csv
import gzip
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.corpus.inputs import COMPRESSIONS, optional_library
from core.corpus.records import TaggedRecord
from core.domain.models.training import ANY_LANGUAGE
from core.errors import RequestError
from core.formats.tables.csv_spans import safe_cell

CSV_COLUMNS = ("id", "start", "end", "entity", "score", "string", "model", "digest")


@dataclass(frozen=True)
class _Form:
    """The layout of the rows of a file.

    Attributes:
        about: columns that are the same in every row: the model and its digest.
        with_text: whether rows have the text of their record.
        is_first: whether the file begins here, with a heading if the kind has one.
    """

    about: Mapping[str, str]
    with_text: bool
    is_first: bool


class Writer(ABC):
    """Writes tagged records to an open file."""

    def __init__(self, stream: BinaryIO, form: _Form) -> None:
        self._stream = stream
        self._form = form

    @abstractmethod
    def write(self, records: Iterable[TaggedRecord]) -> None:
        """Write records; may be called more than once."""

    def close(self) -> None:  # noqa: B027 - most kinds have no end
        """Write the end of the file, if the kind has one."""


class _JsonLines(Writer):
    def write(self, records: Iterable[TaggedRecord]) -> None:
        for tagged in records:
            row = json.dumps(row_of(tagged, self._form.about, with_text=self._form.with_text), ensure_ascii=False)
            self._stream.write(row.encode() + b"\n")


class _SpanTable(Writer):
    def __init__(self, stream: BinaryIO, form: _Form) -> None:
        super().__init__(stream, form)
        if form.is_first:
            self._write([CSV_COLUMNS])

    def write(self, records: Iterable[TaggedRecord]) -> None:
        self._write(
            [
                tagged.record.id,
                span["start"],
                span["end"],
                span["entity"],
                span["score"],
                span["string"],
                *self._form.about.values(),
            ]
            for tagged in records
            for span in _spans_of(tagged)
        )

    def _write(self, rows: Iterable[Sequence[object]]) -> None:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows([[safe_cell(cell) for cell in row] for row in rows])
        self._stream.write(lines.getvalue().encode())


class _Parquet(Writer):
    def __init__(self, stream: BinaryIO, form: _Form) -> None:
        super().__init__(stream, form)
        self._arrow = optional_library("pyarrow", "To write Parquet")
        parquet = optional_library("pyarrow.parquet", "To write Parquet")
        arrow = self._arrow
        span = arrow.struct(
            [("start", arrow.int64()), ("end", arrow.int64()), ("entity", arrow.string()), ("score", arrow.float64()),
             ("string", arrow.string())]
        )  # fmt: skip
        text = [("text", arrow.string())] * form.with_text
        columns = [("id", arrow.string()), *text, ("spans", arrow.list_(span))]
        self._schema = arrow.schema(columns + [(name, arrow.string()) for name in form.about])
        self._writer = parquet.ParquetWriter(stream, self._schema)

    def write(self, records: Iterable[TaggedRecord]) -> None:
        rows = [row_of(tagged, self._form.about, with_text=self._form.with_text) for tagged in records]
        if rows:
            self._writer.write_table(self._arrow.Table.from_pylist(rows, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class _DocBin(Writer):
    """Holds all documents of its file until the end, as spaCy's format wants it: write it in parts."""

    def __init__(self, stream: BinaryIO, form: _Form) -> None:
        super().__init__(stream, form)
        self._rows: list[dict[str, Any]] = []

    def write(self, records: Iterable[TaggedRecord]) -> None:
        for tagged in records:
            scores = [round(span.score, 6) for span in tagged.spans]
            self._rows.append(
                {
                    "text": tagged.record.text,
                    "spans": [(span.start, span.end, span.entity) for span in tagged.spans],
                    "name": tagged.record.id,
                    "tagged": True,
                    "user_data": {
                        "autotag_scores": scores,
                        **{f"autotag_{key}": value for key, value in self._form.about.items()},
                    },
                }
            )

    def close(self) -> None:
        from core.learning.pipeline.docbin import to_bytes  # late: it imports spaCy, which the other kinds do without

        self._stream.write(to_bytes(self._rows, ANY_LANGUAGE))


_WRITERS: dict[str, type[Writer]] = {".jsonl": _JsonLines, ".csv": _SpanTable, ".parquet": _Parquet, ".spacy": _DocBin}


def ending_of(name: str) -> str:
    """Return the ending that says how to write a file, with its compression: `.jsonl`, `.csv.gz` ...

    Raises:
        RequestError: the name has no ending that can be written.
    """
    compression = next((each for each in COMPRESSIONS if name.endswith(each)), "")
    ending = Path(name.removesuffix(compression)).suffix
    if ending not in _WRITERS or (compression and ending in (".parquet", ".spacy")):
        raise RequestError(
            f"{name!r} does not say how to write; apply writes .jsonl, .csv (both also .gz, .zst), .parquet, .spacy."
        )
    return ending + compression


def joins(ending: str) -> bool:
    """Return whether files of this kind, put one after the other, are a file of this kind."""
    return not ending.startswith((".parquet", ".spacy"))


@contextmanager
def open_writer(
    stream: BinaryIO, ending: str, about: Mapping[str, str], *, with_text: bool = False, is_first: bool = True
) -> Iterator[Writer]:
    """Open a writer on a stream.

    Args:
        stream: to write to.
        ending: from `ending_of`.
        about: columns that are the same in every row: the model and its digest.
        with_text: write the text of each record too.
        is_first: begin with a heading, if the kind has one.
    """
    compression = next((each for each in COMPRESSIONS if ending.endswith(each)), "")
    with _compressed(stream, compression) as target:
        writer = _WRITERS[ending.removesuffix(compression)](target, _Form(about, with_text, is_first))
        yield writer
        writer.close()


@contextmanager
def _compressed(stream: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    if not compression:
        yield stream
        return
    opened: AbstractContextManager[Any]
    if compression == ".gz":
        opened = gzip.GzipFile(
            filename="", mode="wb", fileobj=stream, mtime=0
        )  # no time, so that bytes are the same again
    else:
        zstandard = optional_library("zstandard", "To write .zst")
        opened = zstandard.ZstdCompressor().stream_writer(stream, closefd=False)
    with opened as target:
        yield cast("BinaryIO", target)


def row_of(tagged: TaggedRecord, about: Mapping[str, str], *, with_text: bool) -> dict[str, Any]:
    """Return a record as a row: id, text if wanted, spans, and the columns that are the same in every row."""
    text = {"text": tagged.record.text} if with_text else {}
    return {"id": tagged.record.id, **text, "spans": _spans_of(tagged), **about}


def _spans_of(tagged: TaggedRecord) -> list[dict[str, Any]]:
    text = tagged.record.text
    return [
        {
            "start": span.start,
            "end": span.end,
            "entity": span.entity,
            "score": round(span.score, 6),
            "string": text[span.start : span.end],
        }
        for span in tagged.spans
    ]
