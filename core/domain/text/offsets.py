"""Convert offsets between code points and other units."""

from __future__ import annotations

from bisect import bisect_left

_LAST_BMP = 0xFFFF


class Utf16Offsets:
    """Converts offsets of one text between Unicode code points and UTF-16 code units.

    A character outside the Basic Multilingual Plane (most emoji) is one code point and two units.
    """

    def __init__(self, text: str) -> None:
        wide = [index for index, char in enumerate(text) if ord(char) > _LAST_BMP]
        self._wide = wide
        self._wide_units = [index + extra for extra, index in enumerate(wide)]

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 offset of a code point offset."""
        return offset + bisect_left(self._wide, offset)

    def from_utf16(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 offset.

        Raises:
            ValueError: the offset falls inside a character.
        """
        before = bisect_left(self._wide_units, offset)
        if before and self._wide_units[before - 1] + 1 == offset:
            raise ValueError(f"UTF-16 offset {offset} falls inside a character")
        return offset - before
