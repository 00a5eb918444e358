"""spaCy's TRAIN_DATA as JSON: a list of [text, {"entities": [[start, end, label]]}].

The browser tool ner-annotator wraps the list: {"classes": [...], "annotations": [...]}, with null for skipped texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.formats.interface import About, ExchangedFile, Read, Source
from core.formats.records.span_fields import mentions_in, unread_annotations
from core.formats.records.texts import read_texts, tagged_text
from core.formats.sample import Sample


class TrainData:
    """Reads TRAIN_DATA, plain or as ner-annotator saves it."""

    name = "traindata"
    expects = "JSON pairs [text, {'entities': [[start, end, label]]}]"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of pairs, or of an object that lists some."""
        if len(sample.objects) == 1 and _is_wrapper(sample.objects[0]):
            return True
        values = [value for value in sample.values if value is not None]
        fitting = sum(map(_is_pair, values))
        return fitting > 0 and 2 * fitting >= len(values)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream; skipped ones are left out."""
        yield from read_texts(stream, source, _file, _wrapped)


def _is_wrapper(value: dict[str, Any]) -> bool:
    return isinstance(value.get("annotations"), list) and "classes" in value


def _wrapped(value: Any) -> list[Any] | None:
    """Return the classes and the pairs that ner-annotator saves in one object."""
    if not isinstance(value, dict) or not _is_wrapper(value):
        return None
    return [value["classes"], *value["annotations"]]


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], dict)
        and "entities" in value[1]
    )


def _file(value: Any, name: str) -> ExchangedFile | About | None:
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return About(entities=tuple(value))
    if not _is_pair(value):
        raise ValueError("expected a pair of a text and an object with 'entities'")
    text, annotation = value
    losses = unread_annotations(annotation, ("entities",), name)
    return tagged_text(name, text, mentions_in(annotation["entities"]), losses, tagged=True)
