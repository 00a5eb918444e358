"""Rasa's older training data: one JSON object with `rasa_nlu_data`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.domain.project.jobs import FileFailure
from core.formats.interface import About, ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention
from core.formats.records.span_fields import listed, mention_in
from core.formats.records.texts import made_of, tagged_text
from core.formats.records.values import Item, json_values
from core.formats.sample import Sample

_EXAMPLES = ("common_examples", "training_examples", "intent_examples", "entity_examples")

_NO_TEXTS = {"entity_synonyms": "synonym", "regex_features": "regex", "lookup_tables": "lookup"}
"""Fields that hold words and patterns, and no texts."""


class RasaJson:
    """Reads the examples; each becomes a text."""

    name = "rasa-json"
    expects = "a JSON object with 'rasa_nlu_data'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content is such an object."""
        return sample.most_have("rasa_nlu_data")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the examples in a stream, called by number."""
        number = 0
        for value in json_values(stream, source):
            if isinstance(value, FileFailure):
                yield value
                continue
            held = value.value.get("rasa_nlu_data") if isinstance(value.value, dict) else None
            if not isinstance(held, dict):
                yield FileFailure(source.name, f"{source.name}, {value.place}: the object 'rasa_nlu_data' is missing.")
                continue
            losses = [
                Loss(f"example of a {kind}", source.name)
                for field, kind in _NO_TEXTS.items()
                for _ in _list(held, field)
            ]
            if losses:
                yield About(losses=tuple(losses))
            for example in (each for field in _EXAMPLES for each in _list(held, field)):
                number += 1
                if made := made_of(Item(number, f"example {number}", example), source, _example):
                    yield made


def _list(held: dict[str, Any], field: str) -> list[Any]:
    value = held.get(field)
    return value if isinstance(value, list) else []


def _example(value: Any, name: str) -> ExchangedFile:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise ValueError("the field 'text' is missing or is no string")
    mentions, losses = [], []
    for entry in listed(value.get("entities")):
        if not isinstance(entry, dict):
            raise ValueError(f"found {str(entry)[:60]} where an entity with a start and an end is expected")
        # A value may be a synonym of the text, and proves nothing.
        placed = mention_in({"start": entry.get("start"), "end": entry.get("end"), "label": entry.get("entity")})
        mentions.append(Mention(placed.start, placed.end, placed.entity))
        losses += [Loss(f"{field} of an entity", name) for field in ("role", "group") if field in entry]
        if entry.get("value") not in (None, text[placed.start : placed.end]):
            losses.append(Loss("value of an entity", name))
    return tagged_text(name, text, mentions, tuple(losses), tagged=True)
