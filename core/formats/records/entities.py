"""JSON objects with a text and spans under the names that many tools and scripts use.

{"text": "...", "entities": [{"start": 0, "end": 4, "label": "Date"}]}
{"sentence": "...", "ents": [[0, 4, "Date"]]}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.formats.interface import Read, Source
from core.formats.records.span_fields import is_span_list, mentions_in, unread_annotations
from core.formats.records.texts import given_name, read_texts, tagged_text
from core.formats.sample import Sample

_TEXTS = ("text", "content", "sentence", "data", "raw_text", "input", "document", "body")
_LISTS = (
    "entities",
    "ents",
    "spans",
    "annotations",
    "labels",
    "label",
    "ner",
    "mentions",
    "tags",
    "output",
    "predictions",
)


class Entities:
    """Reads such objects."""

    name = "entities"
    expects = "JSON objects with 'text', 'content' or 'sentence' and a list 'entities' of spans"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with a text, and at least one with spans."""
        return sample.most(_has_text) and any(map(_lists, sample.objects))

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream."""
        yield from read_texts(stream, source, _file)


def _has_text(value: dict[str, Any]) -> bool:
    return any(isinstance(value.get(field), str) for field in _TEXTS)


def _lists(value: dict[str, Any]) -> list[str]:
    """Return the fields that hold spans; those of an empty list hold none."""
    return [field for field in _LISTS if field in value and is_span_list(value[field])]


def _file(value: Any, name: str) -> Read:
    if not isinstance(value, dict) or not _has_text(value):
        raise ValueError(f"no field is a text; expected one of {', '.join(map(repr, _TEXTS[:4]))}")
    text = next(value[field] for field in _TEXTS if isinstance(value.get(field), str))
    fields = _lists(value)
    if not fields and any(value.get(field) for field in _LISTS):
        field = next(field for field in _LISTS if value.get(field))
        raise ValueError(f"{field!r} holds no spans; expected objects with 'start', 'end' and 'label'")
    mentions = [mention for field in fields for mention in mentions_in(value[field])]
    own_name = value.get("file") or value.get("filename") or value.get("file_name")
    name = given_name(value) or (own_name if isinstance(own_name, str) else "") or name
    losses = unread_annotations(value, fields, name)
    return tagged_text(name, text, list(dict.fromkeys(mentions)), losses, tagged=bool(mentions))
