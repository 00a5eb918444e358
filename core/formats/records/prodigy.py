"""Prodigy's JSON Lines, as `prodigy db-out` writes them: `text`, `spans`, `answer`, `meta`.

An accepted example is a tagged text. A rejected one only says that its spans are wrong, and an ignored one says
nothing: both come in as texts without tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Literal

import msgspec

from core.domain.models.splits import Dataset
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention, placed
from core.formats.records.span_fields import unread_annotations
from core.formats.records.texts import read_texts
from core.formats.sample import Sample


class _Span(msgspec.Struct):
    start: int
    end: int
    label: str
    text: str | None = None


class _Line(msgspec.Struct, omit_defaults=True):
    text: str
    spans: list[_Span] | None = []
    meta: dict[str, Any] = {}
    answer: Literal["accept", "reject", "ignore"] | None = None
    relations: list[Any] | None = []


_READ = frozenset({"text", "spans", "meta", "answer", "relations", "options"})


class Prodigy:
    """Reads and writes Prodigy's examples."""

    name = "prodigy"
    expects = "JSON objects with 'text' and 'answer' or '_input_hash'"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with a text and with what only Prodigy adds to one."""
        marks = ("answer", "_input_hash", "_task_hash", "_view_id")
        return sample.most_have("text") and sample.any_object(*marks)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the examples in a stream, called after `meta.name`, or else the number of the line."""
        yield from read_texts(stream, source, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write examples, one a line: tagged texts as accepted, the others without an answer."""
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


def _file(value: Any, name: str) -> ExchangedFile:
    line = msgspec.convert(value, _Line)
    marked = line.spans or []
    own_name = line.meta.get("name")
    name = own_name if isinstance(own_name, str) and own_name else name
    spans, adjusted = placed(line.text, [Mention(s.start, s.end, s.label, s.text) for s in marked], name)
    losses = [Loss("relation", name) for _ in line.relations or ()]
    losses += unread_annotations(value, _READ, name)
    believed = line.answer in (None, "accept")
    if not believed:
        losses += [Loss(f"span of an example with the answer {line.answer!r}", f"{name}, {s.entity}") for s in spans]
    return ExchangedFile(
        name,
        line.text,
        tuple(spans) if believed else (),
        tagged=line.answer == "accept" or (believed and bool(spans)),
        dataset=Dataset.TESTING if line.meta.get("dataset") == Dataset.TESTING else Dataset.TRAINING,
        losses=tuple(losses),
        adjusted=adjusted,
    )
