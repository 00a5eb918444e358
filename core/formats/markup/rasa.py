"""Rasa's training data in YAML: examples with entities written as [Ann](person) or [Ann]{"entity": "person"}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from core.domain.project.jobs import FileFailure
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.encodings import text_lines
from core.formats.interface import ExchangedFile, Loss, Read, Source
from core.formats.sample import Sample

_ENTITY = re.compile(
    r"\[(?P<text>[^\]]+)\](?:\((?P<plain>[^):]*)(?::[^)]*)?\)|(?P<object>\{[^}]*\})|(?P<list>\[[^\]]*\]))"
)
_BLOCK = re.compile(r"(?P<indent>\s*)(?:-\s+)?examples:\s*[|>][-+]?\s*")
_EXAMPLE = re.compile(r"\s*-\s+(?P<text>.*?)\s*")


class RasaNlu:
    """Reads the examples of all intents; each becomes a text.

    The blocks of examples are found line by line, without a parser for YAML: Rasa writes them in one way only.
    """

    name = "rasa"
    expects = "YAML with 'nlu:' and 'examples: |'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content has examples of intents."""
        return not sample.is_json and re.search(r"^nlu:", sample.text, re.MULTILINE) is not None

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the examples in a stream, called by number.

        Raises:
            RequestError: a line is not UTF-8.
        """
        number = 0
        indent: int | None = None
        for line_number, raw in enumerate(text_lines(stream, source), start=1):
            line = raw.rstrip("\r\n")
            if match := _BLOCK.fullmatch(line):
                indent = len(match["indent"])
            elif indent is not None and line.strip() and len(line) - len(line.lstrip()) <= indent:
                indent = None
            if indent is None or match or not (example := _EXAMPLE.fullmatch(line)):
                continue
            number += 1
            name = source.text_name(number)
            try:
                yield _file(example["text"], name)
            except ValueError as error:
                yield FileFailure(name, f"{source.name}, line {line_number}: {error}.")
        if not number:
            raise RequestError(f"{source.name} has no block 'examples: |'; only examples of intents can be imported.")


def _file(example: str, name: str) -> ExchangedFile:
    text = ""
    at = 0
    spans: list[Span] = []
    losses: list[Loss] = []
    for match in _ENTITY.finditer(example):
        text += example[at : match.start()]
        for entity, more in _entities(match):
            spans.append(Span(len(text), len(text) + len(match["text"]), entity))
            losses += [Loss(f"{field} of an entity", f"{name}, {match['text']}") for field in more]
        text += match["text"]
        at = match.end()
    text += example[at:]
    return ExchangedFile(name, text, tuple(spans), tagged=True, losses=tuple(losses))


def _entities(match: re.Match[str]) -> list[tuple[str, list[str]]]:
    """Return the entities of a marked text, each with the names of the fields that a tag cannot hold."""
    if match["plain"] is not None:
        return [(_name(match["plain"]), [])]
    try:
        said: Any = json.loads(match["object"] or match["list"])
    except ValueError as error:
        raise ValueError(f"found {match[0][:60]!r}; expected an object with 'entity'") from error
    rows = said if isinstance(said, list) else [said]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"found {match[0][:60]!r}; expected an object with 'entity'")
    return [(_name(row.get("entity")), [field for field in ("role", "group", "value") if field in row]) for row in rows]


def _name(entity: object) -> str:
    if not isinstance(entity, str) or not entity.strip():
        raise ValueError("an entity has no name")
    return entity.strip()
