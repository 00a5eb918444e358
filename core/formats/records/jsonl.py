"""JSON Lines: one object a line with `text`, `spans` and `meta.name`.

    {"text": "...", "spans": [{"start": 0, "end": 4, "label": "Date"}], "meta": {"name": "2023/01.txt"}}

Offsets are Unicode code points, the end exclusive. `meta.tagged` is true for a text that a user has tagged, with or
without finding an entity in it, and `meta.dataset` is "testing" for one of the testing set. With suggestions, an object
also has `suggestions`, each with `start`, `end`, `label`, `score` and `job`. `id` is that of the record of a corpus
that the text was drawn from; it is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.tagging.tags import Suggestion
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention, checked_score, checked_span, placed
from core.formats.records.span_fields import unread_annotations
from core.formats.records.texts import read_texts
from core.formats.sample import Sample


class _Span(msgspec.Struct):
    start: int
    end: int
    label: str
    text: str | None = None


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


_KNOWN = frozenset({"text", "spans", "meta", "suggestions", "tokens"})


class Jsonl:
    """Reads and writes JSON Lines."""

    name = "jsonl"
    expects = "JSON objects with 'text' and 'spans'"
    carries = frozenset(Carries)

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with a text and spans, or with a text alone."""
        has_text = sample.most_have("text")
        return has_text and (sample.any_object("spans") or sample.most(_is_plain))

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream; one without a name is called after the number of its line."""
        yield from read_texts(stream, source, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write files, one a line."""
        encoder = msgspec.json.Encoder()
        for file in files:
            line = {
                **({"id": file.record} if file.record else {}),
                "text": file.text,
                "spans": [{"start": span.start, "end": span.end, "label": span.entity} for span in file.spans],
                "meta": _Meta(file.name, file.tagged, file.dataset),
            }
            if file.suggestions:
                line["suggestions"] = [_Suggestion(s.start, s.end, s.entity, s.score, s.job) for s in file.suggestions]
            stream.write(encoder.encode(line) + b"\n")
        return []


def _is_plain(value: dict[str, Any]) -> bool:
    """Decide whether an object holds a text and nothing that may be a span or a label."""
    return not any(isinstance(item, list) for item in value.values())


def _file(value: Any, name: str) -> ExchangedFile:
    if isinstance(value, dict) and "spans" not in value and _is_plain(value):
        value = {**value, "spans": []}
    line = msgspec.convert(value, _Line)
    name = line.meta.name or name
    spans, adjusted = placed(line.text, [Mention(s.start, s.end, s.label, s.text) for s in line.spans], name)
    suggested = [checked_span(line.text, s.start, s.end, s.label) for s in line.suggestions or ()]
    return ExchangedFile(
        name,
        line.text,
        tuple(spans),
        tuple(
            Suggestion(span.start, span.end, span.entity, checked_score(s.score), job=s.job)
            for span, s in zip(suggested, line.suggestions or (), strict=True)
        ),
        line.meta.tagged or bool(line.spans),
        line.meta.dataset,
        losses=unread_annotations(value, _KNOWN, name),
        adjusted=adjusted,
    )
