"""JSON Lines: one object a line with `text`, `spans` and `meta.name`.

    {"text": "...", "spans": [{"start": 0, "end": 4, "label": "Date"}], "meta": {"name": "2023/01.txt"}}

Offsets are Unicode code points, the end exclusive. `meta.tagged` is true for a text that a user has tagged, with or
without finding an entity in it, and `meta.dataset` is "testing" for one of the testing set. With suggestions, an object
also has `suggestions`, each with `start`, `end`, `label`, `score` and `job`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.tagging.tags import Suggestion
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss
from core.formats.lines import begins, has_fields, numbered_name, read_lines
from core.formats.spans import checked_score, checked_span


class _Span(msgspec.Struct):
    start: int
    end: int
    label: str


class _Suggestion(msgspec.Struct):
    start: int
    end: int
    label: str
    score: float
    job: str = ""


class _Meta(msgspec.Struct, omit_defaults=True):
    name: str = ""
    tagged: bool = False
    dataset: Dataset = Dataset.TRAINING


class _Line(msgspec.Struct, omit_defaults=True):
    text: str
    spans: list[_Span]
    meta: _Meta = msgspec.field(default_factory=_Meta)
    suggestions: list[_Suggestion] | None = None


class Jsonl:
    """Reads and writes JSON Lines."""

    name = "jsonl"
    carries = frozenset(Carries)

    def recognises(self, start: bytes) -> bool:
        """Whether the content starts with an object that has a text."""
        return begins(start, b"{") and has_fields(start, "text")

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """The files in a stream, one a line; a line without a name is called after the number of the line.

        Raises:
            RequestError: a line is no such object, or holds an impossible span.
        """
        yield from read_lines(stream, source, _Line, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes files, one a line."""
        encoder = msgspec.json.Encoder()
        for file in files:
            line = _Line(
                file.text,
                [_Span(span.start, span.end, span.entity) for span in file.spans],
                _Meta(file.name, file.tagged, file.dataset),
                [_Suggestion(s.start, s.end, s.entity, s.score, s.job) for s in file.suggestions] or None,
            )
            stream.write(encoder.encode(line) + b"\n")
        return []


def _file(line: _Line, number: int) -> ExchangedFile:
    suggested = [checked_span(line.text, s.start, s.end, s.label) for s in line.suggestions or ()]
    return ExchangedFile(
        line.meta.name or numbered_name(number),
        line.text,
        tuple(checked_span(line.text, span.start, span.end, span.label) for span in line.spans),
        tuple(
            Suggestion(span.start, span.end, span.entity, checked_score(s.score), job=s.job)
            for span, s in zip(suggested, line.suggestions or (), strict=True)
        ),
        line.meta.tagged or bool(line.spans),
        line.meta.dataset,
    )
