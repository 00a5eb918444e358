"""Several processes that decide on the same files at once: `python -m harness.deciding PROJECT NUMBER OF COUNT`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from core.services.project import files, projects
from core.services.review import open_file
from harness import victims

_FILE_WORDS = 250
_SAVED_AFTER = 10


@dataclass(frozen=True)
class Concurrency:
    """What several processes came to.

    Attributes:
        decisions: number of decisions acknowledged.
        found: number of those that are there at the end, by who made them.
        seconds: how long it took.
    """

    decisions: int
    found: int
    seconds: float


def decide_at_once(folder: Path, decisions: int, processes: int = 4) -> Concurrency:
    """Let processes tag all words of some files at once, each its own share of the words in every file.

    Half of them are terminals of one user, who share a journal; the others are different people.
    """
    folder.mkdir(parents=True)
    count = -(-decisions // _FILE_WORDS)
    for number in range(count):
        (folder / f"{number:03d}.txt").write_text(victims.text(_FILE_WORDS), "utf-8")
    project = projects.create_project(folder, ["Person"])
    began = time.monotonic()
    deciders = [
        subprocess.Popen(
            [sys.executable, "-m", "harness.deciding", str(folder), str(number), str(processes)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LOGNAME": f"person{max(0, number - processes // 2 + 1)}"},
        )
        for number in range(processes)
    ]
    acknowledged = {tuple(line.split()) for decider in deciders for line in decider.communicate()[0].splitlines()}
    assert not any(decider.returncode for decider in deciders), "a decider failed; its traceback is above"
    found = set()
    for name in files.list_files(project).names:
        _, tagging = files.read_tagging(project, name)
        found |= {(name, str(tag.start // 5), tag.by) for tag in tagging.tags}
    return Concurrency(len(acknowledged), len(found & acknowledged), time.monotonic() - began)


def decide(folder: Path, number: int, processes: int) -> None:
    """Tag the share of one process, save now and then, and print what was acknowledged."""
    project = projects.open_project(folder)
    for name in files.list_files(project).names:
        opened = open_file.open_file(project, name)
        for word in range(number, _FILE_WORDS, processes):
            opened.record(opened.session.tag(victims.word(word)))
            print(name, word, opened.session.author)
            if word // processes % _SAVED_AFTER == _SAVED_AFTER - 1:
                opened.save()
        opened.save()


if __name__ == "__main__":
    decide(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
