"""A table of all spans as CSV (RFC 4180, UTF-8), for spreadsheets and statistics; written only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss

COLUMNS = ("file", "start", "end", "entity", "text", "origin", "score", "who", "when")


class CsvSpans:
    """Writes one row a span."""

    name = "csv"
    carries = frozenset({Carries.SUGGESTIONS})

    def recognises(self, start: bytes) -> bool:  # noqa: ARG002 - part of the interface
        """Never: a table of spans lacks the texts, and is not read."""
        return False

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """Nothing.

        Raises:
            RequestError: always.
        """
        raise RequestError(f"{source} cannot be imported: csv holds spans without their texts; choose another format.")

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes a row with the columns' names, and a row for each tag and suggestion."""
        row = io.StringIO(newline="")
        writer = csv.writer(row)

        def put(cells: Iterable[object]) -> None:
            writer.writerow(cells)
            stream.write(row.getvalue().encode("utf-8"))
            row.seek(0)
            row.truncate()

        losses = []
        put(COLUMNS)
        for file in files:
            for span in (*file.spans, *file.suggestions):
                put((file.name, span.start, span.end, span.entity, file.text[span.start : span.end], *_about(span)))
            if not file.spans and not file.suggestions:
                losses.append(Loss("file without a span", file.name))
        return losses


def _about(span: Span) -> tuple[object, ...]:
    """Origin, score, who, when."""
    if isinstance(span, Suggestion):
        return "suggestion", f"{span.score:.6g}", "", ""
    if isinstance(span, Tag):
        score = span.origin.score
        return span.origin.kind.value, "" if score is None else f"{score:.6g}", span.by, span.at
    return "", "", "", ""
