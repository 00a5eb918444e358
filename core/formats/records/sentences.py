"""Errors of JSON parsers, in words that name the place and not the parser."""

from __future__ import annotations

import json
import re

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a string",
    "array": "a list",
    "object": "an object",
    "bool": "true or false",
    "null": "null",
}

_ENCODING = "not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8"

_EXPECTED = re.compile(r"Expected `(.+?)`, got `(.+?)`(?: - at `(.+?)`)?$")
_MISSING = re.compile(r"Object missing required field `(.+?)`(?: - at `(.+?)`)?$")
_LENGTH = re.compile(r"Expected `array` of length (\d+), got (\d+)(?: - at `(.+?)`)?$")
_INVALID = re.compile(r"Invalid enum value (.+?)(?: - at `(.+?)`)?$")
_LINE_END = b"\n"
_BYTE = re.compile(r"\(byte (\d+)\)")


def json_complaint(error: Exception, raw: bytes = b"") -> str:
    """Say what is wrong with a JSON value, without a full stop.

    Args:
        error: what a parser raised.
        raw: the content that it parsed, for the column.
    """
    if isinstance(error, UnicodeError):
        return _ENCODING
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON at column {error.colno}"
    said = str(error)
    if "Invalid UTF-8" in said or "can't decode" in said:
        return _ENCODING
    if "truncated" in said:
        return "it ends in the middle of a JSON value"
    if (byte := _broken_at(said)) is not None:
        return f"not valid JSON at column {_column(raw, byte)}" if raw else "not valid JSON"
    return _about_value(said)


def json_fault(error: Exception, raw: bytes) -> str:
    """Say where and why a whole content is not the JSON expected, after its name: at which line, if it is not JSON."""
    byte = _broken_at(str(error))
    place = f", line {raw.count(_LINE_END, 0, byte) + 1}" if byte is not None else ""
    return f"{place}: {json_complaint(error, raw)}"


def _broken_at(said: str) -> int | None:
    """Return the byte at which a parser says that the content is not JSON; None if it complains of something else."""
    byte = _BYTE.search(said) if "malformed" in said or "trailing" in said else None
    return int(byte[1]) if byte else None


def _column(raw: bytes, byte: int) -> int:
    line_starts = raw.rfind(_LINE_END, 0, byte) + 1
    return len(raw[line_starts:byte].decode("utf-8", "replace")) + 1


def _about_value(said: str) -> str:
    """Say what is wrong with a value that is JSON, but not the one expected."""
    if match := _EXPECTED.search(said):
        expected, found, at = match.groups()
        return f"{_at(at)} is {_kind(found)} where {_kind(expected)} is expected"
    if match := _MISSING.search(said):
        return f"the field {match[1]!r} is missing" + (f" in {match[2]}" if match[2] else "")
    if match := _LENGTH.search(said):
        return f"{_at(match[3])} has {match[2]} items where {match[1]} are expected"
    if match := _INVALID.search(said):
        return f"{_at(match[2])} is {match[1]}, which is not allowed there"
    return said


def _at(path: str | None) -> str:
    return path or "the value"


def _kind(said: str) -> str:
    names = [_KINDS.get(each.strip(), each.strip()) for each in said.split("|")]
    return " or ".join(name for name in names if name != "null") or "null"
