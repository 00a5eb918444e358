"""Prodigy's JSON Lines, as `prodigy db-out` writes them: `text`, `spans`, `answer`, `meta`.

An accepted example is a tagged text. Of a rejected one it is only known that its spans are not right, and an ignored
one says nothing: both come in as texts without tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from core.domain.models.splits import Dataset
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss
from core.formats.lines import begins, has_fields, numbered_name, read_lines
from core.formats.spans import checked_span


class _Span(msgspec.Struct):
    start: int
    end: int
    label: str


class _Line(msgspec.Struct, omit_defaults=True):
    text: str
    spans: list[_Span] = []
    meta: dict[str, Any] = {}
    answer: Literal["accept", "reject", "ignore"] | None = None
    relations: list[Any] = []


class Prodigy:
    """Reads and writes Prodigy's examples."""

    name = "prodigy"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, start: bytes) -> bool:
        """Whether the content starts with an object that has a text, and what only Prodigy adds to one."""
        marks = ("answer", "_input_hash", "_task_hash", "_view_id")
        return begins(start, b"{") and has_fields(start, "text") and any(has_fields(start, mark) for mark in marks)

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """The examples in a stream, called after `meta.name`, or else the number of the line.

        Raises:
            RequestError: a line is no such example, or holds an impossible span.
        """
        yield from read_lines(stream, source, _Line, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes examples, one a line: those tagged as accepted, the others without an answer."""
        encoder = msgspec.json.Encoder()
        for file in files:
            meta = {"name": file.name}
            if file.dataset is not Dataset.TRAINING:
                meta["dataset"] = file.dataset
            line = {
                "text": file.text,
                "spans": [{"start": span.start, "end": span.end, "label": span.entity} for span in file.spans],
                "meta": meta,
                "_view_id": "ner_manual",
                **({"answer": "accept"} if file.tagged else {}),
            }
            stream.write(encoder.encode(line) + b"\n")
        return []


def _file(line: _Line, number: int) -> ExchangedFile:
    name = line.meta.get("name")
    name = name if isinstance(name, str) and name else numbered_name(number)
    spans = tuple(checked_span(line.text, span.start, span.end, span.label) for span in line.spans)
    losses = [Loss("relation", f"{name}, line {number}") for _ in line.relations]
    believed = line.answer in (None, "accept")
    if not believed:
        losses += [Loss(f"span of an example with the answer {line.answer!r}", f"{name}, {s.entity}") for s in spans]
    return ExchangedFile(
        name,
        line.text,
        spans if believed else (),
        tagged=line.answer == "accept" or (believed and bool(spans)),
        dataset=Dataset.TESTING if line.meta.get("dataset") == Dataset.TESTING else Dataset.TRAINING,
        losses=tuple(losses),
    )
