"""Blind double annotation: each annotator sees their own version of a file, and nobody sees that of another."""

import pytest

from core.domain.text.spans import Span
from core.errors import StorageError
from core.services.project import files
from core.services.review import open_file
from core.services.team.double import Chosen, mark_double, marked_files
from tests.core.services.team.people import as_user, plain, seen_by, suggest, suggested_to, tag

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")
PARIS = (16, 21, "City")


def test_annotators_see_their_own_tags_only(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    tag(project, "bob", "a.txt", BEN, PARIS)
    assert seen_by(project, "ann") == [ANNA]
    assert seen_by(project, "bob") == [BEN, PARIS]
    assert seen_by(project, "carol") == []  # who is no annotator sees what counts, and that is nothing yet
    tag(project, "ann", "b.txt", (0, 5, "City"))  # this file is not marked: everybody works on one record
    assert seen_by(project, "bob", "b.txt") == [(0, 5, "City")]


def test_unsaved_decisions_of_annotators_are_apart_too(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA, save=False)
    with as_user("ann"):
        assert files.list_files(project).unsaved().names == ["a.txt"]
        opened = open_file.open_file(project, "a.txt")
        assert opened.has_restored
        assert plain(opened.session.current.tags) == [ANNA]
    with as_user("bob"):
        assert not files.list_files(project).unsaved()
        assert not open_file.open_file(project, "a.txt").has_restored


def test_nothing_in_the_shared_list_of_files_says_how_many_tags_an_annotator_made(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with as_user("bob"):
        files.list_files(project)
    tag(project, "ann", "a.txt", ANNA)
    with as_user("ann"):
        assert files.list_files(project).tags == {"Person": 1}
        assert files.entry(project, "a.txt") == files.list_files(project).named(["a.txt"])[0]
    for user in ("bob", "carol"):
        with as_user(user):
            assert not files.known_files(project).tags  # as last listed, before anything is read again
            assert not files.list_files(project).tags


def test_annotators_begin_with_the_same_suggestions_even_if_a_job_comes_between(project):
    suggest(project, "a.txt", (*ANNA, 0.9))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with as_user("ann"):
        before = files.list_files(project)[0]
    suggest(project, "a.txt", (*ANNA, 0.9), (*BEN, 0.8), job="k")
    with as_user("ann"):
        assert (before.suggestions, files.list_files(project)[0].suggestions) == ({"j": 1}, {"k": 2})
    assert suggested_to(project, "ann") == [ANNA, BEN]
    suggest(project, "a.txt", (*PARIS, 0.7), job="l")
    assert suggested_to(project, "bob") == [ANNA, BEN]
    tag(project, "ann", "a.txt")
    assert suggested_to(project, "ann") == []
    assert suggested_to(project, "bob") == [ANNA, BEN]
    assert suggested_to(project, "carol") == [PARIS]


def test_annotators_can_be_shown_no_suggestions(project):
    suggest(project, "a.txt", (*ANNA, 0.9))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"], suggestions=False)
    with as_user("ann"):
        assert not files.list_files(project).suggestion_count
        assert files.entry(project, "a.txt") == files.list_files(project)[0]
    assert suggested_to(project, "ann") == []
    assert suggested_to(project, "carol") == [ANNA]


def test_a_file_that_is_moved_takes_its_mark_and_all_versions_along(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    tag(project, "bob", "a.txt", BEN, save=False)
    (project.folder / "a.txt").rename(project.folder / "new.txt")
    with as_user("carol"):
        files.list_files(project)
    assert [file.mark.name for file in marked_files(project)] == ["new.txt"]
    assert [seen_by(project, user, "new.txt") for user in ("ann", "bob", "carol")] == [[ANNA], [], []]
    with as_user("bob"):
        assert plain(open_file.open_file(project, "new.txt").session.current.tags) == [BEN]


def test_a_file_is_opened_again_if_it_was_marked_meanwhile(project):
    with as_user("ann"):
        opened = open_file.open_file(project, "a.txt")
        opened.record(opened.session.tag(Span(*ANNA)))
    with as_user("carol"):
        mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with as_user("ann"), pytest.raises(StorageError, match="open it again"):
        opened.save()
    assert seen_by(project, "carol") == []


def test_opening_says_that_a_file_is_tagged_blindly(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    for user, told in (("ann", "nobody sees your tags"), ("carol", "ann and bob tag this file blindly")):
        with as_user(user):
            assert told in " ".join(open_file.open_file(project, "a.txt").notes)
