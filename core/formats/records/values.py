"""JSON values one at a time, whether the content is JSON Lines, an array, one object, or objects in a row."""

from __future__ import annotations

import json
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.records.sentences import json_complaint
from core.formats.source import Source

_CHUNK = 1 << 16

_NEAR_END = 16
"""Distance from the end of the buffer within which an error may only mean that more has to be read."""

_LONG_LINE = 1 << 20
"""Bytes of a first line that are looked at; no pretty-printed object begins with a longer one."""

_WRAPPERS = frozenset({"data", "dataset", "documents", "examples", "items", "records", "sentences", "texts"})
"""Fields under which an object that wraps all texts lists them."""

_BLANKS = " \t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Item:
    """One value.

    Attributes:
        number: its position among the texts, from 1.
        place: where it is, for messages: "line 3", "item 2".
        value: the value.
    """

    number: int
    place: str
    value: Any


def json_values(stream: BinaryIO, source: Source) -> Iterator[Item | FileFailure]:
    """Yield the values in a stream, and a failure for each line that is not JSON.

    An object that holds nothing but a list of texts stands for the list.

    Raises:
        RequestError: the content is broken in a way that hides where the next value begins.
    """
    for item in _values(stream, source):
        inner = _only_list(item.value) if isinstance(item, Item) else None
        if inner is None:
            yield item
        else:
            yield from (Item(number, f"item {number}", value) for number, value in enumerate(inner, start=1))


def _only_list(value: object) -> list[Any] | None:
    """Return the list that an object wraps; None if it holds something else."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    [(field, held)] = value.items()
    return held if field in _WRAPPERS and isinstance(held, list) and any(isinstance(v, dict) for v in held) else None


def _values(stream: BinaryIO, source: Source) -> Iterator[Item | FileFailure]:
    if values_on_lines(stream):
        yield from _lines(stream, source)
        return
    number = 0
    reading = _Reading(stream)
    try:
        for value in reading.lists() if reading.next_sign() == "[" else reading.row():
            number += 1
            yield Item(number, f"item {number}", value)
    except (ValueError, RecursionError) as error:
        raise RequestError(
            f"{source.name}, line {reading.line}: {json_complaint(error)}; nothing after this line was read."
        ) from error


def values_on_lines(stream: BinaryIO) -> bool:
    """Decide whether each line holds one value, and go back to the start of the stream."""
    stream.seek(0)
    first = _filled_line(stream).removeprefix(BOM_UTF8).lstrip()
    second = _filled_line(stream).lstrip()
    stream.seek(0)
    whole = first.endswith(b"\n") or len(first) < _LONG_LINE
    if first[:1] == b"[":
        return whole and second[:1] == b"[" and _is_value(first)
    return not whole or (second[:1] == b"{" and first.rstrip().endswith(b"}")) or _is_value(first)


def _filled_line(stream: BinaryIO) -> bytes:
    """Return the next line that is not blank, or its start if it is long."""
    while line := stream.readline(_LONG_LINE):
        if line.removeprefix(BOM_UTF8).strip():
            return line
    return b""


def _is_value(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(stream: BinaryIO, source: Source) -> Iterator[Item | FileFailure]:
    number = 0
    for line_number, raw in enumerate(stream, start=1):
        content = raw.removeprefix(BOM_UTF8) if line_number == 1 else raw
        if not content.strip():
            continue
        number += 1
        try:
            value = msgspec.json.decode(content)
        except (ValueError, RecursionError) as error:
            yield FileFailure(
                source.text_name(line_number), f"{source.name}, line {line_number}: {json_complaint(error, content)}."
            )
        else:
            yield Item(line_number, f"line {line_number}", value)


class _Reading:
    """A place in a growing text."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = getincrementaldecoder("utf-8")().decode
        self._text = ""
        self._at = 0
        self._lines_before = 1
        self._columns_before = 0
        self._decoder = json.JSONDecoder()

    @property
    def line(self) -> int:
        """Number of the line that is being read."""
        return self._lines_before + self._text.count("\n", 0, self._at)

    def items(self) -> Iterator[Any]:
        """Yield the items of the array that begins here.

        Raises:
            ValueError: there is none.
        """
        if self.next_sign() != "[":
            raise ValueError("expected a JSON array")
        self._pass_sign()
        if self.next_sign() == "]":
            self._pass_sign()
            return
        while True:
            yield self._item()
            sign = self.next_sign()
            if sign == "]":
                self._pass_sign()
                return
            if sign != ",":
                raise ValueError("expected ',' or ']' after an item")
            self._pass_sign()

    def lists(self) -> Iterator[Any]:
        """Yield the items of arrays that follow one another.

        Raises:
            ValueError: something else does.
        """
        while self.next_sign():
            yield from self.items()

    def row(self) -> Iterator[Any]:
        """Yield values that follow one another, with or without commas between.

        Raises:
            ValueError: something is no JSON value.
        """
        while self.next_sign():
            yield self._item()
            if self.next_sign() == ",":
                self._pass_sign()

    def next_sign(self) -> str:
        """Return the next character that is no blank, or an empty string at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text) or not self._more(_CHUNK):
                return self._text[self._at : self._at + 1]

    def _pass_sign(self) -> None:
        self._at += 1

    def _item(self) -> Any:
        """Return the value that begins here."""
        self.next_sign()
        size = _CHUNK
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
                # Reading ever more at a time keeps the number of attempts small.
                size *= 2
                if not cut or not self._more(size):
                    self._at = error.pos
                    if "\n" not in error.doc[: error.pos]:
                        error.colno += self._columns_before
                    raise
            else:
                return value

    def _more(self, size: int) -> bool:
        """Read on; return False at the end."""
        more = ""
        while not more:  # the bytes that were read may be a part of one character
            raw = self._stream.read(size)
            more = self._decode(raw, final=not raw)
            if not raw:
                break
        if not more:
            return False
        line_ends = self._text.count("\n", 0, self._at)
        self._lines_before += line_ends
        line_starts = self._text.rfind("\n", 0, self._at) + 1
        self._columns_before = self._at - line_starts + (0 if line_ends else self._columns_before)
        self._text = self._text[self._at :] + more
        self._at = 0
        return True
