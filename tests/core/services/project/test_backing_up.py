"""Backups of a project: whole, private, consistent while others work."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.domain.tagging.tagging import Tagging
from core.domain.text.spans import Span
from core.errors import ConflictError, RequestError
from core.services.project import backing_up, entities, files, projects
from core.services.project.projects import Project
from core.services.review import open_file
from core.store.backup import writing
from core.store.backup.manifest import MANIFEST
from core.store.steps.journal import big_step
from harness.crashing import every_death
from harness.stocked import fill


def content(root: Path) -> dict[str, bytes]:
    """All files that a backup holds."""
    ours = (path for path in root.rglob("*") if path.is_file())
    names = ((path.relative_to(root).as_posix(), path) for path in ours)
    passing = ("autotag/index.msgpack", "autotag/open", "autotag/states")
    return {
        name: path.read_bytes()
        for name, path in names
        if not name.startswith(passing) and not any(part.startswith(".") for part in name.split("/"))
    }


def tagging(project: Project, name: str) -> Tagging:
    return files.read_tagging(project, name)[1]


SAVER = """
import sys
from pathlib import Path
from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file
project = projects.open_project(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    for start, end in ((0, 4), (9, 12), (16, 21)):
        opened = open_file.open_file(project, "a.txt")
        opened.record(opened.session.tag(Span(start, end, "Person")))
        opened.save()
    for tag in list(opened.session.current.tags):
        opened.record(opened.session.remove(tag))
    opened.save()
"""


def test_a_project_comes_back_as_it_was(project: Project, tmp_path: Path) -> None:
    fill(project)
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.tag(Span(0, 5, "City")))
    done = backing_up.back_up(project, tmp_path / "kept.zip")
    before = content(project.folder)
    assert len(before) == done.files > 8
    restored = backing_up.restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    assert content(tmp_path / "again") == before
    assert (restored.files, restored.size) == (done.files, done.size)
    again = projects.open_project(tmp_path / "again")
    assert tagging(again, "a.txt") == tagging(project, "a.txt")
    assert open_file.open_file(again, "b.txt").has_restored
    assert not list(tmp_path.glob(".*"))


def test_only_its_owner_can_read_a_backup_and_private_texts_stay_private(project: Project, tmp_path: Path) -> None:
    (project.folder / "a.txt").chmod(0o600)
    backing_up.back_up(project, tmp_path / "kept.zip")
    backing_up.restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept.zip", tmp_path / "again" / "a.txt")]
    assert modes == [0o600, 0o600]


def test_links_fifos_locks_and_other_files_are_in_no_backup(project: Project, tmp_path: Path) -> None:
    (project.folder / "secret.txt").symlink_to("/etc/hostname")
    (project.folder / "notes.pdf").write_bytes(b"x")
    os.mkfifo(project.folder / "autotag" / "tags" / "x.json") if (project.folder / "autotag/tags").exists() else None
    (project.folder / "autotag" / "link.json").symlink_to("/etc/hostname")
    files.list_files(project)
    backing_up.back_up(project, tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        names = set(archive.namelist())
    assert names == {"a.txt", "b.txt", "sub/c.txt", "autotag/project.json", MANIFEST}


def test_whoever_saves_meanwhile_is_in_it_before_or_after_and_every_backup_opens(
    project: Project, tmp_path: Path
) -> None:
    saver = subprocess.Popen([sys.executable, "-c", SAVER, str(project.folder)], stdout=subprocess.PIPE, text=True)
    assert saver.stdout
    assert saver.stdout.readline() == "ready\n"
    try:
        for number in range(15):
            backing_up.back_up(project, tmp_path / f"{number}.zip")
            backing_up.restore_backup(tmp_path / f"{number}.zip", tmp_path / f"{number}")
            opened = open_file.open_file(projects.open_project(tmp_path / f"{number}"), "a.txt")
            assert [tag.start for tag in opened.session.current.tags] in ([], [0], [0, 9], [0, 9, 16], [9, 16], [16])
            assert not any("could not be restored" in note for note in opened.notes)
    finally:
        saver.kill()
        saver.wait()
        saver.stdout.close()
    assert saver.returncode < 0, "the saver stopped by itself"


def test_a_backup_waits_for_a_big_step_and_says_so_if_it_does_not_end(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_PAUSE", 0.0)
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    with big_step(project.paths, "a step", "somebody") as step:
        opened.save(step=step)
        with pytest.raises(ConflictError, match="many files at once"):
            backing_up.back_up(project, tmp_path / "kept.zip")
        assert list(tmp_path.glob("*.zip")) == list(tmp_path.glob(".*")) == []
    assert backing_up.back_up(project, tmp_path / "kept.zip").files


def test_a_backup_made_while_a_step_ran_from_its_start_to_its_end_is_made_again(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.save()
    copied, renamed = writing._copied, list[str]()

    def copying(path: Path, name: str, archive: zipfile.ZipFile) -> object:
        member = copied(path, name, archive)
        if name.endswith("tags/a.json") and not renamed:
            renamed.append(name)
            entities.rename_entity(project, "Person", "Human")
        return member

    monkeypatch.setattr(writing, "_copied", copying)
    backing_up.back_up(project, tmp_path / "kept.zip")
    backing_up.restore_backup(tmp_path / "kept.zip", tmp_path / "again")
    again = projects.open_project(tmp_path / "again")
    assert [tag.entity for tag in tagging(again, "a.txt").tags] == ["Human"]
    assert "Human" in entities.load_schema(again)


def test_a_killed_backup_leaves_the_one_before_or_a_whole_one(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "kept.zip"
    backing_up.back_up(project, target)
    first = target.read_bytes()
    (project.folder / "a.txt").write_text("Another text.\n", "utf-8")
    before = content(project.folder)
    for number in every_death(lambda: backing_up.back_up(project, target), stride=2):
        if target.read_bytes() != first:
            backing_up.restore_backup(target, tmp_path / str(number))
            assert content(tmp_path / str(number)) == before


def test_a_killed_restore_leaves_nothing_or_a_whole_project_and_can_be_repeated(
    project: Project, tmp_path: Path
) -> None:
    target, place = tmp_path / "kept.zip", tmp_path / "again"
    backing_up.back_up(project, target)
    before = content(project.folder)
    for _ in every_death(lambda: backing_up.restore_backup(target, place), stride=2):
        if place.exists():
            assert content(place) == before
            shutil.rmtree(place)
    assert content(place) == before


def test_a_folder_that_holds_something_is_left_alone(project: Project, tmp_path: Path) -> None:
    backing_up.back_up(project, tmp_path / "kept.zip")
    before = content(project.folder)
    with pytest.raises(RequestError, match="holds something already"):
        backing_up.restore_backup(tmp_path / "kept.zip", project.folder)
    with pytest.raises(RequestError, match="own data"):
        backing_up.back_up(project, project.folder / "autotag" / "kept.zip")
    assert content(project.folder) == before
    (tmp_path / "empty").mkdir()
    backing_up.restore_backup(tmp_path / "kept.zip", tmp_path / "empty")
