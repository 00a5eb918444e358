"""Parquet files of token classification, read and written by a process of its own.

    python -m core.formats.binary.parquet_program read FILE     rows of a Parquet file as JSON Lines on stdout
    python -m core.formats.binary.parquet_program write FILE    names of tags, then rows, as JSON Lines on stdin

Numbers that stand for names are replaced by the names, as the file's metadata declares them. An error is one line on
stderr, and exit status 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from core.formats.records.token_lists import names_in

_ROWS = 1000
"""Rows that are held in memory."""

_METADATA = b"huggingface"


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file."""
    file = parquet.ParquetFile(path)
    metadata = file.schema_arrow.metadata or {}
    names = names_in(json.loads(metadata.get(_METADATA, b"{}")))
    for batch in file.iter_batches(batch_size=_ROWS):
        for row in batch.to_pylist():
            yield {field: _named(held, names.get(field)) for field, held in row.items() if _is_plain(held)}


def write(rows: Iterable[Mapping[str, Any]], names: Sequence[str], path: Path) -> None:
    """Write rows, tags as numbers whose names the metadata declares."""
    known = {name: number for number, name in enumerate(names)}
    features = {
        "tokens": {"feature": {"dtype": "string", "_type": "Value"}, "_type": "List"},
        "ner_tags": {"feature": {"names": list(names), "_type": "ClassLabel"}, "_type": "List"},
        "name": {"dtype": "string", "_type": "Value"},
    }
    schema = pa.schema(
        [("tokens", pa.list_(pa.string())), ("ner_tags", pa.list_(pa.int64())), ("name", pa.string())],
        {_METADATA: json.dumps({"info": {"features": features}}).encode()},
    )
    with parquet.ParquetWriter(path, schema) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append({**row, "ner_tags": [known[tag] for tag in row["ner_tags"]]})
            if len(batch) == _ROWS:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema))


def _named(held: Any, names: Sequence[str] | None) -> Any:
    if names is None or not isinstance(held, list):
        return held
    return [names[tag] if isinstance(tag, int) and 0 <= tag < len(names) else tag for tag in held]


def _is_plain(held: object) -> bool:
    """Decide whether a value can be JSON."""
    if isinstance(held, list):
        return all(map(_is_plain, held))
    if isinstance(held, dict):
        return all(map(_is_plain, held.values()))
    return held is None or isinstance(held, str | int | float | bool)


def main(arguments: Sequence[str]) -> int:
    """Run the program and return the exit status."""
    try:
        action, name = arguments
        if action == "write":
            lines = iter(sys.stdin.buffer)
            names = json.loads(next(lines))
            write(map(json.loads, lines), names, Path(name))
            return 0
        for row in read(Path(name)):
            sys.stdout.buffer.write(json.dumps(row).encode() + b"\n")
    except Exception as error:  # noqa: BLE001 - one line for the user, whatever is wrong in a file
        print(f"{type(error).__name__}: {error}".splitlines()[0][:300], file=sys.stderr)  # noqa: T201 - a program
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
