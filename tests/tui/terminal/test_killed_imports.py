"""The app killed in a terminal while it imports: the project is as before or as after, never half done."""

import json
import shutil
import signal
import time

import pytest

from core.domain.text.spans import Span
from core.services.project import files, opening, projects
from core.services.review import open_file
from harness.pty_terminal import terminal

FILES = 40


@pytest.fixture
def project(tmp_path):
    """Files with one tag each, and next to the project what gives each another."""
    folder = tmp_path / "project"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(_text(number), "utf-8")
    made = projects.create_project(folder, ["Person"])
    for number in range(FILES):
        opened = open_file.open_file(made, f"{number:02}.txt")
        opened.record(opened.session.tag(Span(0, 4, "Person")))
        opened.save()
    rows = (
        {
            "text": _text(number),
            "spans": [{"start": 9, "end": 12, "label": "Person"}],
            "meta": {"name": f"{number:02}.txt"},
        }
        for number in range(FILES)
    )
    (tmp_path / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return made


def _text(number):
    return f"Anna met Bob at gate {number}.\n"


def _import(project, seconds):
    """Start the import by keys and kill the app after some seconds; return how long it ran, and whether it was done."""
    with terminal(project.folder) as screen:
        screen.until("00.txt")
        screen.press(b"i", "Import")
        screen.press(b"/", "Import from:")
        screen.press(b"\x15" + str(project.folder.parent / "more.jsonl").encode() + b"\r", f"{FILES} ")
        screen.output = b""
        began = time.monotonic()
        screen.type(b"i")
        while time.monotonic() - began < seconds and f"{FILES} merged" not in screen.words:
            screen.read(0.005)
        shown = screen.words
        took = time.monotonic() - began
        screen.process.send_signal(signal.SIGKILL)
        assert screen.process.wait(10) == -signal.SIGKILL
    assert took < 20, shown
    return took


def test_an_import_from_the_screen_that_is_killed_is_whole_or_not_there(project, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(project.folder, before)
    longest = _import(project, 30)
    outcomes = set()
    for moment in range(8):
        shutil.rmtree(project.folder)
        shutil.copytree(before, project.folder)
        _import(project, longest * (moment + 0.5) / 8)
        found = opening.find_project(project.folder).project
        counts = {entry.tag_count for entry in files.list_files(found)}
        assert counts in ({1}, {2}), counts
        outcomes |= counts
        assert len(files.list_files(found)) == FILES
    assert 1 in outcomes
