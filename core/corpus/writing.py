"""Write tagged records to one file: JSON Lines, CSV of spans, Parquet, or spaCy's DocBin."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from core.corpus.inputs import COMPRESSIONS, optional_library
from core.corpus.records import TaggedRecord
from core.domain.models.training import ANY_LANGUAGE
from core.errors import RequestError

CSV_COLUMNS = ("id", "start", "end", "entity", "score", "string", "model", "digest")


class Writer(Protocol):
    """Writes tagged records to an open file."""

    def write(self, records: Iterable[TaggedRecord]) -> None:
        """Write records; may be called more than once."""


class _JsonLines:
    def __init__(self, stream: BinaryIO, about: Mapping[str, str], *, with_text: bool, is_first: bool) -> None:  # noqa: ARG002
        self._stream = stream
        self._about = about
        self._with_text = with_text

    def write(self, records: Iterable[TaggedRecord]) -> None:
        for tagged in records:
            row = json.dumps(row_of(tagged, self._about, with_text=self._with_text), ensure_ascii=False)
            self._stream.write(row.encode() + b"\n")


class _SpanTable:
    def __init__(self, stream: BinaryIO, about: Mapping[str, str], *, with_text: bool, is_first: bool) -> None:  # noqa: ARG002
        self._stream = stream
        self._about = about
        if is_first:
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
                *self._about.values(),
            ]
            for tagged in records
            for span in _spans_of(tagged)
        )

    def _write(self, rows: Iterable[Sequence[object]]) -> None:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows([[_inert(cell) for cell in row] for row in rows])
        self._stream.write(lines.getvalue().encode())


class _Parquet:
    def __init__(self, stream: BinaryIO, about: Mapping[str, str], *, with_text: bool, is_first: bool) -> None:  # noqa: ARG002
        self._arrow = optional_library("pyarrow", "To write Parquet")
        parquet = optional_library("pyarrow.parquet", "To write Parquet")
        self._about = about
        self._with_text = with_text
        arrow = self._arrow
        span = arrow.struct(
            [("start", arrow.int64()), ("end", arrow.int64()), ("entity", arrow.string()), ("score", arrow.float64()),
             ("string", arrow.string())]
        )  # fmt: skip
        columns = [("id", arrow.string())] + [("text", arrow.string())] * with_text + [("spans", arrow.list_(span))]
        self._schema = arrow.schema(columns + [(name, arrow.string()) for name in about])
        self._writer = parquet.ParquetWriter(stream, self._schema)

    def write(self, records: Iterable[TaggedRecord]) -> None:
        rows = [row_of(tagged, self._about, with_text=self._with_text) for tagged in records]
        if rows:
            self._writer.write_table(self._arrow.Table.from_pylist(rows, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class _DocBin:
    """Holds all documents of its file until the end, as spaCy's format wants it: write it in parts."""

    def __init__(self, stream: BinaryIO, about: Mapping[str, str], *, with_text: bool, is_first: bool) -> None:  # noqa: ARG002
        self._stream = stream
        self._about = about
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
                        **{f"autotag_{key}": value for key, value in self._about.items()},
                    },
                }
            )

    def close(self) -> None:
        from core.learning.pipeline.docbin import to_bytes  # late: it imports spaCy, which the other kinds do without

        self._stream.write(to_bytes(self._rows, ANY_LANGUAGE))


_WRITERS = {".jsonl": _JsonLines, ".csv": _SpanTable, ".parquet": _Parquet, ".spacy": _DocBin}


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
        writer: Any = _WRITERS[ending.removesuffix(compression)](target, about, with_text=with_text, is_first=is_first)
        yield writer
        if isinstance(writer, (_Parquet, _DocBin)):
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


def _inert(cell: object) -> object:
    """Quote a cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
