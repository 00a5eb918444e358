"""Texts, tags, journals and the index of a project."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.review import ReviewSession
from core.domain.text.spans import Span
from core.errors import NotFoundError, StorageError
from core.services.project import files
from core.services.review import open_file
from core.store.disk.folders import ProjectFolder
from core.store.tags.journals import Journal
from core.store.texts.finding import files_below, find_texts, read_document
from core.store.texts.index import load_index


def tag(project, name, quote, entity="Person"):
    opened = open_file.open_file(project, name)
    start = opened.document.text.index(quote)
    opened.record(opened.session.tag(Span(start, start + len(quote), entity)))
    return opened


def quotes(project, name):
    document, tagging = files.read_tagging(project, name)
    return [document.text[t.start : t.end] for t in tagging.tags]


def test_texts_are_found_in_subfolders_but_not_ours_hidden_ones_or_links(project):
    (project.folder / ".hidden").mkdir()
    (project.folder / ".hidden" / "x.txt").write_text("x")
    (project.folder / "autotag" / "y.txt").write_text("y")
    (project.folder / "LOUD.TXT").write_text("z")
    (project.folder / "notes.md").write_text("n")
    (project.folder / "link.txt").symlink_to("/etc/passwd")
    names = sorted(text.name for text in find_texts(project.paths))
    assert names == ["LOUD.TXT", "a.txt", "b.txt", "sub/c.txt"]


def test_line_ends_and_characters_are_kept_and_a_byte_order_mark_is_no_text(project):
    (project.folder / "crlf.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n\xf0\x9f\x91\x8d")
    assert read_document(project.paths, "crlf.txt").text == "one\r\ntwo\r\n👍"


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b"caf\xe9", "not UTF-8")])
def test_a_text_that_cannot_be_used_is_listed_with_the_reason(project, content, reason):
    (project.folder / "bad.txt").write_bytes(content)
    entry = files.entry(project, "bad.txt")
    assert reason in entry.problem
    assert "bad.txt" not in files.list_files(project).untagged().names
    with pytest.raises(StorageError, match=reason):
        read_document(project.paths, "bad.txt")


@pytest.mark.parametrize("name", ["../home/x.txt", "/etc/hosts", "missing.txt", "sub", "a\0.txt"])
def test_names_outside_the_project_are_not_found(project, name):
    with pytest.raises(NotFoundError, match="no file"):
        read_document(project.paths, name)


@given(st.sets(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=30), min_size=2, max_size=8))
def test_different_texts_have_different_records(stems):
    folder = ProjectFolder(Path("/p"))
    names = {f"{stem}{end}" for stem in stems for end in (".txt", ".TXT", ".txt.txt", ".TXT.txt")}
    assert len({folder.tags_file(name) for name in names}) == len(names)


def test_long_names_get_records_that_a_file_system_takes(project):
    name = "長" * 80 + ".txt"
    (project.folder / name).write_text("Anna", "utf-8")
    tag(project, name, "Anna").save()
    assert quotes(project, name) == ["Anna"]


def test_a_decision_is_on_disk_before_it_is_shown_and_restored_after_a_crash(project):
    opened = tag(project, "a.txt", "Anna")
    again = open_file.open_file(project, "a.txt")  # as after a kill: nothing was closed or saved
    assert again.session.current == opened.session.current
    assert again.has_restored
    assert quotes(project, "a.txt") == []
    again.save()
    assert quotes(project, "a.txt") == ["Anna"]
    assert not open_file.open_file(project, "a.txt").has_restored


def test_a_line_that_a_crash_left_unfinished_is_dropped_and_writing_goes_on(project):
    opened = tag(project, "a.txt", "Anna")
    journal = Journal(project.paths, "a.txt", opened.session.author, opened.document.hash)
    with journal.path.open("ab") as file:
        file.write(b'{"kind":"do","step":{"act')
    again = open_file.open_file(project, "a.txt")
    again.record(again.session.tag(Span(9, 12, "Person")))
    assert len(open_file.open_file(project, "a.txt").session.current.tags) == 2


def test_undo_is_restored_too(project):
    opened = tag(project, "a.txt", "Anna")
    opened.record(opened.session.undo())
    again = open_file.open_file(project, "a.txt")
    assert not again.session.has_unsaved
    assert len(again.session.undone) == 1


def test_decisions_on_a_text_that_changed_are_set_aside_and_not_lost(project):
    tag(project, "a.txt", "Anna")
    (project.folder / "a.txt").write_text("Another text.", "utf-8")
    again = open_file.open_file(project, "a.txt")
    assert "could not be restored" in again.notes[0]
    assert not again.session.current.tags
    assert list((project.folder / "autotag" / "unsaved").rglob("*.unused"))


def test_tags_move_with_their_words_when_a_text_changes(project):
    tag(project, "a.txt", "Anna").save()
    text = (project.folder / "a.txt").read_text("utf-8")
    (project.folder / "a.txt").write_text("A new first line.\n" + text, "utf-8")
    assert quotes(project, "a.txt") == ["Anna"]


def test_tags_that_cannot_be_placed_are_set_aside_and_shown(project):
    tag(project, "a.txt", "Anna").save()
    (project.folder / "a.txt").write_text("Somebody else met Ben.\n", "utf-8")
    opened = open_file.open_file(project, "a.txt")
    assert [aside.tag.entity for aside in opened.session.current.set_aside] == ["Person"]
    assert "could not be placed" in opened.notes[0]


def test_two_people_saving_the_same_file_both_keep_their_tags(project):
    mine, theirs = tag(project, "a.txt", "Anna"), open_file.open_file(project, "a.txt")
    theirs.record(theirs.session.tag(Span(21, 26, "City")))
    mine.save()
    theirs.save()
    assert len(quotes(project, "a.txt")) == 2


def test_what_others_save_between_two_saves_is_kept(project):
    mine = tag(project, "a.txt", "Anna")
    mine.save()
    theirs = open_file.open_file(project, "a.txt")
    theirs.record(theirs.session.tag(Span(21, 26, "City")))
    theirs.save()
    mine.record(mine.session.remove(mine.session.current.tags[0]))
    mine.save()
    assert quotes(project, "a.txt") == [mine.document.text[21:26]]


def test_a_save_over_a_file_that_other_hands_have_damaged_builds_on_the_generation_before(project):
    opened = tag(project, "a.txt", "Anna")
    opened.save()
    opened.record(opened.session.tag(Span(21, 26, "City")))
    opened.save()
    opened.record(opened.session.remove(opened.session.current.tags[0]))
    opened.record(opened.session.remove(opened.session.current.tags[0]))
    path = project.paths.tags_file("a.txt")
    path.write_bytes(b"{")
    opened.save()
    assert quotes(project, "a.txt") == []
    assert path.with_name("a.json.damaged").read_bytes() == b"{"


def test_a_contradicting_save_is_refused_and_the_decisions_stay(project, monkeypatch):
    mine = tag(project, "a.txt", "Anna met")
    monkeypatch.setattr("core.services.review.open_file.author", lambda: "other")
    tag(project, "a.txt", "Anna").save()
    with pytest.raises(Exception, match="Somebody else"):
        mine.save()
    assert mine.session.has_unsaved
    assert quotes(project, "a.txt") == ["Anna"]


def test_the_index_is_a_cache_that_is_made_anew(project):
    tag(project, "a.txt", "Anna").save()
    listed = files.list_files(project)
    assert load_index(project.paths) == listed
    project.paths.index_file.write_bytes(b"junk")
    assert files.known_files(project).names == []
    assert files.list_files(project) == listed


def test_the_index_notices_what_changed(project):
    files.list_files(project)
    tag(project, "a.txt", "Anna").save()
    (project.folder / "new.txt").write_text("x" * 1500, "utf-8")
    (project.folder / "b.txt").unlink()
    tag(project, "sub/c.txt", "Nothing")
    listed = {entry.name: entry for entry in files.list_files(project)}
    assert sorted(listed) == ["a.txt", "new.txt", "sub/c.txt"]
    assert listed["a.txt"].tags == {"Person": 1}
    assert listed["new.txt"].records == 2
    assert listed["sub/c.txt"].unsaved


def test_the_users_texts_are_never_written(project):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.folder.glob("*.txt")}
    tag(project, "a.txt", "Anna").save()
    files.list_files(project)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_a_file_saved_without_tags_counts_as_tagged(project):
    opened = open_file.open_file(project, "sub/c.txt")
    opened.save()
    assert "sub/c.txt" in files.list_files(project).tagged().names
    assert isinstance(opened.session, ReviewSession)


def test_a_tag_removed_and_made_again_is_saved(project):
    opened = tag(project, "a.txt", "Anna")
    opened.save()
    opened.record(opened.session.remove(opened.session.current.tags[0]))
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.save()
    assert quotes(project, "a.txt") == ["Anna"]


def test_files_and_folders_that_others_remove_during_a_listing_are_left_out(tmp_path):
    for number in range(50):
        (tmp_path / f"{number}.json").write_text("{}")
        (tmp_path / f"folder{number}").mkdir()
    listing = files_below(tmp_path)
    first, _ = next(listing)
    for path in tmp_path.iterdir():
        if path.name != first:
            path.rmdir() if path.is_dir() else path.unlink()
    assert list(listing) == []
