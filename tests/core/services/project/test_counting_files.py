"""Counting the files of a large project without looking at each."""

from core.domain.text.spans import Span
from core.services.project import files
from core.services.review import open_file


def save_tag(project, name):
    opened = open_file.open_file(project, name)
    opened.record(opened.session.tag(Span(0, 3, "Person")))
    opened.save()


def test_files_of_a_large_project_are_counted_as_last_listed_but_for_those_that_changed(project, monkeypatch):
    monkeypatch.setattr(files, "_LARGE", 0)
    files.list_files(project)
    save_tag(project, "a.txt")
    save_tag(project, "b.txt")
    counted = files.count_files(project, ["a.txt", "gone.txt"])
    assert counted.names == ["a.txt", "b.txt", "sub/c.txt"]
    assert counted.tagged().names == ["a.txt"]
    assert counted.tag_count == 1
    assert len(files.known_files(project).tagged()) == 0
    assert files.list_files(project).tagged().names == ["a.txt", "b.txt"]


def test_files_of_a_small_project_are_counted_as_they_are(project):
    files.list_files(project)
    save_tag(project, "a.txt")
    assert files.count_files(project, []).tagged().names == ["a.txt"]
