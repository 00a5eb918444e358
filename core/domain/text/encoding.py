"""Recognise Unicode encodings by their byte order mark, or by where their NULs are."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

SAMPLE = 4_096
"""Bytes of a content's start that decide."""

_MOSTLY = 0.4
"""Share of NULs in every second byte, or in three of four, that makes a text UTF-16 or UTF-32."""

_MARKS = (
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)

_UNMARKED = {"x0x0": "utf-16-le", "0x0x": "utf-16-be", "x000": "utf-32-le", "000x": "utf-32-be"}
"""Where NULs are in each four bytes of a text that is mostly ASCII."""


def marked_encoding(start: bytes) -> str:
    """Return the codec that a byte order mark names, which also removes the mark; an empty string without a mark."""
    return next((codec for mark, codec in _MARKS if start.startswith(mark)), "")


def unmarked_encoding(start: bytes) -> str:
    """Return the codec of a text in UTF-16 or UTF-32 without a byte order mark; an empty string if it is none.

    Such a text may be valid UTF-8, with a NUL next to each ASCII character. Real UTF-8 texts hold stray NULs at most.
    """
    sample = start[:SAMPLE]
    columns = [sample[place::4] for place in range(4)]
    return _UNMARKED.get("".join("0" if _is_mostly_nul(column) else "x" for column in columns), "")


def _is_mostly_nul(column: bytes) -> bool:
    return column.count(0) > _MOSTLY * len(column)
