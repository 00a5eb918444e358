"""Commands, killed at their work."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.domain.text.spans import ScoredSpan
from core.formats.interface import ExchangedFile
from core.formats.records.jsonl import Jsonl
from core.services.project import files
from core.store.tags.taggings import change_record
from harness import victims
from harness.killing.load import PATIENCE, Load, Moment
from harness.killing.project import make_project, unopenable


class Commands(Load):
    """Commands that accept, reject and import; acknowledged is what one that ended well has done."""

    name = "commands"
    CHANGES = 40
    _FILES = 60

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._begin()
        began = time.monotonic()
        self.strike(Moment(seconds=PATIENCE))
        self.longest = 2 * (time.monotonic() - began)  # on a busy machine too, some commands end before they are killed

    def _begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.project = make_project(self.folder / "project", 10)
        names = [f"{number:03d}.txt" for number in range(self._FILES)]
        for name in names:
            (self.project.folder / name).write_text(victims.text(10), "utf-8")
            document = files.read_document(self.project, name)
            spans = [ScoredSpan(*victims.word(n).borders, "Person", 0.5) for n in range(10)]
            change_record(
                self.project.paths,
                document,
                lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),  # noqa: B023
            )
        self._waiting = names
        self._done: dict[str, tuple[int, int]] = {}

    def strike(self, moment: Moment) -> None:
        if not self._waiting:
            self._begin()
        name = self._waiting.pop()
        command, expected = self._command(name)
        with self.environment(moment):
            process = subprocess.Popen(
                [sys.executable, "-m", "tui.cli", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self.kill(process, moment)
        if process.returncode == 0:
            self._done[name] = expected
            self.tally.acknowledged += 10
        self.tally.unopenable += unopenable(self.project)
        listed = {entry.name: entry for entry in files.list_files(self.project)}
        for done, counts in self._done.items():
            self.tally.lost += 10 * (_counts(listed.get(done)) != counts)
        self.tally.wrong += _counts(listed.get(name)) not in (expected, (0, 10), (0, 0))

    def _command(self, name: str) -> tuple[list[str], tuple[int, int]]:
        """Return a command on a file, with the tags and suggestions that the file has after it."""
        number = int(name.partition(".")[0])
        folder = str(self.project.folder)
        if number % 3 == 0:
            return ["accept", folder, "--files", name], (10, 0)
        if number % 3 == 1:
            return ["reject", folder, "--files", name], (0, 0)
        (self.project.folder / name).unlink()
        self.project.paths.tags_file(name).unlink()
        incoming = self.folder / "incoming.jsonl"
        spans = tuple(victims.word(n) for n in range(10))
        with incoming.open("wb") as stream:
            Jsonl().write([ExchangedFile(name, victims.text(10), spans)], stream)
        return ["import", folder, str(incoming)], (10, 0)


def _counts(entry: Any) -> tuple[int, int]:
    return (entry.tag_count, entry.suggestion_count) if entry else (0, 0)
