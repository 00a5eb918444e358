"""Who has a file open is told to whoever opens it next."""

import os
import signal
import subprocess
import sys

import pytest

from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file

OPENER = """
import sys, time
from pathlib import Path
from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file
opened = open_file.open_file(projects.open_project(Path(sys.argv[1])), "a.txt", announce=True)
print("open", flush=True)
time.sleep(600)
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text("Ann met Ben.\n", "utf-8")
    return projects.create_project(tmp_path, ["Person"])


def elsewhere(opened):
    return any("open elsewhere too" in note for note in opened.notes)


def test_the_second_one_is_told_and_may_go_on_and_after_a_kill_nobody_is_told(project):
    other = subprocess.Popen([sys.executable, "-c", OPENER, str(project.folder)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    second = open_file.open_file(project, "a.txt", announce=True)
    assert elsewhere(second)
    second.close()
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    other.stdout.close()
    assert not elsewhere(open_file.open_file(project, "a.txt", announce=True))


def test_whoever_leaves_leaves_nothing_behind(project):
    opened = open_file.open_file(project, "a.txt", announce=True)
    assert not elsewhere(opened)
    opened.close()
    assert not list((project.folder / "autotag" / "open").iterdir())
    assert not elsewhere(open_file.open_file(project, "a.txt", announce=True))


def test_a_damaged_newest_state_is_told_and_the_one_before_is_used(project):
    opened = open_file.open_file(project, "a.txt")
    for start, end in ((0, 3), (8, 11)):
        opened.record(opened.session.tag(Span(start, end, "Person")))
        opened.save()
    project.paths.tags_file("a.txt").write_bytes(b"{")
    again = open_file.open_file(project, "a.txt")
    assert len(again.session.saved.tags) == 1
    assert "damaged" in again.notes[0]
