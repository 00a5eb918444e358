"""Marking files for double annotation: which, for whom, and how far each annotator is."""

import pytest

from core.domain.team.double import VersionState
from core.errors import RequestError, StorageError
from core.services.project import projects
from core.services.review import open_file
from core.services.team.double import Chosen, Drawn, mark_double, marked_files, unmark_double
from tests.core.services.team.people import as_user, seen_by, suggest, tag

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")


def test_a_share_is_drawn_by_its_seed_among_files_without_tags(tmp_path):
    root = tmp_path / "many"
    root.mkdir()
    for number in range(20):
        (root / f"{number:02}.txt").write_text("Anna met Ben.")
    project = projects.create_project(root, ["Person"])
    tag(project, "carol", "00.txt", ANNA)
    names = mark_double(project, Drawn(0.3, seed=4), ["ann", "bob"])
    assert len(names) == 6
    assert "00.txt" not in names
    unmark_double(project, names)
    assert mark_double(project, Drawn(0.3, seed=4), ["ann", "bob"]) == names
    others = mark_double(project, Drawn(1), ["ann", "bob"])
    assert len(others) == 13
    assert not set(others) & set(names)
    with pytest.raises(RequestError, match="no untagged file"):
        mark_double(project, Drawn(0.5), ["ann", "bob"])


@pytest.mark.parametrize(
    ("which", "annotators", "told"),
    [
        (Chosen(("b.txt",)), ["ann", "bob"], "b.txt cannot be tagged blindly: it has tags"),
        (Chosen(("a.txt",)), ["ann", "ann"], "at least two annotators"),
        (Chosen(("a.txt",)), ["ann", ".."], "cannot be the name of an annotator"),
        (Chosen(("no.txt",)), ["ann", "bob"], "no file 'no.txt'"),
        (Drawn(1.5), ["ann", "bob"], "share of 1.5"),
    ],
)
def test_wrong_requests_are_refused_in_a_sentence(project, which, annotators, told):
    tag(project, "carol", "b.txt", (0, 5, "City"))
    with pytest.raises(RequestError, match=told):
        mark_double(project, which, annotators)
    assert marked_files(project) == []


def test_a_file_is_not_marked_twice(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with pytest.raises(RequestError, match="blindly already"):
        mark_double(project, Chosen(("a.txt",)), ["carol", "dan"])


def test_the_state_of_each_version_is_known_but_not_its_tags(project):
    mark_double(project, Chosen(("a.txt", "b.txt")), ["ann", "bob"])
    suggest(project, "b.txt", (0, 5, "City", 0.9), (16, 20, "Person", 0.9))
    tag(project, "ann", "a.txt", ANNA)
    with as_user("bob"):
        opened = open_file.open_file(project, "b.txt")
        opened.record(opened.session.accept(opened.session.current.suggestions[0]))
        opened.save()
    found = {file.mark.name: (dict(file.states), file.is_done) for file in marked_files(project)}
    assert found == {
        "a.txt": ({"ann": VersionState.DONE, "bob": VersionState.OPEN}, False),
        "b.txt": ({"ann": VersionState.OPEN, "bob": VersionState.BEGUN}, False),
    }
    tag(project, "bob", "a.txt")
    assert [file.is_done for file in marked_files(project)] == [True, False]


def test_files_that_are_no_longer_marked_have_one_record_again(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    unmark_double(project, ["a.txt"])
    assert seen_by(project, "ann") == []
    with pytest.raises(RequestError, match="not being tagged blindly"):
        unmark_double(project, ["a.txt"])


def test_a_damaged_list_of_marks_is_an_error_and_never_a_project_without_marks(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    mark_double(project, Chosen(("b.txt",)), ["ann", "bob"])
    path = project.paths.double_file
    path.write_text("{")
    with as_user("ann"):
        assert project.paths.blind == {"a.txt"}  # from the generation before
    path.with_name("double.json~").write_text("{")
    path.write_text("{{")
    with as_user("ann"), pytest.raises(StorageError, match="damaged"):
        open_file.open_file(project, "a.txt")
