"""JSON Lines, whatever the fields: one object a line, one line a text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from core.errors import RequestError
from core.formats.interface import ExchangedFile

L = TypeVar("L", bound=msgspec.Struct)


def read_lines(
    stream: BinaryIO, source: str, line_type: type[L], made: Callable[[L, int], ExchangedFile]
) -> Iterator[ExchangedFile]:
    """The texts in a stream, read line by line.

    Args:
        stream: the content.
        source: what to call it in error sentences.
        line_type: fields of a line.
        made: makes a text of a line and its number; a ValueError says what is wrong with it.

    Raises:
        RequestError: a line has other fields, or cannot be made into a text.
    """
    decoder = msgspec.json.Decoder(line_type)
    for number, raw in enumerate(stream, start=1):
        content = raw.removeprefix(BOM_UTF8) if number == 1 else raw
        if not content.strip():
            continue
        try:
            yield made(decoder.decode(content), number)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise RequestError(f"{source}, line {number}: {error}.") from error


def has_fields(start: bytes, *fields: str) -> bool:
    """Whether JSON that starts so has all these fields, at whatever depth.

    A field cannot be taken for a part of a text: there, its quotes would be escaped.
    """
    return all(re.search(rb'"%s"\s*:' % field.encode(), start) for field in fields)


def begins(start: bytes, sign: bytes) -> bool:
    """Whether the first character that is no blank is this one."""
    return start.removeprefix(BOM_UTF8).lstrip().startswith(sign)


def numbered_name(number: int) -> str:
    """The name of a text that has none: its number in the file."""
    return f"{number:05d}.txt"
