"""Doccano's JSON for sequence labelling, in the forms of all its versions.

    {"text": "...", "label": [[0, 4, "Date"]]}
    {"text": "...", "entities": [{"start_offset": 0, "end_offset": 4, "label": "Date"}], "relations": []}

The text is `data` in exports of 1.4 and 1.5, the spans are `labels` or `annotations` in others, and the objects may
form an array. Other fields are what doccano calls metadata: `name`, `tagged` and `dataset` are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import placed
from core.formats.records.span_fields import listed, mentions_in, unread_annotations
from core.formats.records.texts import read_texts
from core.formats.sample import Sample

_TEXTS = ("text", "data")
_LISTS = ("label", "labels", "entities", "annotations")


class Doccano:
    """Reads every form and writes the one with `label`, which every doccano imports."""

    name = "doccano"
    expects = "JSON objects with 'text' or 'data' and a list 'label', 'labels', 'entities' or 'annotations'"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with a text and a list of spans under one of its names."""
        return sample.most(_is_example)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, called after `name`, or else the number of the line."""
        yield from read_texts(stream, source, _file)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write texts, one a line."""
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


def _is_example(value: dict[str, Any]) -> bool:
    return (
        "spans" not in value
        and any(isinstance(value.get(field), str) for field in _TEXTS)
        and any(isinstance(value.get(field), list) for field in _LISTS)
    )


def _file(value: Any, name: str) -> ExchangedFile:
    if not isinstance(value, dict):
        raise ValueError("found no object; expected one with 'text' and 'label'")
    text = next((value[field] for field in _TEXTS if isinstance(value.get(field), str)), None)
    if text is None:
        raise ValueError("the field 'text' (or 'data') is missing or is no string")
    own_name = value.get("name")
    name = own_name if isinstance(own_name, str) and own_name else name
    found = [item for field in _LISTS if isinstance(value.get(field), list) for item in value[field]]
    if found and all(isinstance(item, str) for item in found):
        raise ValueError(f"its labels ({found[0]!r}) belong to the whole text; only labels of spans can be imported")
    spans, adjusted = placed(text, mentions_in(found), name)
    return ExchangedFile(
        name,
        text,
        tuple(spans),
        tagged=value.get("tagged") is True or bool(spans),
        dataset=Dataset.TESTING if value.get("dataset") == Dataset.TESTING else Dataset.TRAINING,
        losses=(
            *(Loss("relation", name) for _ in listed(value.get("relations"))),
            *(Loss("comment", name) for _ in listed(value.get("Comments"))),
            *unread_annotations(value, {*(f for f in _LISTS if isinstance(value.get(f), list)), "relations"}, name),
        ),
        adjusted=adjusted,
    )
