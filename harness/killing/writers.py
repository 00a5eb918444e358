"""Processes that do nothing but write, each in another way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from core.services.project import projects
from harness import victims
from harness.killing.load import Load, Moment
from harness.killing.project import make_project, tagged_words


class Victim(Load):
    """A process that prints what was acknowledged; it goes on where the one before it died."""

    kind: ClassVar[str]
    found: ClassVar[Callable[[Path], set[int]]]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.begin()
        self.acknowledged = -1

    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def strike(self, moment: Moment) -> None:
        with self.environment(moment):
            process = subprocess.Popen(
                [sys.executable, "-m", "harness.victims", self.kind, str(self.folder)],
                stdout=subprocess.PIPE,
                text=True,
            )
        assert process.stdout is not None
        with process.stdout as output:
            first = output.readline()
            self.kill(process, moment)
            numbers = [int(line) for line in (first + output.read()).splitlines()]
        before, self.acknowledged = self.acknowledged, max([self.acknowledged, *numbers])
        self.tally.acknowledged += self.acknowledged - before
        self._look()

    def _look(self) -> None:
        found: set[int] | None = None
        try:
            present = found = type(self).found(self.folder)
        except Exception:  # noqa: BLE001 - TinyDB raises what json raises
            self.tally.unopenable += 1
        else:
            self.tally.lost += len(set(range(self.acknowledged + 1)) - present)
        if found is None or len(found) > victims.WORDS // 4 or self.acknowledged >= len(found):
            self.begin()  # what was lost is counted once
            self.acknowledged = -1
        else:
            self.acknowledged = max(found, default=-1)


class RecordFileRows(Victim):
    name = "rows, our storage"
    kind = "record-file"
    found = victims.record_file_rows


class JsonStorageRows(Victim):
    name = "rows, TinyDB's JSONStorage"
    kind = "json-storage"
    CHANGES = 0  # it opens its file once, and is killed amid its writing only by chance
    found = victims.tinydb_rows


class CachingRows(JsonStorageRows):
    name = "rows, TinyDB's CachingMiddleware"
    kind = "caching"


class Decisions(Victim):
    name = "decisions"
    kind = "decisions"

    def begin(self) -> None:
        super().begin()
        make_project(self.folder, victims.WORDS)

    @staticmethod
    def found(folder: Path) -> set[int]:  # type: ignore[override]
        return tagged_words(projects.open_project(folder))
