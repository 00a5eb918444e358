"""A table of all spans as CSV (RFC 4180, UTF-8), for spreadsheets and statistics.

It holds no texts: coming in, each row is a span of a text that the project has already, or that lies in a folder that
the user names. Cells that a spreadsheet would run as a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import BinaryIO

from core.domain.project.jobs import FileFailure
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import Span
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention, checked_score, placed
from core.formats.sample import Sample
from core.formats.standoff.texts import find_text
from core.formats.tables.rows import table_rows

COLUMNS = ("file", "start", "end", "entity", "text", "origin", "score", "who", "when")
_NEEDED = COLUMNS[:4]
_SUGGESTION = "suggestion"

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MADE_SAFE = re.compile(r"'+[=+\-@\t\r]")


class CsvSpans:
    """Reads and writes one row a span.

    Args:
        raw: write cells as they are, even if a spreadsheet would run them.
    """

    name = "csv"
    expects = "a CSV table with the columns file, start, end and entity"
    carries = frozenset({Carries.SUGGESTIONS, Carries.RECORD})

    def __init__(self, *, raw: bool = False) -> None:
        self._raw = raw

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the first line names the columns."""
        return not sample.is_json and all(column in sample.header for column in _NEEDED)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts that the rows name; the rows of a text follow one another."""
        rows = table_rows(stream, source, _NEEDED)
        for file, of_file in groupby(rows, lambda numbered: numbered[1].get("file") or ""):
            yield _file(file, list(of_file), source)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:
        """Write a row with the columns' names, and a row for each tag and suggestion.

        Where texts were drawn from a corpus, the last column is the id of the record.
        """
        row = io.StringIO(newline="")
        writer = csv.writer(row)

        def put(cells: Iterable[object]) -> None:
            writer.writerow([cell if self._raw else safe_cell(cell) for cell in cells])
            stream.write(row.getvalue().encode("utf-8"))
            row.seek(0)
            row.truncate()

        losses = []
        put((*COLUMNS, *(["id"] if about.has_records else [])))
        for file in files:
            for span in (*file.spans, *file.suggestions):
                record = [file.record] if about.has_records else []
                quote = file.text[span.start : span.end]
                put((file.name, span.start, span.end, span.entity, quote, *_about(span), *record))
            if not file.spans and not file.suggestions:
                losses.append(Loss("file without a span", file.name))
        return losses


def safe_cell(cell: object) -> object:
    """Put an apostrophe before a cell that a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _as_it_was(cell: str) -> str:
    return cell[1:] if _MADE_SAFE.match(cell) else cell


def _about(span: Span) -> tuple[object, ...]:
    """Return origin, score, who, when."""
    if isinstance(span, Suggestion):
        return _SUGGESTION, f"{span.score:.6g}", "", ""
    if isinstance(span, Tag):
        score = span.origin.score
        return span.origin.kind.value, "" if score is None else f"{score:.6g}", span.by, span.at
    return "", "", "", ""


def _file(file: str, rows: list[tuple[int, Mapping[str, str]]], source: Source) -> Read:
    folders = [*source.texts, *([source.folder] if source.folder else [])]
    number = rows[0][0]
    try:
        name, text = find_text(folders, dict.fromkeys((_as_it_was(file), file)))
        mentions = []
        for number, row in rows:  # noqa: B007 - the number of the row that fails
            mentions.append(_mention(row))
        spans, adjusted = _placed(text, mentions, name)
        number = rows[0][0]
        scored = [(span, row) for span, (_, row) in zip(spans, rows, strict=True)]
        suggestions = [
            Suggestion(span.start, span.end, span.entity, checked_score(float(row.get("score") or "nan")))
            for span, row in scored
            if row.get("origin") == _SUGGESTION
        ]
    except ValueError as error:
        return FileFailure(file, f"{source.name}, line {number}: {error}.")
    tags = tuple(span for span, row in scored if row.get("origin") != _SUGGESTION)
    return ExchangedFile(name, text, tags, tuple(suggestions), bool(tags), adjusted=adjusted)


def _mention(row: Mapping[str, str]) -> Mention:
    start, end, entity = row.get("start") or "", row.get("end") or "", row.get("entity") or ""
    if not (start.isdecimal() and end.isdecimal() and entity):
        raise ValueError(f"found start {start!r}, end {end!r} and entity {entity!r}; expected two numbers and a name")
    return Mention(int(start), int(end), _as_it_was(entity), row.get("text"))


def _placed(text: str, mentions: list[Mention], name: str) -> tuple[list[Span], tuple[Loss, ...]]:
    """Place rows of a table whose cells were made safe, or of one that was written as it is."""
    with suppress(ValueError):
        safe = [Mention(m.start, m.end, m.entity, m.quote and _as_it_was(m.quote)) for m in mentions]
        return placed(text, safe, name)
    return placed(text, mentions, name)
