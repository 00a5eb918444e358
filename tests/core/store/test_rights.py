"""Who can read and write what autotag creates."""

import os
import stat
from functools import partial

import pytest

from core.domain.text.spans import Span
from core.services.project import files, projects
from core.services.project.preferences import author
from core.services.project.status import project_status
from core.services.review import bulk, open_file
from core.store.disk.rights import create_folder
from harness.crashing import every_death


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def readable_by_others(folder):
    """Files that somebody who is neither the owner nor in the group can open."""
    found = []
    for path in folder.rglob("*"):
        chain = [path, *(p for p in path.parents if p.is_relative_to(folder)), folder]
        if path.is_file() and mode(path) & 0o004 and all(mode(p) & 0o001 for p in chain[1:]):
            found.append(path)
    return found


@pytest.fixture
def umask():
    """Sets the umask, and restores it."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def work(project):
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.save()
    opened.record(opened.session.tag(Span(9, 12, "Person")))
    bulk.reject_suggestions(project)
    files.list_files(project)


def test_records_are_never_more_readable_than_the_texts_that_they_quote(folder, umask):
    for text in folder.rglob("*.txt"):
        text.chmod(0o600)
    project = projects.create_project(folder, ["Person"])
    work(project)
    assert not readable_by_others(folder / "autotag")


def test_a_text_that_is_closed_later_closes_the_records_at_the_next_look(project, umask):
    work(project)
    assert mode(project.folder / "autotag") & 0o005 == 0o005
    (project.folder / "b.txt").chmod(0o600)
    files.list_files(project)
    assert not readable_by_others(project.folder / "autotag")


def test_the_record_of_a_private_text_among_readable_ones_is_private(folder, umask):
    folder.chmod(0o2775)  # shared: the group stays in, whatever one text says
    (folder / "a.txt").chmod(0o600)
    project = projects.create_project(folder, ["Person"])
    work(project)
    assert mode(project.paths.tags_file("a.txt")) == 0o600
    assert project_status(project).warnings == ()


def test_the_users_own_folder_is_closed_to_everybody_else(project, home, umask):
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    projects.note_opened(project)
    assert mode(home) == 0o700
    assert not readable_by_others(home)


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_what_is_created_in_a_shared_project_has_the_rights_of_its_folder_whatever_the_umask(folder, umask, mask):
    umask(mask)
    folder.chmod(0o2770)
    for text in folder.rglob("*.txt"):
        text.chmod(0o660)
    project = projects.create_project(folder, ["Person"])
    work(project)
    unsaved = project.paths.journals(author())
    for path in project.paths.data.rglob("*"):
        wanted = 0o2770 if path.is_dir() else 0o660
        if path != unsaved and unsaved not in path.parents:
            assert mode(path) == wanted, path
    assert mode(unsaved) & 0o777 == 0o700


def test_a_kill_leaves_no_folder_of_a_shared_project_that_the_group_cannot_write_in(folder, umask):
    umask(0o022)
    folder.chmod(0o2770)
    created = folder / "tags"
    for _ in every_death(partial(create_folder, created)):
        assert not created.exists() or mode(created) == 0o2770
    assert mode(created) == 0o2770
