"""Processes that write and say what they have written, to be killed: `python -m harness.victims KIND FOLDER`.

Each prints a number when the write of that number has been acknowledged, and goes on until it dies.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file
from core.store.disk.storage import RecordFile

WORDS = 2000
"""Words of the text that is decided on."""

_LARGEST = 20_000
"""Characters of the row that grows and shrinks, as tags of a file do."""


def save_rows_to_record_file(folder: Path) -> None:
    file = _record_file(folder)
    number = max(record_file_rows(folder), default=-1)
    while True:
        number += 1
        with file.transaction() as db:
            _save_row(db, number)
        print(number, flush=True)


def record_file_rows(folder: Path) -> set[int]:
    return _rows(_record_file(folder).read())


def save_rows_to_json_storage(folder: Path) -> None:
    _save_rows(TinyDB(folder / "rows.json"))


def save_rows_to_caching_middleware(folder: Path) -> None:
    _save_rows(TinyDB(folder / "rows.json", storage=CachingMiddleware(JSONStorage)))  # type: ignore[no-untyped-call]


def tinydb_rows(folder: Path) -> set[int]:
    with TinyDB(folder / "rows.json") as db:
        return _rows(db)


def decide(folder: Path) -> None:
    """Tag word after word, and save now and then."""
    opened = open_file.open_file(projects.open_project(folder), "words.txt")
    for number in range(len(opened.session.current.tags), WORDS):
        opened.record(opened.session.tag(word(number)))
        print(number, flush=True)
        if number % 20 == 19:
            opened.save()


def word(number: int) -> Span:
    """Return the word of the text that decision number so many is about."""
    return Span(number * 5, number * 5 + 4, "Person")


def text(words: int) -> str:
    """Return a text of so many words of four letters."""
    return "".join(f"{number:04d} " for number in range(words))


def _save_rows(db: TinyDB) -> None:
    number = max(_rows(db), default=-1)
    while True:
        number += 1
        _save_row(db, number)
        print(number, flush=True)


def _save_row(db: TinyDB, number: int) -> None:
    db.table("rows").insert({"number": number})
    db.table("large").upsert({"id": 1, "text": "x" * (number * 7919 % _LARGEST)}, lambda row: row["id"] == 1)


def _rows(db: TinyDB) -> set[int]:
    return {row["number"] for row in db.table("rows").all()}


def _record_file(folder: Path) -> RecordFile:
    return RecordFile(folder / "rows.json", "rows")


VICTIMS: dict[str, Callable[[Path], None]] = {
    "record-file": save_rows_to_record_file,
    "json-storage": save_rows_to_json_storage,
    "caching": save_rows_to_caching_middleware,
    "decisions": decide,
}

if __name__ == "__main__":
    VICTIMS[sys.argv[1]](Path(sys.argv[2]))
