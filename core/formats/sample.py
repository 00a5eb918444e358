"""The start of a content, parsed once, from which its format is recognised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.encodings import not_utf8
from core.formats.records.values import json_values
from core.formats.source import Source
from core.formats.tables.rows import cells_of, separator_of

START = 1 << 16
"""Bytes that are looked at, in addition to whole JSON values."""

_VALUES = 20

_MOST = 0.5
"""Share of the first values that shows a format."""

_ROOT = re.compile(r"<(?![?!])\s*([\w:.-]+)")


@dataclass(frozen=True)
class Sample:
    """The start of a content.

    Attributes:
        start: its first bytes.
        values: its first JSON values; empty if it is not JSON.
        name: of the file; empty for standard input.
        is_array: the content begins like a JSON list.
        json_fault: why its first part that begins like JSON cannot be read, in a sentence; empty if it can.
    """

    start: bytes
    values: tuple[Any, ...] = ()
    name: str = ""
    is_array: bool = False
    json_fault: str = ""

    @cached_property
    def text(self) -> str:
        """The first bytes as text."""
        return self.start.decode("utf-8", "replace").lstrip("\ufeff")

    @cached_property
    def fault(self) -> str:
        """Why the first bytes are no UTF-8, where, and what to do; empty if they are, or are no text at all."""
        try:
            self.start.rpartition(b"\n")[0].decode("utf-8") if len(self.start) >= START else self.start.decode("utf-8")
        except UnicodeDecodeError as error:
            return "" if b"\0" in self.start else not_utf8(error)
        return ""

    @cached_property
    def lines(self) -> list[str]:
        """The first lines, without the last one if it may be cut."""
        lines = self.text.split("\n" if "\n" in self.text else "\r")
        if len(self.start) >= START and len(lines) > 1:
            lines.pop()
        return [line.rstrip("\r") for line in lines[:200]]

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """The first JSON values that are objects."""
        return [value for value in self.values if isinstance(value, dict)]

    @cached_property
    def header(self) -> list[str]:
        """Cells of the first line, read as that of a table."""
        first = self.lines[0] if self.lines else ""
        return [cell.strip() for cell in cells_of(first, separator_of(first))]

    @cached_property
    def root(self) -> str:
        """Name of the root element if the content is XML, without its prefix."""
        if not self.text.lstrip().startswith("<"):
            return ""
        found = _ROOT.search(self.text)
        return found[1].rpartition(":")[2] if found else ""

    @property
    def is_json(self) -> bool:
        """Whether the content consists of JSON values."""
        return bool(self.values)

    def most(self, fits: Callable[[dict[str, Any]], bool]) -> bool:
        """Decide whether most of the first objects fit; a few bad ones, and other values, hide no format."""
        fitting = sum(map(fits, self.objects))
        return fitting > 0 and fitting >= _MOST * len(self.objects)

    def most_have(self, *fields: str) -> bool:
        """Decide whether most of the first values are objects that have all of these fields."""
        return self.most(lambda value: all(name in value for name in fields))

    def any_object(self, *fields: str) -> bool:
        """Return whether one of the first values is an object that has one of these fields."""
        return any(name in value for value in self.objects for name in fields)

    def looks_like(self) -> str:
        """Describe the content in a noun phrase, for a message."""
        if self.values:
            kind = "a JSON array of" if self.is_array else "JSON:"
            fields = list(dict.fromkeys(name for value in self.objects for name in value))
            if self.objects and not fields:
                return f"{kind} objects without fields"
            if self.objects:
                more = ", ..." if len(fields) > 8 else ""
                return f"{kind} objects with the fields {', '.join(map(repr, fields[:8]))}{more}"
            return f"{kind} {'lists' if isinstance(self.values[0], list) else 'plain values'}"
        if self.root:
            return f"XML or HTML with the element <{self.root}>"
        if b"\0" in self.start:
            return "binary data"
        if not self.start.strip():
            return "an empty file"
        return f"text that begins with {self.lines[0][:40]!r}"


def sampled(stream: BinaryIO, name: str = "") -> Sample:
    """Read the start of a content, and go back to its start."""
    stream.seek(0)
    start = stream.read(START)
    stream.seek(0)
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    values, fault = _first_values(stream, name) if first in (b"{", b"[") else ([], "")
    stream.seek(0)
    return Sample(start, tuple(values), name, first == b"[", fault)


def _first_values(stream: BinaryIO, name: str) -> tuple[list[Any], str]:
    """Return the first values, and why the first that cannot be read cannot; an empty string if all can."""
    values: list[Any] = []
    fault = ""
    try:
        for item in islice(json_values(stream, Source(name)), _VALUES):
            if isinstance(item, FileFailure):
                fault = fault or item.reason
            else:
                values.append(item.value)
    except RequestError as error:
        fault = fault or str(error)
    return values, fault
