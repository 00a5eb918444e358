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
from core.formats.interface import About, ExchangedFile, Loss, Read, Source
from core.formats.sample import Sample

_ENTITY = re.compile(
    r"\[(?P<text>[^\]]+)\](?:\((?P<plain>[^):]*)(?::[^)]*)?\)|(?P<object>\{[^}]*\})|(?P<list>\[[^\]]*\]))"
)
_ITEM = re.compile(r"\s*-\s+(?P<kind>\w+):.*")
_BLOCK = re.compile(r"(?P<indent>\s*)(?:-\s+)?examples:\s*(?P<literal>[|>][-+]?)?\s*")
_EXAMPLE = re.compile(r"\s*-\s+(?P<text>.*?)\s*")
_TEXT = re.compile(r"\s*-\s+text:\s*(?P<text>.*?)\s*")
_LITERAL = re.compile(r"[|>][-+]?")

_OTHERS = ("synonym", "regex", "lookup")
"""Items whose examples are words and patterns, and no texts."""


class RasaNlu:
    """Reads the examples of all intents; each becomes a text.

    The blocks of examples are found line by line, without a parser for YAML: Rasa writes them in two ways only.
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
        lines = _Lines()
        for line_number, raw in enumerate(text_lines(stream, source), start=1):
            example = lines.example(raw.rstrip("\r\n"))
            if example is None:
                continue
            if lines.kind in _OTHERS:
                yield About(losses=(Loss(f"example of a {lines.kind}", f"{source.name}, line {line_number}"),))
                continue
            number += 1
            name = source.text_name(number)
            try:
                yield _file(example, name)
            except ValueError as error:
                yield FileFailure(name, f"{source.name}, line {line_number}: {error}.")
        if not number:
            raise RequestError(f"{source.name} has no block 'examples:'; only examples of intents can be imported.")


class _Lines:
    """Knows in which block a line is.

    Attributes:
        kind: of the item that the block belongs to, such as "intent".
    """

    def __init__(self) -> None:
        self.kind = ""
        self._indent: int | None = None
        self._is_literal = False
        self._text_follows = False

    def example(self, line: str) -> str | None:
        """Return the example on a line, or None."""
        if self._ends_block(line):
            self._indent = None
        if self._indent is None:
            if item := _ITEM.fullmatch(line):
                self.kind = item["kind"]
            if block := _BLOCK.fullmatch(line):
                self._indent, self._is_literal = len(block["indent"]), block["literal"] is not None
            return None
        if self._is_literal:
            match = _EXAMPLE.fullmatch(line)
            return match["text"] if match else None
        return self._listed(line)

    def _ends_block(self, line: str) -> bool:
        if self._indent is None or not line.strip():
            return False
        indent = len(line) - len(line.lstrip())
        is_item_of_list = not self._is_literal and indent == self._indent and line.lstrip().startswith("- text:")
        return indent <= self._indent and not is_item_of_list

    def _listed(self, line: str) -> str | None:
        """Return the example on a line of a list of objects with `text`."""
        if self._text_follows and line.strip():
            self._text_follows = False
            return line.strip()
        match = _TEXT.fullmatch(line)
        self._text_follows = match is not None and _LITERAL.fullmatch(match["text"]) is not None
        if match is None or self._text_follows:
            return None
        text = match["text"]
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


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
