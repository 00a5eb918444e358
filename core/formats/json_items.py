"""Objects of a long JSON array, one at a time, so that memory does not grow with the array."""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any, BinaryIO

_CHUNK = 1 << 16

_NEAR_END = 16
"""An error so near to the end of what was read may only mean that more has to be read."""

_BLANKS = " \t\r\n\ufeff"


def array_items(stream: BinaryIO) -> Iterator[Any]:
    """The items of a JSON array that is all of the stream.

    Raises:
        ValueError: the content is no JSON array in UTF-8.
    """
    reading = _Reading(stream)
    if reading.next_sign() != "[":
        raise ValueError("expected a JSON array")
    reading.pass_sign()
    if reading.next_sign() == "]":
        return
    while True:
        yield reading.item()
        sign = reading.next_sign()
        if sign == "]":
            return
        if sign != ",":
            raise ValueError("expected ',' or ']' after an item")
        reading.pass_sign()


class _Reading:
    """A place in a growing text."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = getincrementaldecoder("utf-8")().decode
        self._text = ""
        self._at = 0
        self._decoder = json.JSONDecoder()

    def next_sign(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text) or not self._more(_CHUNK):
                return self._text[self._at : self._at + 1]

    def pass_sign(self) -> None:
        """Goes on behind one character."""
        self._at += 1

    def item(self) -> Any:
        """The value that begins here."""
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
                    raise
            else:
                return value

    def _more(self, size: int) -> bool:
        """Reads on; False at the end."""
        more = ""
        while not more:  # what was read may be a part of one character
            raw = self._stream.read(size)
            more = self._decode(raw, final=not raw)
            if not raw:
                break
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)
