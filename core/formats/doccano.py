"""Doccano's JSON Lines for sequence labelling, in both forms.

    {"text": "...", "label": [[0, 4, "Date"]]}
    {"text": "...", "entities": [{"start_offset": 0, "end_offset": 4, "label": "Date"}], "relations": []}

Fields beside the text are what doccano calls metadata and gives back: `name`, `tagged` and `dataset` are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss
from core.formats.lines import begins, has_fields, numbered_name, read_lines
from core.formats.spans import checked_span


class _Entity(msgspec.Struct):
    start_offset: int
    end_offset: int
    label: str


class _Line(msgspec.Struct):
    text: str
    label: list[tuple[int, int, str]] = []
    labels: list[tuple[int, int, str]] = []
    entities: list[_Entity] = []
    relations: list[Any] = []
    name: str = ""
    tagged: bool = False
    dataset: Dataset = Dataset.TRAINING


class Doccano:
    """Reads both forms and writes the one with `label`, which every doccano imports."""

    name = "doccano"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, start: bytes) -> bool:
        """Whether the content starts with an object that has a text, and a list of labels or entities."""
        lists = ("label", "labels", "entities")
        return (
            begins(start, b"{")
            and has_fields(start, "text")
            and not has_fields(start, "spans")
            and any(has_fields(start, name) for name in lists)
        )

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """The texts in a stream, called after `name`, or else the number of the line.

        Raises:
            RequestError: a line is no such object, or holds an impossible span.
        """
        yield from read_lines(stream, source, _Line, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes texts, one a line."""
        encoder = msgspec.json.Encoder()
        for file in files:
            line: dict[str, Any] = {
                "text": file.text,
                "label": [[span.start, span.end, span.entity] for span in file.spans],
                "name": file.name,
            }
            if file.tagged:
                line["tagged"] = True
            if file.dataset is not Dataset.TRAINING:
                line["dataset"] = file.dataset
            stream.write(encoder.encode(line) + b"\n")
        return []


def _file(line: _Line, number: int) -> ExchangedFile:
    name = line.name or numbered_name(number)
    found = [*line.label, *line.labels, *((e.start_offset, e.end_offset, e.label) for e in line.entities)]
    return ExchangedFile(
        name,
        line.text,
        tuple(checked_span(line.text, *span) for span in found),
        tagged=line.tagged or bool(found),
        dataset=line.dataset,
        losses=tuple(Loss("relation", f"{name}, line {number}") for _ in line.relations),
    )
