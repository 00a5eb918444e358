"""Who sees which notes, and which files a search finds."""

import pytest

from core.domain.project.file_filter import NOTED, FileFilter
from core.domain.team.notes import LONGEST, parse_note
from core.errors import RequestError
from core.services.project import files
from core.services.team.double import Chosen, mark_double, unmark_double
from core.services.team.notes import add_note, files_with_note, list_notes, load_notes, toggle_note
from core.store.texts.finding import read_document
from tests.core.services.team.people import as_user


def write(project, user, text, name="a.txt", borders=None):
    with as_user(user):
        return add_note(project, read_document(project.paths, name), text, borders)


def seen(project, user):
    """What a user meets of notes: in the file, in both lists, and by search."""
    with as_user(user):
        notes = [note.text for note in load_notes(project, read_document(project.paths, "a.txt"))]
        assert [listed.note.text for listed in list_notes(project) if listed.name == "a.txt"] == notes
        assert files_with_note(project, "NOTE") == ({"a.txt"} if notes else set())
        assert files.list_files(project).named(["a.txt"])[0].open_notes == len(notes)
        assert files.entry(project, "a.txt").open_notes == len(notes)
        return notes


def test_who_tags_blindly_sees_no_note_of_others_until_the_file_is_one_again(project):
    write(project, "carol", "Note of before.")
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    write(project, "ann", "Note of Ann.")
    write(project, "bob", "Note of Bob.")
    assert seen(project, "ann") == ["Note of Ann."]
    assert seen(project, "bob") == ["Note of Bob."]
    assert seen(project, "carol") == ["Note of before.", "Note of Ann.", "Note of Bob."]
    assert write(project, "ann", "Note two.")[0].text == "Note of Ann."
    unmark_double(project, ["a.txt"])
    assert len(seen(project, "bob")) == 4


def test_who_tags_blindly_resolves_only_what_they_see(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    (of_ann,) = write(project, "ann", "Note of Ann.")
    with as_user("bob"):
        assert toggle_note(project, read_document(project.paths, "a.txt"), of_ann.id) == ()
    assert load_open(project) == ["Note of Ann."]


def load_open(project):
    return [listed.note.text for listed in list_notes(project, only_open=True)]


def test_the_list_is_filtered_by_notes_and_searched_in_them(project):
    write(project, "ann", "Is this a Person?", "a.txt")
    write(project, "ann", "Done.", "b.txt")
    listed = files.list_files(project)
    assert FileFilter(NOTED).apply(listed).names == ["a.txt", "b.txt"]
    found = FileFilter().with_note("person", files_with_note(project, "person"))
    assert found.apply(listed).names == ["a.txt"]
    assert found.is_searched
    assert str(found) == "All, with 'person' in a note"
    assert found.unsearched() == FileFilter()


@pytest.mark.parametrize(("written", "wrong"), [("  ", "empty"), ("file: ", "empty"), ("x" * (LONGEST + 1), "501")])
def test_a_note_has_some_text_and_not_too_much(written, wrong):
    with pytest.raises(RequestError, match=wrong):
        parse_note(written)


def test_a_note_is_on_the_selection_unless_it_says_otherwise():
    assert parse_note(" Which Ben? ") == ("Which Ben?", False)
    assert parse_note("file: scanned badly") == ("scanned badly", True)
