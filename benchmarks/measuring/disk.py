"""Saving, importing and exporting: time until what was written is on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measuring import made
from benchmarks.measuring.peers import bare_write, tinydb_update
from benchmarks.measuring.table import Row
from benchmarks.measuring.timing import seconds_of
from core.services import exchange
from core.services.project import projects
from core.services.project.projects import Project
from core.services.review import open_file

_ROUNDS = 40


def saving(folder: Path, large: Project) -> Iterator[Row]:
    """Save tags of a file with 30 tags, in a project of 10 files and in the largest, in turn with bare writes."""
    opened = {}
    for name, project in (("10", made.reviewed(folder / "saved", 10, 3_000, 30)), ("many", large)):
        (project.folder / "long.txt").write_text(made.text(3_000), encoding="utf-8")
        made.suggest(project, "long.txt", 30)
        opened[name] = open_file.open_file(project, "long.txt")
        opened[name].record(opened[name].session.accept_all(opened[name].session.current.suggestions))
        opened[name].save()
    spans = {tag.span for tag in opened["many"].session.saved.tags}
    content = large.paths.tags_file("long.txt").read_bytes()
    seconds: dict[str, list[float]] = {name: [] for name in (*opened, "bare")}
    for _ in range(_ROUNDS):
        for name, file in opened.items():
            gone = spans - {tag.span for tag in file.session.current.tags}
            file.record(file.session.tag(*gone) if gone else file.session.remove(file.session.current.tags[0]))
            seconds[name].append(seconds_of(file.save))
        seconds["bare"].append(bare_write(folder / "bare", content))
    middle = {name: median(values) for name, values in seconds.items()}
    yield Row(
        "Save tags, 30 tags, 10 files", middle["10"], peer="bare write and flush", peer_value=middle["bare"], times=3
    )
    yield Row(
        "Save tags, 30 tags, many files",
        middle["many"],
        peer="in the small project",
        peer_value=middle["10"],
        times=1.25,
    )
    tinydb = tinydb_update(folder)
    yield Row("the same", middle["many"], peer="TinyDB's storage, 10,000 documents", peer_value=tinydb)


def exchanging(folder: Path) -> Iterator[Row]:
    """Importing and exporting JSON Lines; each text comes in as two files, which are waited for."""
    for what, count, characters, tags, goal in (
        ("1,000 files with 30 tags each", 1_000, 3_000, 30, 3.0),
        ("a file of 1 MB with 10,000 tags", 1, 1_000_000, 10_000, 1.0),
    ):
        lines = folder / f"in-{count}.jsonl"
        made.exchange_lines(lines, count, characters, tags)
        project = projects.create_project(_empty(folder / f"imported-{count}"), made.ENTITIES)
        bare = seconds_of(lambda: [bare_write(folder / "bare", b" " * characters) for _ in range(2 * count)])  # noqa: B023
        imported = seconds_of(lambda: exchange.import_file(project, lines))  # noqa: B023
        yield Row(f"importing {what}", imported, goal=goal, peer="bare writes and flushes", peer_value=bare)
        out = folder / f"out-{count}.jsonl"
        exported = seconds_of(lambda: exchange.export_file(project, out))  # noqa: B023
        yield Row(f"exporting {what}", exported, goal=1.0)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    (folder / "first.txt").write_text("A folder needs a text to be a project.\n", encoding="utf-8")
    return folder
