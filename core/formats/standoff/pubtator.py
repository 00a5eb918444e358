"""PubTator: a title line, an abstract line, and a line for each annotation, separated by blank lines.

17|t|Title
17|a|Abstract
17<TAB>0<TAB>5<TAB>Title<TAB>Disease<TAB>D003643
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from core.domain.project.jobs import FileFailure
from core.formats.encodings import text_lines
from core.formats.interface import Loss, Read, Source
from core.formats.placing import Mention
from core.formats.records.texts import tagged_text
from core.formats.sample import Sample

_PART = re.compile(r"([^|\t]+)\|([ta])\|(.*)")


class PubTator:
    """Reads PubTator files; title and abstract become two lines of one text."""

    name = "pubtator"
    expects = "lines like '17|t|Title' and '17|a|Abstract'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the first line is a title."""
        first = next((line for line in sample.lines if line.strip()), "")
        match = _PART.fullmatch(first)
        return not sample.is_json and match is not None and match[2] == "t"

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, called after their numbers."""
        block: list[tuple[int, str]] = []
        for number, raw in enumerate(text_lines(stream, source), start=1):
            line = raw.rstrip("\r\n")
            match = _PART.fullmatch(line)
            if block and (not line.strip() or (match is not None and match[2] == "t")):
                yield _read_block(block, source)
                block = []
            if line.strip():
                block.append((number, line))
        if block:
            yield _read_block(block, source)


def _read_block(block: list[tuple[int, str]], source: Source) -> Read:
    number, first = block[0]
    start = _PART.fullmatch(first)
    id_ = start[1].strip() if start else f"line-{number}"
    name = re.sub(r"[^\w.-]+", "_", id_) + ".txt"
    parts: list[str] = []
    mentions: list[Mention] = []
    losses: list[Loss] = []
    for number, line in block:
        if match := _PART.fullmatch(line):
            parts.append(match[3])
            continue
        cells = line.split("\t")
        if len(cells) == 4 and not cells[1].strip().isdecimal():
            losses.append(Loss("relation", f"{name}, {cells[1]}"))
        elif len(cells) < 5 or not (cells[1].isdecimal() and cells[2].isdecimal()):
            return FileFailure(
                name, f"{source.name}, line {number}: found {line[:60]!r}; expected id, start, end, text and type."
            )
        else:
            mentions.append(Mention(int(cells[1]), int(cells[2]), cells[4].strip(), cells[3]))
            if len(cells) > 5 and cells[5].strip(" -"):
                losses.append(Loss("identifier of a concept", f"{name}, {cells[5]}"))
    try:
        return tagged_text(name, "\n".join(parts), mentions, tuple(losses), tagged=True)
    except ValueError as error:
        return FileFailure(name, f"{source.name}, line {block[0][0]}: {error}.")
