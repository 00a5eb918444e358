"""The app killed in a terminal while it imports or takes a step back.

The project is as before or as after, never half done.
"""

import json
import shutil
import signal
import time

import pytest

from core.domain.text.spans import Span
from core.services.project import files, opening, projects
from core.services.review import open_file
from harness.pty_terminal import terminal
from tests.core.services.audit.test_rest import suggest

FILES = 40


@pytest.fixture
def untagged(tmp_path):
    """Files with nothing in them."""
    folder = tmp_path / "project"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(_text(number), "utf-8")
    return projects.create_project(folder, ["Person"])


@pytest.fixture
def tagged(untagged, tmp_path):
    """Files with one tag each, and next to the project what gives each another."""
    for number in range(FILES):
        opened = open_file.open_file(untagged, f"{number:02}.txt")
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
    return untagged


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


def test_an_import_from_the_screen_that_is_killed_is_whole_or_not_there(tagged, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(tagged.folder, before)
    longest = _import(tagged, 30)
    outcomes = set()
    for moment in range(8):
        shutil.rmtree(tagged.folder)
        shutil.copytree(before, tagged.folder)
        _import(tagged, longest * (moment + 0.5) / 8)
        found = opening.find_project(tagged.folder).project
        counts = {entry.tag_count for entry in files.list_files(found)}
        assert counts in ({1}, {2}), counts
        outcomes |= counts
        assert len(files.list_files(found)) == FILES
    assert 1 in outcomes


def _take_back(project, seconds):
    """Accept the rest by keys, take that back, and kill the app after some seconds; return how long it ran."""
    with terminal(project.folder) as screen:
        screen.until("00.txt")
        screen.press(b"A", "Audit")
        screen.press(b"r", f"{FILES} unread files")
        screen.press(b"\r", "(y/n)")
        screen.press(b"y", f"{FILES} suggestions accepted")
        screen.output = b""
        began = time.monotonic()
        screen.type(b"u")
        while time.monotonic() - began < seconds and "Taken back in" not in screen.words:
            screen.read(0.005)
        took = time.monotonic() - began
        screen.process.send_signal(signal.SIGKILL)
        assert screen.process.wait(10) == -signal.SIGKILL
    return took


def test_a_restore_from_the_screen_that_is_killed_is_whole_or_not_there(untagged, tmp_path):
    for number in range(FILES):
        suggest(untagged, f"{number:02}.txt", [(9, 12, "Person", 0.9)])
    before = tmp_path / "before"
    shutil.copytree(untagged.folder, before)
    longest = _take_back(untagged, 20)
    assert longest < 20
    for moment in range(5):
        shutil.rmtree(untagged.folder)
        shutil.copytree(before, untagged.folder)
        _take_back(untagged, longest * (moment + 0.5) / 5)
        found = opening.find_project(untagged.folder).project
        counts = {(entry.tag_count, entry.suggestion_count) for entry in files.list_files(found)}
        assert counts in ({(1, 0)}, {(0, 1)}), counts
