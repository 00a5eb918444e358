"""The notes on a text survive kills, several writers, and texts that change and move."""

import os
import shutil
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.team.notes import Note
from core.services.project import files, projects
from core.services.review import open_file
from core.services.team.notes import add_note, list_notes, load_notes, toggle_note
from core.store.team.notes import change_notes
from core.store.texts.finding import read_document
from harness.crashing import every_death


def document(project, name="a.txt"):
    return read_document(project.paths, name)


def write(project, text, borders=None, name="a.txt"):
    return add_note(project, document(project, name), text, borders)


def noted(project, name="a.txt"):
    """The notes on a file: text, and the words that each is about."""
    found = document(project, name)
    return [
        (note.text, found.text[slice(*note.borders)] if note.borders else None) for note in load_notes(project, found)
    ]


def counts(project):
    return {entry.name: entry.open_notes for entry in files.list_files(project) if entry.open_notes}


def test_a_kill_at_any_moment_leaves_the_notes_before_or_after(project):
    write(project, "One.", (0, 4))
    path = project.paths.notes_file("a.txt")
    before = path.read_bytes()
    seen = []
    for _ in every_death(lambda: write(project, "Two.", (9, 12))):
        seen.append([text for text, _ in noted(project)])
        assert counts(project) == {"a.txt": len(seen[-1])}
        path.write_bytes(before)
    assert ["One."] in seen
    assert ["One.", "Two."] in seen
    assert all(each in (["One."], ["One.", "Two."]) for each in seen)


def test_a_kill_at_any_moment_of_a_move_loses_and_doubles_no_note(project):
    write(project, "One.", (0, 4))
    write(project, "Two.")
    kept = {path.name: path.read_bytes() for path in project.paths.notes.glob("a.json*")}
    (project.folder / "a.txt").rename(project.folder / "new.txt")
    deaths = 0
    for _ in every_death(lambda: files.list_files(project)):
        deaths += 1
        assert counts(project) == {"new.txt": 2}
        assert noted(project, "new.txt") == [("Two.", None), ("One.", "Anna")]
        assert len(list_notes(project)) == 2
        shutil.rmtree(project.paths.notes)
        project.paths.notes.mkdir()
        project.paths.index_file.unlink(missing_ok=True)
        for name, content in kept.items():
            (project.paths.notes / name).write_bytes(content)
    assert deaths > 3


def test_processes_that_write_notes_at_once_keep_those_of_the_others(project):
    children = []
    for person in ("ann", "bob", "cy"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child takes no lock that a thread could hold
            child = os.fork()
        if child == 0:
            for number in range(10):
                write(project, f"{person} {number}")
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert len(noted(project)) == 30


borders = st.integers(0, 40).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 42)))
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(words, words, st.none() | borders, st.booleans()), max_size=4))
def test_notes_are_read_as_they_were_written(project, written):
    text = document(project)
    notes = [
        Note(str(number), comment, by, "2026-03-14T09:26:00.000+00:00").placed(text.text, where)
        for number, (comment, by, where, _) in enumerate(written)
    ]
    notes = [note.toggled("zoe", "later") if row[3] else note for note, row in zip(notes, written, strict=True)]
    change_notes(project.paths, text, lambda _: notes)
    assert sorted(load_notes(project, text), key=lambda note: note.id) == notes


def test_a_note_follows_its_words_in_a_changed_text_and_is_on_the_file_where_they_are_gone(project):
    write(project, "Which Ben?", (9, 12))
    write(project, "In full?", (27, 31))
    path = project.folder / "a.txt"
    path.write_text("So: Anna met Ben in Paris.\nSomebody lent 30 euros.\n", "utf-8")
    assert noted(project) == [("In full?", None), ("Which Ben?", "Ben")]
    write(project, "New text.")
    assert noted(project) == [("In full?", None), ("New text.", None), ("Which Ben?", "Ben")]
    path.write_text("Anna met Ben in Paris.\nBen paid 30 euros.\n", "utf-8")
    assert ("In full?", "paid") in noted(project)


def test_a_note_keeps_its_place_with_other_line_ends(project):
    write(project, "In full?", (27, 31))
    (project.folder / "a.txt").write_bytes(b"Anna met Ben in Paris.\r\nBen paid 30 euros.\r\n")
    assert noted(project) == [("In full?", "paid")]


@pytest.mark.parametrize("tagged", [False, True])
def test_notes_go_with_a_text_that_is_moved_tagged_or_not(project, tagged):
    write(project, "Which Ben?", (9, 12))
    if tagged:
        open_file.open_file(project, "a.txt").save()
    (project.folder / "a.txt").rename(project.folder / "sub" / "new.txt")
    assert counts(project) == {"sub/new.txt": 1}
    assert noted(project, "sub/new.txt") == [("Which Ben?", "Ben")]
    assert not list(project.paths.notes.glob("a.json*"))


def test_notes_go_to_neither_of_two_texts_that_it_could_be(project):
    write(project, "Which Ben?", (9, 12))
    for name in ("one.txt", "two.txt"):
        shutil.copy(project.folder / "a.txt", project.folder / name)
    (project.folder / "a.txt").unlink()
    assert counts(project) == {}
    assert [listed.name for listed in list_notes(project)] == ["a.txt"]


def test_the_command_that_moves_tags_moves_the_notes_to_those_of_the_other_text(project):
    write(project, "Which Ben?", (9, 12))
    open_file.open_file(project, "a.txt").save()
    (project.folder / "a.txt").unlink()
    (project.folder / "new.txt").write_text("First: Anna met Ben in Paris.\n", "utf-8")
    write(project, "Its own.", name="new.txt")
    files.move_tags(project, "a.txt", "new.txt")
    assert noted(project, "new.txt") == [("Its own.", None), ("Which Ben?", "Ben")]


def test_a_resolved_note_says_who_resolved_it_and_can_be_opened_again(project):
    (note,) = write(project, "Which Ben?", (9, 12))
    (resolved,) = toggle_note(project, document(project), note.id)
    assert resolved.resolved_by == note.by
    assert counts(project) == {}
    assert list_notes(project, only_open=True) == []
    assert toggle_note(project, document(project), note.id) == (note,)


def test_the_record_is_readable_by_those_who_can_read_the_text(project):
    (project.folder / "a.txt").chmod(0o600)
    write(project, "Which Ben?", (9, 12))
    assert project.paths.notes_file("a.txt").stat().st_mode & 0o077 == 0


def test_a_group_shares_the_record_whatever_the_umask(project):
    project.folder.chmod(0o2775)
    projects.share_project(project)
    before = os.umask(0o077)
    try:
        write(project, "Which Ben?", name="sub/c.txt")
    finally:
        os.umask(before)
    path = project.paths.notes_file("sub/c.txt")
    assert path.stat().st_mode & 0o060 == 0o060
    assert path.parent.stat().st_mode & 0o2070 == 0o2070


def test_a_damaged_record_keeps_nobody_from_the_file_or_the_list(project):
    write(project, "Which Ben?", (9, 12))
    project.paths.notes_file("a.txt").write_bytes(b"{")
    assert [entry.problem for entry in files.list_files(project)] == ["", "", ""]
    assert list_notes(project) == []
