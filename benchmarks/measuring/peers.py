"""What others take on the same machine in the same run: a minimal Textual app, Textual's table, slate, TinyDB."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from tinydb import TinyDB

from benchmarks.measuring import made
from benchmarks.measuring.line import Answer, terminal

_MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("usable")
Minimal().run()
"""

_TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("File", "Tags", "Suggested", "Records", "Set", "State")
        table.add_rows((f"{n // 1000:03d}/{n:06d}.txt", 3, 0, 1, "training", "") for n in range(1000))
Table().run()
"""

_MODES = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}


def minimal_app(folder: Path) -> tuple[float, float]:
    """Return seconds to the first text of the smallest Textual app, and its memory in MiB."""
    script = folder / "minimal.py"
    script.write_text(_MINIMAL)
    with terminal([sys.executable, script], _MODES, folder) as screen:
        seconds = screen.shows("usable")
        screen.rest()
        return seconds, screen.memory


def table_moves(folder: Path, keys: int) -> list[Answer]:
    """Measure a held cursor key in Textual's own table of 1,000 rows."""
    script = folder / "table.py"
    script.write_text(_TABLE)
    with terminal([sys.executable, script], _MODES, folder) as screen:
        screen.shows("000010.txt")
        screen.rest()
        return [screen.press(b"\x1b[B") for _ in range(keys)]


class Slate:
    """slate-nlp, installed from the package index into a folder of its own.

    Attributes:
        is_there: whether it could be installed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "slate"
        self._command = self._folder / "environment" / "bin" / "slate"
        environment = self._folder / "environment"
        steps: list[list[str | Path]] = [
            [sys.executable, "-m", "venv", environment],
            [environment / "bin" / "pip", "-q", "install", "slate-nlp"],
        ]
        self.is_there = all(subprocess.run(step, capture_output=True).returncode == 0 for step in steps)

    def review(self, name: str, content: str, tags: int, keys: int) -> tuple[float, list[Answer]]:
        """Measure the seconds to open a text of so many tagged words, and to label a word and go to the next."""
        path = self._folder / f"{name}.txt"
        path.write_text(content, encoding="utf-8")
        path.with_name(f"{name}.txt.annotations").write_text("".join(_annotations(content, tags)))
        with terminal([self._command, path, "-o"], {}, self._folder) as screen:
            opened = screen.settled(60).seconds
            return opened, [screen.press(key) for key in islice(cycle([b" a", b";"]), keys)]


def _annotations(content: str, tags: int) -> list[str]:
    """Return the tags as slate keeps them: by line, and word in the line."""
    starts = {start for start, _, _ in made.spans(content, tags)}
    lines, offset = [], 0
    for number, line in enumerate(content.split("\n")):
        at = offset
        for token, word in enumerate(line.split(" ")):
            if at in starts:
                lines.append(f"({number}, {token}) - label:a\n")
            at += len(word) + 1
        offset += len(line) + 1
    return lines


def tinydb_update(folder: Path, documents: int = 10_000) -> float:
    """Median seconds of one update of one document with TinyDB's own storage."""
    db = TinyDB(folder / "tinydb.json")
    db.insert_multiple({"name": f"{number:06d}.txt", "tags": list(range(30))} for number in range(documents))
    seconds = []
    for number in range(5):
        began = time.perf_counter()
        db.update({"tags": []}, doc_ids=[number + 1])
        seconds.append(time.perf_counter() - began)
    db.close()
    return median(seconds)


def bare_write(path: Path, content: bytes) -> float:
    """Return seconds to write a file and wait for the disk."""
    began = time.perf_counter()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - began


def seconds_of(answers: Sequence[Answer]) -> list[float]:
    """Return the times alone."""
    return [answer.seconds for answer in answers]


def bytes_of(answers: Sequence[Answer]) -> list[float]:
    """Return the bytes alone."""
    return [answer.bytes for answer in answers]
