"""JSON Lines: one object a line with `text`, `spans` and `meta.name`.

    {"text": "...", "spans": [{"start": 0, "end": 4, "label": "Date"}], "meta": {"name": "2023/01.txt"}}

Offsets are Unicode code points, the end exclusive. `meta.tagged` is true for a text that a user has tagged, with or
without finding an entity in it. With suggestions, an object also has `suggestions`, each
with `start`, `end`, `label`, `score` and `job`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from core.domain.spans import Span
from core.domain.tags import Suggestion
from core.errors import RequestError
from core.formats.interface import ExchangedFile


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


class _Line(msgspec.Struct, omit_defaults=True):
    text: str
    spans: list[_Span]
    meta: _Meta = msgspec.field(default_factory=_Meta)
    suggestions: list[_Suggestion] | None = None


class Jsonl:
    """Reads and writes JSON Lines."""

    name = "jsonl"

    def recognises(self, start: bytes) -> bool:
        """Whether the content starts with an object that has a text."""
        return start.lstrip().startswith(b"{") and b'"text"' in start

    def read(self, stream: BinaryIO, source: str) -> Iterator[ExchangedFile]:
        """The files in a stream, one a line; a line without a name is called after the number of the line.

        Raises:
            RequestError: a line is no such object, or holds an impossible span.
        """
        decoder = msgspec.json.Decoder(_Line)
        for number, raw in enumerate(stream, start=1):
            if not raw.strip():
                continue
            try:
                line = decoder.decode(raw)
                yield _file(line, number)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                raise RequestError(f"{source}, line {number}: {error}.") from error

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO) -> None:
        """Writes files, one a line."""
        encoder = msgspec.json.Encoder()
        for file in files:
            line = _Line(
                file.text,
                [_Span(span.start, span.end, span.entity) for span in file.spans],
                _Meta(file.name, file.tagged),
                [_Suggestion(s.start, s.end, s.entity, s.score, s.job) for s in file.suggestions] or None,
            )
            stream.write(encoder.encode(line) + b"\n")


def _file(line: _Line, number: int) -> ExchangedFile:
    for span in (*line.spans, *(line.suggestions or ())):
        if span.end > len(line.text):
            raise ValueError(f"the span {span.start}-{span.end} goes beyond the text's {len(line.text)} characters")
    return ExchangedFile(
        line.meta.name or f"{number:05d}.txt",
        line.text,
        tuple(Span(span.start, span.end, span.label) for span in line.spans),
        tuple(Suggestion(s.start, s.end, s.label, s.score, job=s.job) for s in line.suggestions or ()),
        line.meta.tagged or bool(line.spans),
    )
