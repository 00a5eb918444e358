"""Label Studio's JSON-MIN and CSV: one flat row an annotation, with the regions under the name of their control."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

import msgspec

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.interface import About, Loss, Read, Source
from core.formats.placing import Mention
from core.formats.records.label_studio import Value
from core.formats.records.label_studio_texts import Quote, TextField
from core.formats.records.sentences import json_complaint
from core.formats.records.texts import read_texts, tagged_text
from core.formats.sample import Sample, sampled
from core.formats.tables.rows import table_rows

_OWN = frozenset(
    {
        "id",
        "annotation_id",
        "annotator",
        "created_at",
        "updated_at",
        "lead_time",
        "agreement",
        "file_upload",
        "sentiment",
    }
)
"""Columns that Label Studio adds to those of the data."""

_MARKS = ("annotation_id", "annotator", "lead_time")


class LabelStudioMin:
    """Reads JSON-MIN."""

    name = "labelstudio-min"
    expects = "JSON objects with 'annotation_id', 'annotator' and a list of regions"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of rows with what Label Studio adds to them."""
        return sample.most(lambda value: "data" not in value and any(mark in value for mark in _MARKS))

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, called by number."""
        rows = _Rows()
        for value in sampled(stream).objects:
            rows.learn(value)
        stream.seek(0)
        yield from read_texts(stream, source, rows.file)


class LabelStudioCsv:
    """Reads Label Studio's CSV."""

    name = "labelstudio-csv"
    expects = "a CSV table with the columns 'annotation_id', 'annotator' and 'lead_time'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the first line is a header with the columns that Label Studio adds."""
        return not sample.is_json and sum(mark in sample.header for mark in _MARKS) >= 2

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, called by number.

        Raises:
            RequestError: it has no column that Label Studio adds, or is no table.
        """
        if not set(_MARKS).intersection(sampled(stream).header):
            raise RequestError(f"{source.name}, line 1: it has none of the columns {', '.join(_MARKS)}.")
        rows = _Rows()
        for number, row in _table(stream, source):
            if number > 20:
                break
            rows.learn(row)
        stream.seek(0)
        for number, row in _table(stream, source):
            name = source.text_name(number)
            try:
                if (made := rows.file(row, name)) is not None:
                    yield made
            except (ValueError, RecursionError) as error:
                yield FileFailure(name, f"{source.name}, row {number}: {json_complaint(error)}.")


def _table(stream: BinaryIO, source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a table, with cells that hold lists decoded."""
    for number, (_, row) in enumerate(table_rows(stream, source), start=1):
        yield number, {name: _decoded(cell) for name, cell in row.items()}


def _decoded(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith("["):
        with suppress(ValueError, RecursionError):
            return json.loads(cell)
    return cell


class _Rows:
    """Reads rows one after the other; those of one task follow each other."""

    def __init__(self) -> None:
        self._field = TextField()
        self._task: object = None

    def learn(self, row: Mapping[str, Any]) -> None:
        """Note which field holds what the regions quote."""
        self._field.learn(_data(row), _quotes(row))

    def file(self, row: Any, name: str) -> Read | None:
        """Make a text of a row."""
        if not isinstance(row, dict):
            raise ValueError("expected an object with the text and its regions")
        losses = []
        mentions: list[Mention] = []
        for field, held in row.items():
            if not _is_regions(held):
                if field not in _OWN and isinstance(held, list | dict) and held:
                    losses.append(Loss(f"field {field!r}", name))
                continue
            for region in held:
                value = msgspec.convert(region, Value)
                if not value.labels:
                    losses.append(Loss("region without a label", f"{name}, {value.start}-{value.end}"))
                mentions += [Mention(value.start, value.end, label, value.text) for label in value.labels]
        text = self._field.text_of(_data(row), _quotes(row))
        made = tagged_text(name, text, mentions, tuple(losses), tagged=bool(row.get("annotation_id")) or bool(mentions))
        again = row.get("id") is not None and row.get("id") == self._task
        self._task = row.get("id")
        return About(losses=(Loss("annotation of the same text by another", name),)) if again else made


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    return {field: held for field, held in row.items() if field not in _OWN}


def _is_regions(held: object) -> bool:
    return (
        isinstance(held, list)
        and bool(held)
        and all(isinstance(each, dict) and isinstance(each.get("start"), int) and "end" in each for each in held)
    )


def _quotes(row: Mapping[str, Any]) -> list[Quote]:
    regions = [region for held in row.values() if _is_regions(held) for region in held]
    return [
        (region["start"], region["end"], region["text"])
        for region in regions
        if isinstance(region.get("text"), str) and isinstance(region["end"], int)
    ]
