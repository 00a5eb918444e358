"""Read the data sets that the benchmarks measure on."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from pathlib import Path

from core.domain.text.spans import Span, position
from core.learning.training.examples import Example

FOLDER = Path(os.environ.get("AUTOTAG_DATA", Path(__file__).parents[2] / "shared" / "data"))


def require() -> None:
    """End the program with a message if the data folder is missing."""
    if not FOLDER.is_dir():
        sys.exit(f"No data sets in {FOLDER}: set AUTOTAG_DATA to the folder that holds wnut17, sec_filings and others.")


def loan_agreements() -> list[Example]:
    """Twenty loan agreements with twelve entities, about two thousand characters each."""
    folder = FOLDER / "azure_loan_agreements"
    labels = json.loads((folder / "loanAgreementsLabels.json").read_text("utf-8"))
    return [
        Example(
            document["location"],
            # The offsets count UTF-16 units, which are code points here: these texts hold no others.
            (folder / document["location"]).read_bytes().decode("utf-8-sig"),
            _spans(
                (label["offset"], label["offset"] + label["length"], label["category"])
                for region in document["entities"]
                for label in region["labels"]
            ),
        )
        for document in labels["assets"]["documents"]
    ]


def tweets(part: str) -> list[Example]:
    """Ten tweets a file, rare and emerging names (WNUT 2017); `part` is "train" or "test"."""
    return _from_lines("wnut17", part)


def filings(part: str) -> list[Example]:
    """Loan agreements from filings with the US Securities and Exchange Commission; `part` as in `tweets`."""
    return _from_lines("sec_filings", part)


def support_tickets() -> list[Example]:
    """Return the tickets of the sample project, with the right tags of all of them."""
    sample = Path(__file__).parents[1] / "sample_projects" / "support_tickets"
    with (sample.parents[1] / "tests" / "gold" / "support_tickets.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Example(record["name"], (sample / record["name"]).read_bytes().decode("utf-8-sig"), _spans(record["spans"]))
        for record in records
    ]


_MARKED = re.compile(r"\{(\w+)\|([^}]*)\}")


def short_comments() -> list[Example]:
    """Return comments of some 45 words, written for this benchmark, as people write in a hurry."""
    lines = Path(__file__).with_name("short_comments.txt").read_text("utf-8").splitlines()
    return [_unmarked(f"{number:03d}", line) for number, line in enumerate(lines, start=1)]


def _unmarked(name: str, line: str) -> Example:
    """Read a text with tags written as `{Entity|text}`."""
    text, spans, position = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[position : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        position = match.end()
    return Example(name, text + line[position:], tuple(spans))


def first(examples: list[Example], count: int, seed: int = 0) -> list[Example]:
    """Choose so many of the examples by a fixed shuffle."""
    shuffled = list(examples)
    random.Random(seed).shuffle(shuffled)
    return shuffled[:count]


def _from_lines(name: str, part: str) -> list[Example]:
    with (FOLDER / name / f"{part}.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Example(
            record["meta"]["name"], record["text"], _spans((s["start"], s["end"], s["label"]) for s in record["spans"])
        )
        for record in records
    ]


def _spans(borders: object) -> tuple[Span, ...]:
    return tuple(sorted({Span(*each) for each in borders}, key=position))  # type: ignore[attr-defined]
