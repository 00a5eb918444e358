from dataclasses import replace

import pytest

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.file_filter import ALL, AUTO_TAGGED, UNASSIGNED, UNTAGGED, FileFilter

FILES = Files(
    [
        FileEntry("a.txt", tags={"Date": 1}, assigned_to=("ann",), decided_by=("bob",)),
        FileEntry("b.txt", assigned_to=("ann", "bob")),
        FileEntry("c.txt", confirmed=True, decided_by=("ann",)),
    ]
)


def names(shown):
    return shown.apply(FILES).names


def test_people_are_searched_for_together_with_a_state():
    untagged = FileFilter(UNTAGGED)
    assert names(FileFilter().searched("assigned:ann", "me")) == ["a.txt", "b.txt"]
    assert names(untagged.searched("assigned: ann", "me")) == ["b.txt"]
    assert names(untagged.searched("assigned:me", "bob")) == ["b.txt"]
    assert names(FileFilter().searched("decided:me", "bob")) == ["a.txt"]
    assert names(FileFilter().searched("assigned:ann", "").searched("decided:bob", "")) == ["a.txt"]
    assert str(untagged.searched("assigned:me", "bob")) == "Untagged, assigned to bob"


def test_other_searches_are_for_letters_of_the_name():
    found = FileFilter().searched("A.t", "me")
    assert names(found) == ["a.txt"]
    assert found.is_searched
    assert not FileFilter(UNTAGGED).is_searched


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("Assigned to bob (me)", ["b.txt"]),
        ("Assigned to ann", ["a.txt", "b.txt"]),
        (UNASSIGNED, ["c.txt"]),
        ("Decided by ann", ["c.txt"]),
        ("With entity Date", ["a.txt"]),
        (ALL, ["a.txt", "b.txt", "c.txt"]),
    ],
)
def test_the_choices_show_what_they_are_called(chosen, found):
    assert names(FileFilter().choices(FILES, ["Date"], "bob")[chosen]) == found


def test_a_choice_of_people_keeps_the_state_and_the_search_and_all_ends_it():
    shown = FileFilter(AUTO_TAGGED, "job", "a", True)
    chosen = shown.choices(FILES, [], "me")["Assigned to ann"]
    assert chosen == replace(shown, assigned_to="ann")
    assert chosen.choices(FILES, [], "me")[ALL] == FileFilter(ALL, "", "a", True)
    nobodys = chosen.choices(FILES, [], "me")[UNASSIGNED]
    assert (nobodys.name, nobodys.assigned_to) == (UNASSIGNED, "")
    assert nobodys.choices(FILES, [], "me")["Assigned to ann"].name == ALL


def test_who_works_alone_is_offered_no_people():
    alone = Files([FileEntry("a.txt", decided_by=("me",)), FileEntry("b.txt")])
    assert not [chosen for chosen in FileFilter().choices(alone, [], "me") if "ssigned" in chosen or "by" in chosen]
