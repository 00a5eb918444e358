"""The record of assignments survives kills, several writers, and texts that move."""

import os
import shutil
import warnings

import pytest

from core.services.project import files, projects
from core.services.project.status import project_status
from core.services.review import open_file
from core.store.team.assignments import change_assignments, load_assignments
from harness.crashing import every_death


def put(project, **people):
    change_assignments(project.paths, lambda _: {f"{name}.txt": who for name, who in people.items()}, {})


def assign(project, name, *people):
    hashes = {entry.name: entry.hash for entry in files.list_files(project)}
    change_assignments(project.paths, lambda present: {**present, name: people}, hashes)


def listed(project):
    return {entry.name: entry.assigned_to for entry in files.list_files(project) if entry.assigned_to}


def test_a_kill_at_any_moment_leaves_the_old_assignments_or_the_new(project):
    before, after = {"a.txt": ("ann",)}, {"a.txt": ("bob",), "b.txt": ("ann", "bob")}
    put(project, a=("ann",))
    seen = []
    for _ in every_death(lambda: put(project, a=("bob",), b=("ann", "bob"))):
        seen.append(load_assignments(project.paths))
        assert listed(project) == seen[-1]
        put(project, a=("ann",))
    assert before in seen
    assert after in seen
    assert all(each in (before, after) for each in seen)


def test_a_kill_at_any_moment_of_the_first_assignment_leaves_none_or_all(project):
    for _ in every_death(lambda: put(project, a=("ann",))):
        assert load_assignments(project.paths) in ({}, {"a.txt": ("ann",)})
        shutil.rmtree(project.paths.team, ignore_errors=True)


def test_processes_that_assign_at_once_keep_what_the_others_assigned(project):
    def work(person):
        for number in range(15):
            name = f"{person}-{number}.txt"
            change_assignments(project.paths, lambda present: {**present, name: (person,)}, {})  # noqa: B023

    children = []
    for person in ("ann", "bob", "cy"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child takes no lock that a thread could hold
            child = os.fork()
        if child == 0:
            work(person)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert len(load_assignments(project.paths)) == 45


def test_a_change_leaves_the_lines_of_other_files_as_they_are(project):
    path = project.paths.team / "assignments.json"
    put(project, b=("ann",), d=("bob",), e=("cy",))
    before = path.read_text("utf-8").splitlines()
    put(project, a=("ann",), b=("ann",), d=("cy",), e=("cy",))
    after = path.read_text("utf-8").splitlines()
    assert len(after) == len(before) + 1
    assert [line.rstrip(",") for line in before if line.rstrip(",") not in {new.rstrip(",") for new in after}] == [
        '"2": {"file":"d.txt","people":["bob"],"hash":""}'
    ]


@pytest.mark.parametrize("name", ["renamed.txt", "sub/a.txt"])
@pytest.mark.parametrize("tagged", [False, True])
def test_a_text_that_is_moved_keeps_its_people_tagged_or_not(project, name, tagged):
    assign(project, "a.txt", "ann", "bob")
    assign(project, "b.txt", "cy")
    if tagged:
        open_file.open_file(project, "a.txt").save()
    (project.folder / "a.txt").rename(project.folder / name)
    project.paths.index_file.unlink(missing_ok=True)  # a fresh clone has none
    assert listed(project) == {name: ("ann", "bob"), "b.txt": ("cy",)}
    assert load_assignments(project.paths) == listed(project)


def test_a_text_that_changed_since_it_was_assigned_and_is_moved_later_keeps_its_people(project):
    assign(project, "a.txt", "ann")
    (project.folder / "a.txt").write_text("Anna met Ben in Rome.\n", "utf-8")
    assert listed(project) == {"a.txt": ("ann",)}
    (project.folder / "a.txt").rename(project.folder / "renamed.txt")
    assert listed(project) == {"renamed.txt": ("ann",)}


def test_people_go_to_no_copy_and_to_neither_of_two_texts_that_it_could_be(project):
    assign(project, "a.txt", "ann")
    shutil.copy(project.folder / "a.txt", project.folder / "copy.txt")
    assert listed(project) == {"a.txt": ("ann",)}
    shutil.copy(project.folder / "a.txt", project.folder / "other.txt")
    content = (project.folder / "a.txt").read_bytes()
    (project.folder / "a.txt").unlink()
    assert listed(project) == {}
    (project.folder / "a.txt").write_bytes(content)  # it is back
    assert listed(project) == {"a.txt": ("ann",)}


def test_the_command_that_moves_tags_moves_the_people_too(project):
    assign(project, "a.txt", "ann")
    opened = open_file.open_file(project, "a.txt")
    opened.save()
    (project.folder / "a.txt").unlink()
    (project.folder / "new.txt").write_text("Anna met Ben in Rome.\nBen paid 30 euros.\n", "utf-8")
    files.move_tags(project, "a.txt", "new.txt")
    assert listed(project) == {"new.txt": ("ann",)}


def test_names_that_are_no_text_can_be_assigned(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        (folder / name).write_text("One.\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    project = projects.create_project(folder)
    assign(project, name, "ann")
    assert listed(project) == {name: ("ann",)}
    assert [person.name for person in project_status(project).people] == ["ann"]


def test_a_group_shares_the_record_whatever_the_umask(project):
    project.folder.chmod(0o2775)
    projects.share_project(project)
    before = os.umask(0o077)
    try:
        put(project, a=("ann",))
    finally:
        os.umask(before)
    path = project.paths.team / "assignments.json"
    assert path.stat().st_mode & 0o060 == 0o060
    assert path.parent.stat().st_mode & 0o2070 == 0o2070
    assert project_status(project).warnings == ()
