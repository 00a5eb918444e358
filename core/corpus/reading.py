"""Read records from one input: text files, JSON Lines, tables and Parquet. A bad record never stops the next one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from core.corpus.inputs import Input, optional_library
from core.corpus.records import Record, RefusedRecord
from core.errors import WorkError

_ROWS = 1000
"""Rows of a Parquet file read at once."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields or columns that hold the text and the id of a record."""

    text: str = "text"
    id: str = "id"


def read_records(source: Input, content: BinaryIO, fields: Fields) -> Iterator[Record | RefusedRecord]:
    """Yield the records of an input in its order; memory does not grow with their number.

    Raises:
        WorkError: the whole input cannot be read: it is truncated, not compressed as its name says, or no Parquet.
    """
    try:
        yield from _READERS[source.kind or "stdin"](source, content, fields)
    except (OSError, EOFError, csv.Error) as error:
        raise WorkError(f"{source.name} could not be read to its end: {error}.") from error
    except Exception as error:
        if type(error).__module__.split(".")[0] in ("pyarrow", "zstandard", "zlib"):
            raise WorkError(f"{source.name} could not be read to its end: {error}.") from error
        raise


def _read_text(source: Input, content: BinaryIO, _: Fields) -> Iterator[Record | RefusedRecord]:
    data = content.read()
    try:
        yield Record(source.name, data.decode("utf-8-sig"), source.name)
    except UnicodeDecodeError as error:
        yield RefusedRecord(source.name, f"byte {error.start} is not UTF-8")


def _read_json_lines(source: Input, content: BinaryIO, fields: Fields) -> Iterator[Record | RefusedRecord]:
    for number, line in enumerate(content, start=1):
        if line.strip():
            yield _json_record(line, f"{source.name}:{number}", fields)


def _json_record(line: bytes, place: str, fields: Fields) -> Record | RefusedRecord:
    try:
        fields_of_record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return RefusedRecord(place, f"byte {error.start} is not UTF-8")
    except (ValueError, RecursionError):
        return RefusedRecord(place, "this is not one JSON object")
    if not isinstance(fields_of_record, dict):
        return RefusedRecord(place, "this is not one JSON object")
    return _record(fields_of_record, place, fields)


def _record(values: dict[str, Any], place: str, fields: Fields) -> Record | RefusedRecord:
    text = values.get(fields.text)
    if not isinstance(text, str):
        known = ", ".join(map(str, list(values)[:8]))
        return RefusedRecord(place, f"no text in the field {fields.text!r}; its fields are {known}")
    given = values.get(fields.id)
    id_ = place if given in (None, "") else str(given)
    for what, characters in (("text", text), ("id", id_)):
        if any("\ud800" <= character <= "\udfff" for character in characters):
            return RefusedRecord(place, f"the {what} holds half a character (a lone surrogate)")
    return Record(id_, text, place)


def _read_table(source: Input, content: BinaryIO, fields: Fields) -> Iterator[Record | RefusedRecord]:
    csv.field_size_limit(2**31 - 1)
    lines = io.TextIOWrapper(content, "utf-8-sig", errors="surrogateescape", newline="")
    rows = csv.DictReader(lines, delimiter="\t" if source.kind == "tsv" else ",", strict=True)
    if fields.text not in (rows.fieldnames or ()):
        raise _no_column(source, fields, rows.fieldnames or ())
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield RefusedRecord(f"{source.name}:{rows.line_num}", f"{error}")
            continue
        yield _record(row, f"{source.name}:{rows.line_num}", fields)


def _no_column(source: Input, fields: Fields, columns: Sequence[str]) -> WorkError:
    known = ", ".join(columns) or "none"
    return WorkError(f"{source.name} has no column {fields.text!r}, but {known}; name one with --text-field.")


def _read_parquet(source: Input, content: BinaryIO, fields: Fields) -> Iterator[Record | RefusedRecord]:
    parquet = optional_library("pyarrow.parquet", f"To read {source.name}")
    file = parquet.ParquetFile(content if content.seekable() else io.BytesIO(content.read()))
    names = file.schema_arrow.names
    if fields.text not in names:
        raise _no_column(source, fields, names)
    columns = [name for name in (fields.text, fields.id) if name in names]
    number = 0
    for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield _record(row, f"{source.name}:{number}", fields)


def _read_standard_input(source: Input, content: BinaryIO, fields: Fields) -> Iterator[Record | RefusedRecord]:
    """Read JSON Lines if the first line is a JSON object, else one text."""
    first = content.readline()
    try:
        is_object = isinstance(json.loads(first.decode("utf-8-sig")), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        yield from _read_text(source, io.BytesIO(first + content.read()), fields)
        return
    yield _json_record(first, f"{source.name}:1", fields)
    for number, line in enumerate(content, start=2):
        if line.strip():
            yield _json_record(line, f"{source.name}:{number}", fields)


_READERS = {
    "text": _read_text,
    "jsonl": _read_json_lines,
    "csv": _read_table,
    "tsv": _read_table,
    "parquet": _read_parquet,
    "stdin": _read_standard_input,
}
