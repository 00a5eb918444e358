"""The index of a project: a cache that is true as far as it goes, whatever happens to it or to who writes it."""

import os
import signal
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.services.project import files, projects
from core.store.texts import index_file
from harness.stocked import fill

MANY = 12_000
"""Files, of which a scan keeps the first 10,000 before it goes on."""

LISTER = """
import sys
from pathlib import Path
from core.services.project import files, projects
files.list_files(projects.open_project(Path(sys.argv[1])))
"""


@pytest.fixture
def killed(tmp_path):
    """A project of many files whose first scan was killed."""
    for number in range(MANY):
        folder = tmp_path / "texts" / f"{number // 1000:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:05d}.txt").write_text(f"Note {number}.")
    project = projects.create_project(tmp_path / "texts", ["Person"])
    process = subprocess.Popen([sys.executable, "-c", LISTER, str(project.folder)], cwd=Path(__file__).parents[3])
    while not index_file.unfinished(project.paths).exists():
        assert process.poll() is None, "the scan ended before it could be killed"
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return project


def changed_unseen(path: Path) -> None:
    """Change a text so that neither its size nor its time shows it."""
    status = path.stat()
    path.write_text("x" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.slow
def test_a_scan_that_was_killed_goes_on_where_it_was(killed):
    known = files.known_files(killed)
    assert 0 < len(known) < MANY
    changed_unseen(killed.folder / known[0].name)
    changed_unseen(killed.folder / f"11/{MANY - 1}.txt")
    listed = files.list_files(killed)
    assert listed[: len(known)] == known  # also of the text that another scan would have found changed
    killed.paths.index_file.unlink()
    again = files.list_files(killed)
    assert listed[0].hash != again[0].hash
    assert listed[1:] == again[1:]
    assert not index_file.unfinished(killed.paths).exists()


@pytest.mark.slow
def test_what_a_killed_scan_left_comes_before_the_older_index(killed):
    listed = files.list_files(killed)
    (killed.folder / "00" / "00000.txt").write_text("Another note.")
    os.link(killed.paths.index_file, index_file.unfinished(killed.paths))
    assert files.list_files(killed)[1:] == listed[1:]
    assert files.known_files(killed)[0].characters == len("Another note.")
    assert not index_file.unfinished(killed.paths).exists()


def test_an_index_damaged_anywhere_lists_nothing_untrue_and_is_made_again(project):
    fill(project)
    path = project.paths.index_file
    whole, listed = path.read_bytes(), list(files.list_files(project))
    assert path.read_bytes() == whole
    for at in range(0, len(whole), 7):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            path.write_bytes(damaged)
            assert list(files.known_files(project)) in ([], listed)
    assert list(files.list_files(project)) == listed
    assert path.read_bytes() == whole


@pytest.mark.parametrize("column", ["names", "facts", "kinds", "characters", "stamps", "hashes", "doubts"])
def test_columns_that_do_not_fit_together_are_not_believed(project, monkeypatch, column):
    files.list_files(project)
    raw = project.paths.index_file.read_bytes()
    start = raw.index(b"\n") + 1
    head = index_file._PART_HEAD
    part = index_file._DECODER.decode(raw[start + head.size :])
    msgspec.structs.force_setattr(part, column, type(getattr(part, column))())
    body = msgspec.msgpack.encode(part)
    project.paths.index_file.write_bytes(raw[:start] + head.pack(len(body), zlib.crc32(body)) + body)
    assert list(files.known_files(project)) == []
    assert files.list_files(project).names == ["a.txt", "b.txt", "sub/c.txt"]


def test_files_are_listed_in_the_order_of_their_names_wherever_they_are(project):
    for name in ("a b.txt", "a-/x.txt", "a/z.txt", "a/b/y.txt", "a.b/w.txt", "é/ü.txt", "sub.txt"):
        path = project.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Anna")
    names = list(files.list_files(project).names)
    assert names == sorted(names)
    assert len(names) == 10
    (project.folder / "a" / "b" / "y.txt").write_text("Ben was here")
    again = files.list_files(project)
    assert again.names == names
    assert [entry.characters for entry in again if entry.name == "a/b/y.txt"] == [12]


def test_names_that_are_no_text_are_kept_in_the_index(project):
    name = os.fsdecode(b"caf\xe9.txt")
    (project.folder / name).write_text("Anna")
    listed = files.list_files(project)
    assert name in listed.names
    assert files.known_files(project) == listed


def test_an_index_of_an_earlier_version_makes_room(project):
    old = project.folder / "autotag" / "index.json"
    old.write_text("{}")
    files.list_files(project)
    assert not old.exists()


def test_two_scans_at_once_both_list_everything(project):
    first, second = files.scan_files(project), files.scan_files(project)
    (*_, one), (*_, other) = first, second
    assert one == other == files.known_files(project)


def test_nothing_is_written_when_nothing_has_changed(project):
    listed = files.list_files(project)
    before = project.paths.index_file.stat()
    assert files.list_files(project) == listed
    assert project.paths.index_file.stat() == before


def test_an_entry_keeps_what_does_not_fit_into_columns(project):
    odd = [
        FileEntry("a", stamp=(1, 2, 3, 4, 5), hash="no hash"),
        FileEntry("b", stamp=(2**70, 0, 0, 0), hash="00" * 16),
        FileEntry("c", stamp=(0, 0, 0, 0), hash="AB" * 16),
        FileEntry("d", stamp=(-1, 2, 3, 4), hash="ab" * 16, doubt=0.1234567),
        FileEntry("e", characters=2**40, tags={"Person": 2}, problem="It is empty."),
    ]
    kept = Files(odd)
    assert list(kept) == odd
    assert kept.tags == {"Person": 2}
    assert kept.where(lambda facts: facts.tags)[0] == odd[4]
    assert Files([replace(entry, name=f"{entry.name}!") for entry in odd]) != kept
