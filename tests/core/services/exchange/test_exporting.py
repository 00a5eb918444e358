"""Exporting a project: every written format, selections, losses, targets, streams."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.models.splits import Dataset
from core.domain.text.spans import Span
from core.errors import NotFoundError, RequestError
from core.formats import FOLDER_FORMATS, WRITTEN_FORMATS, ExchangedFile
from core.services import exchange
from core.services.exchange import Selection
from core.services.project import files, projects
from core.services.project.preferences import author
from core.services.review import open_file
from tests.core.services.exchange.texts import contents, jsonl, line

BOTH_WAYS = sorted({*WRITTEN_FORMATS, *FOLDER_FORMATS} - {"csv", "azure"})


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_every_format_is_recognised_by_its_content_and_comes_in_with_the_same_tags(name, full, tmp_path):
    out = tmp_path / ("out" if name in FOLDER_FORMATS else "out.xyz")
    assert exchange.export_file(full, out, name).tags == 3
    copy = projects.project_for_import(tmp_path / "copy")
    report = exchange.import_file(copy, out)
    assert report.format == ("conll" if name in ("iob2", "bioes") else name)
    assert (report.added, report.tags, report.refused) == (2, 3, ())
    tags = [(row["text"].rstrip("\n ."), sorted(s["label"] for s in row["spans"])) for row in contents(copy)]
    assert [labels for _, labels in tags] == [["Person", "Person"], ["City"]]


def test_exports_take_files_entities_and_what_is_reviewed(full):
    suggestion = {"start": 5, "end": 7, "label": "City", "score": 0.5}
    exchange.import_file(full, jsonl(line("b.txt", "Rome is large.", suggestions=[suggestion])))
    exchange.import_file(full, jsonl(json.dumps({"text": "Plain", "spans": [], "meta": {"name": "c.txt"}})))

    def exported(**wanted):
        report = exchange.export_file(full, io.BytesIO(), "jsonl", selection=Selection(**wanted))
        return report.files, report.tags, report.suggestions

    assert exported(suggestions=True) == (3, 3, 1)
    assert exported(reviewed=True) == (1, 2, 0)
    assert exported(files=["b.txt"]) == (1, 1, 0)
    assert exported(entities=["City"]) == (3, 1, 0)
    with pytest.raises(NotFoundError, match="no file"):
        exported(files=["nope.txt"])
    with pytest.raises(NotFoundError, match="no entity"):
        exported(entities=["Nope"])


def test_what_a_format_cannot_hold_is_counted_and_listed(full, tmp_path):
    suggestion = {"start": 5, "end": 7, "label": "City", "score": 0.5}
    exchange.import_file(full, jsonl(line("b.txt", "Rome is large.", suggestions=[suggestion])))
    exchange.import_file(full, jsonl(line("c.txt", "Nothing here.")))
    files.set_dataset(full, ["a.txt"], Dataset.TESTING)
    report = exchange.export_file(full, tmp_path / "b", "brat", suggestions=True)
    assert report.losses == {
        "suggestion": 1,
        "confirmation that a file holds no entity": 1,
        "membership of the testing set": 1,
    }
    assert {loss.where for loss in report.listed} == {"a.txt", "b.txt, City at 5-7", "c.txt"}


def test_targets_that_would_be_spoiled_are_refused(full, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("mine")
    with pytest.raises(RequestError, match="not empty"):
        exchange.export_file(full, tmp_path / "there", "brat")
    with pytest.raises(RequestError, match="folder"):
        exchange.export_file(full, io.BytesIO(), "brat")
    for path in (tmp_path / "x.json", tmp_path / "x"):
        with pytest.raises(RequestError, match="name it with --format"):
            exchange.export_file(full, path)
    with pytest.raises(RequestError, match="--format"):
        exchange.export_file(full, io.BytesIO())
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_memory_does_not_grow_with_the_number_of_texts(tmp_path):
    """What reading 40 times as many tasks and lines takes, in a process of its own."""
    code = """
import resource, sys
from core.formats import FORMATS, Source
for name, path in (("jsonl", sys.argv[1]), ("labelstudio", sys.argv[2])):
    with open(path, "rb") as stream:
        for _ in FORMATS[name].read(stream, Source("x")):
            pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

    def peak(count):
        file = ExchangedFile("x.txt", "word " * 4000, (Span(0, 4, "A"),), tagged=True)
        paths = []
        for name in ("jsonl", "labelstudio"):
            path = tmp_path / f"{count}.{name}"
            with path.open("wb") as stream:
                WRITTEN_FORMATS[name].write((file for _ in range(count)), stream)
            paths.append(str(path))
        done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True)
        return int(done.stdout)

    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    assert peak(2000) - peak(50) < 10 * unit  # of 80 MB read


def test_reading_spacy_files_leaves_spacy_out_of_this_process(full, tmp_path):
    code = f"""
import sys
from pathlib import Path
from core.services import exchange
from core.services.project import projects
project = projects.open_project(Path({str(full.folder)!r}))
exchange.export_file(project, Path({str(tmp_path / "x.spacy")!r}))
exchange.import_file(project, Path({str(tmp_path / "x.spacy")!r}))
assert "spacy" not in sys.modules and "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_pipe_can_be_read_and_written(full, tmp_path):
    out = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m tui.cli export {full.folder} - --format jsonl | "
         f"{sys.executable} -m tui.cli import {tmp_path}/copy - --json"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4],
    ).stdout  # fmt: skip
    assert json.loads(out)["tags"] == 3


def test_formats_that_are_only_read_cannot_be_written(full, tmp_path):
    with pytest.raises(RequestError, match="can be read, not written"):
        exchange.export_file(full, tmp_path / "x", "traindata")


def test_naming_the_formats_imports_none_of_them():
    code = "import sys; from core.services import exchange; exchange.format_names(); exchange.written_format_names()\n"
    code += "print([name for name in sys.modules if name.startswith('core.formats.records.doccano')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_exports_take_what_was_corrected_and_what_somebody_decided(empty):
    suggestion = {"start": 0, "end": 3, "label": "P", "score": 0.5, "job": "j"}
    names = ("accepted", "changed", "rejected", "missed")
    for name in names:
        exchange.import_file(empty, jsonl(line(f"{name}.txt", "Ann met Ben.", suggestions=[suggestion])))

    def decide(name, decision):
        opened = open_file.open_file(empty, f"{name}.txt")
        opened.record(decision(opened.session, opened.session.current.suggestions[0]))
        opened.save()

    decide("accepted", lambda session, s: session.accept(s))
    decide("changed", lambda session, s: session.edit(s, replace(s.span, end=7)))
    decide("rejected", lambda session, s: session.reject(s))
    decide("missed", lambda session, s: session.accept(s))
    opened = open_file.open_file(empty, "missed.txt")
    opened.record(opened.session.tag(Span(8, 11, "P")))
    opened.save()

    def exported(**wanted):
        out = io.BytesIO()
        exchange.export_file(empty, out, "jsonl", selection=Selection(**wanted))
        return {json.loads(row)["meta"]["name"]: len(json.loads(row)["spans"]) for row in out.getvalue().splitlines()}

    assert exported(corrected=True) == {"changed.txt": 1, "missed.txt": 2, "rejected.txt": 0}
    assert sum(exported(by=["nobody"]).values()) == 0
    assert sum(exported(by=[author()]).values()) == 4
