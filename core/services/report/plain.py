"""Names of strangers made safe to show in a page."""

from __future__ import annotations

from unicodedata import category

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
"""Categories of what acts, breaks lines, reorders text, or is not seen."""

_JOINER = "\u200d"
"""Stays as it is, though it is not seen: emoji are made with it."""


def plain(text: str) -> str:
    """Return a text on one line, with a sign for each character that is not seen or changes how others are seen."""
    return "".join(map(_plain_char, text))


def _plain_char(char: str) -> str:
    if char in "\t\r\n":
        return " "
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))
    return "\ufffd" if category(char) in _HIDDEN and char != _JOINER else char
