"""Say of content that no format recognises: what it looks like, which formats come closest, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.formats import FORMATS
from core.formats.sample import Sample
from core.formats.tables.rows import cells_of, separator_of

_MOST = 4
"""Formats that are named."""

_FIRST_LINES = 4
"""Lines that have equally many cells if the content is a table."""

_PARTS = re.compile(r" and | of (?=')")
_QUOTED = re.compile(r"'([^']+)'")

_TABLES = ("csv", "comprehend", "labelstudio-csv", "conll")
_LINES = ("conll", "pubtator", "rasa")


def not_recognised(sample: Sample, name: str) -> str:
    """Return the message for content of this name."""
    if sample.fault:
        return f"{name} is {sample.fault}."
    if not sample.text.strip():
        return f"{name} is empty; give a file with texts."
    if b"\0" in sample.start:
        return f"The format of {name} is not recognised: it is binary data; convert it to text."
    if not sample.values and sample.json_fault:
        return (
            f"{sample.json_fault} The format is not recognised, since it begins like JSON and none of it can be read."
        )
    if not sample.values and sample.is_array:
        return f"{name} is an empty JSON list; give a file with texts."
    return f"The format of {name} is not recognised: from line 1 on it is {_described(sample)}"


def _described(sample: Sample) -> str:
    if sample.is_json:
        return f"{sample.looks_like()}. {_of_json(sample)} Convert it, or name its format with --format."
    if _is_table(sample):
        columns = ", ".join(map(repr, sample.header[:8]))
        tags = "If a column holds tags, say which: --format conll --tag-column NAME."
        return f"a table with the columns {columns}. {_expected(_TABLES)} {tags}"
    names = [name for name, each in FORMATS.items() if "XML" in each.expects] if sample.root else _LINES
    plain = "A text without tags goes into the folder of the project, as a .txt file."
    return f"{sample.looks_like()}. {_expected(names)} Convert it, or name its format with --format. {plain}"


def _is_table(sample: Sample) -> bool:
    lines = [line for line in sample.lines if line.strip()][:_FIRST_LINES]
    separator = separator_of(lines[0])
    return len(lines) > 1 and {len(cells_of(line, separator)) for line in lines} == {max(len(sample.header), 2)}


def _expected(names: Sequence[str]) -> str:
    return "Formats considered: " + ", ".join(f"{name} ({FORMATS[name].expects})" for name in names) + "."


def _of_json(sample: Sample) -> str:
    """Name the formats that share fields with the objects, and the fields that are missing."""
    fields = {name for value in sample.objects for name in value}
    lacking = {name: _lacking(each.expects, fields) for name, each in FORMATS.items() if "JSON" in each.expects}
    shares = {name: 1 - len(lacks) / len(_needed(FORMATS[name].expects)) for name, lacks in lacking.items()}
    closest = sorted((name for name in lacking if shares[name]), key=lambda name: -shares[name])[:_MOST]
    if not closest:
        return f"No format has any of these fields; the simplest one is jsonl ({FORMATS['jsonl'].expects})."
    return f"Formats considered: {', '.join(f'{name} ({_reason(name, lacking[name])})' for name in closest)}."


def _reason(name: str, lacks: Sequence[str]) -> str:
    expects = FORMATS[name].expects
    return f"{expects}; missing: {' and '.join(lacks)}" if lacks else f"{expects}; these fields hold something else"


def _needed(expects: str) -> list[list[str]]:
    """Return the fields that a format needs: one of each list."""
    return [fields for part in _PARTS.split(expects) if (fields := _QUOTED.findall(part))]


def _lacking(expects: str, fields: set[str]) -> list[str]:
    return [" or ".join(map(repr, any_of)) for any_of in _needed(expects) if not fields.intersection(any_of)]
