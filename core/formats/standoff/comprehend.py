"""Amazon Comprehend's custom entity recognition: a CSV of places in texts in the same folder.

    File,Line,Begin Offset,End Offset,Type
    docs.txt,0,0,9,Person

With one document a line, `Line` counts the lines of the file from 0; with one document a file, it is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from core.domain.project.jobs import FileFailure
from core.formats.interface import Read, Source
from core.formats.placing import Mention
from core.formats.records.texts import tagged_text
from core.formats.sample import Sample
from core.formats.standoff.texts import find_text
from core.formats.tables.rows import table_rows

_COLUMNS = ("file", "begin offset", "end offset", "type")


class Comprehend:
    """Reads annotations and the texts that they name."""

    name = "comprehend"
    expects = "a CSV table with the columns File, Line, Begin Offset, End Offset and Type"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the first line names the columns."""
        header = [cell.casefold() for cell in sample.header]
        return not sample.is_json and all(column in header for column in _COLUMNS)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the documents of all files that the table names, those without an annotation untagged."""
        found: dict[str, dict[int | None, list[Mention]]] = {}
        for number, row in table_rows(stream, source, _COLUMNS):
            cells = {name.strip().casefold(): cell for name, cell in row.items()}
            try:
                line = int(cells["line"]) if cells.get("line", "").strip() else None
                mention = Mention(int(cells["begin offset"]), int(cells["end offset"]), cells["type"])
                found.setdefault(cells["file"], {}).setdefault(line, []).append(mention)
            except (KeyError, ValueError):
                shown = ",".join(map(str, cells.values()))[:60]
                yield FileFailure(
                    cells.get("file", source.name),
                    f"{source.name}, line {number}: found {shown!r}; expected a file, a line, two offsets and a type.",
                )
        folders = _folders(source)
        for file, by_line in found.items():
            yield from _documents(folders, file, by_line)


def _folders(source: Source) -> list[Path]:
    return [*([source.folder] if source.folder else []), *source.texts]


def _documents(folders: Sequence[Path], file: str, by_line: dict[int | None, list[Mention]]) -> Iterator[Read]:
    try:
        name, text = find_text(folders, [file])
    except ValueError as error:
        yield FileFailure(file, f"{error}.")
        return
    if None in by_line:
        yield _document(name, text, [mention for mentions in by_line.values() for mention in mentions])
        return
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    stem = name.removesuffix(".txt")
    for number, line in enumerate(lines):
        if line.strip():
            yield _document(f"{stem}-{number + 1:05d}.txt", line, by_line.get(number, []))
    for wanted in by_line:
        if wanted is None or not 0 <= wanted < len(lines):
            yield FileFailure(file, f"It has {len(lines)} lines, and no line {wanted}.")


def _document(name: str, text: str, mentions: list[Mention]) -> Read:
    try:
        return tagged_text(name, text, mentions)
    except ValueError as error:
        return FileFailure(name, f"{error}.")
