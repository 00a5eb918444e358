"""Decisions that were acknowledged are there after a kill, a power cut or a failing disk."""

import os

import pytest

from core.domain.text.spans import Span
from core.errors import StorageError
from core.services.project import files
from core.services.project.preferences import author
from core.services.review import open_file
from harness.crashing import DISK_ERRORS, FailingDisk, dies_after_bytes, every_death, full_disk, sentence


def tag(opened, quote, entity="Person"):
    start = opened.document.text.index(quote)
    return opened.record(opened.session.tag(Span(start, start + len(quote), entity)))


def saved(project, name):
    document, tagging = files.read_tagging(project, name)
    return [document.text[t.start : t.end] for t in tagging.tags]


def unsaved(opened):
    return [opened.document.text[t.start : t.end] for t in opened.session.current.tags]


def test_a_decision_and_the_folders_to_it_are_on_disk_when_it_is_acknowledged(project, flushed):
    opened = open_file.open_file(project, "sub/c.txt")
    tag(opened, "Nothing")
    (journal,) = (project.folder / "autotag" / "unsaved").rglob("*.jsonl")
    missing_before = [folder for folder in journal.parents if folder.is_relative_to(project.folder / "autotag")]
    assert set(flushed) >= {journal, *missing_before}
    flushed.clear()
    tag(opened, "here")
    assert flushed == [journal]


def test_decisions_acknowledged_are_there_after_a_kill_at_any_moment_of_the_next(project):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    for _ in every_death(lambda: tag(open_file.open_file(project, "a.txt"), "Ben")):
        again = open_file.open_file(project, "a.txt")
        assert "could not" not in " ".join(again.notes)
        assert unsaved(again) in (["Anna"], ["Anna", "Ben"])
        if len(unsaved(again)) == 2:
            again.record(again.session.undo())


def test_a_decision_cut_off_amid_its_bytes_costs_nothing_but_itself(project):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    size = next((project.folder / "autotag" / "unsaved").rglob("*.jsonl")).stat().st_size
    for more in (0, 1, 20, 100):
        assert dies_after_bytes(size + more, lambda: tag(open_file.open_file(project, "a.txt"), "Ben"))
        assert unsaved(open_file.open_file(project, "a.txt")) == ["Anna"]


def test_a_first_decision_cut_off_amid_its_bytes_leaves_the_file_as_if_never_opened(project):
    for size in (0, 1, 20, 60, 100):
        assert dies_after_bytes(size, lambda: tag(open_file.open_file(project, "a.txt"), "Ben"))
        again = open_file.open_file(project, "a.txt")
        assert (unsaved(again), again.notes) == ([], ())


def test_a_decision_that_a_full_disk_refused_can_be_made_again_when_there_is_room(project):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    size = next((project.folder / "autotag" / "unsaved").rglob("*.jsonl")).stat().st_size
    for more in (0, 1, 50):
        with full_disk(size + more), pytest.raises(StorageError, match="could not be written"):
            tag(opened, "Ben")
        assert unsaved(opened) == ["Anna"]
    tag(opened, "Ben")
    again = open_file.open_file(project, "a.txt")  # as after a kill
    assert unsaved(again) == ["Anna", "Ben"]


@pytest.mark.parametrize("error", DISK_ERRORS)
def test_a_decision_that_a_failing_disk_refused_is_not_there_after_all(project, error):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    number = 0
    while True:
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            told = sentence(lambda: tag(opened, "Ben"))
        if not disk.failed:
            break
        assert (unsaved(opened) == ["Anna"]) == bool(told)
        assert unsaved(open_file.open_file(project, "a.txt")) == unsaved(opened)
        number += 1
    assert number
    assert unsaved(open_file.open_file(project, "a.txt")) == ["Anna", "Ben"]


def test_a_kill_at_any_moment_of_saving_loses_no_decision_and_raises_no_false_alarm(project):
    tag(open_file.open_file(project, "a.txt"), "Anna")

    def save():
        open_file.open_file(project, "a.txt").save()

    for _ in every_death(save):
        again = open_file.open_file(project, "a.txt")
        assert "could not" not in " ".join(again.notes)
        assert unsaved(again) == ["Anna"]
        if "Anna" in saved(project, "a.txt"):  # saved before it died: begin anew
            assert not again.session.has_unsaved
            again.record(again.session.remove(again.session.current.tags[0]))
            again.save()
            tag(open_file.open_file(project, "a.txt"), "Anna")
    assert saved(project, "a.txt") == ["Anna"]


def test_decisions_that_a_crash_of_the_machine_brings_back_after_they_were_saved_are_not_made_again(project):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    journal = project.paths.journal_file("a.txt", author())
    brought_back = journal.read_bytes()
    opened.save()
    opened.record(opened.session.remove(opened.session.current.tags[0]))
    opened.save()
    assert not journal.exists()
    journal.write_bytes(brought_back)
    again = open_file.open_file(project, "a.txt")
    assert not again.notes
    assert unsaved(again) == saved(project, "a.txt") == []


@pytest.mark.parametrize("error", DISK_ERRORS)
def test_a_save_that_the_disk_refuses_keeps_the_decisions(project, error):
    for number in range(100):
        opened = open_file.open_file(project, "a.txt")
        tag(opened, "Anna")
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            told = sentence(opened.save)
        assert not told or os.strerror(error) in told
        again = open_file.open_file(project, "a.txt")
        assert unsaved(again) == ["Anna"]
        assert "could not" not in " ".join(again.notes)
        if not disk.failed:
            break
        again.save()
        again.record(again.session.remove(again.session.current.tags[0]))
        again.save()
    assert number > 3


def test_a_link_in_the_place_of_the_decisions_is_refused(project, tmp_path):
    opened = open_file.open_file(project, "a.txt")
    tag(opened, "Anna")
    (journal,) = (project.folder / "autotag" / "unsaved").rglob("*.jsonl")
    elsewhere = tmp_path / "elsewhere"
    journal.rename(elsewhere)
    before = elsewhere.read_bytes()
    journal.symlink_to(elsewhere)
    with pytest.raises(StorageError, match="could not be written"):
        tag(opened, "Ben")
    assert elsewhere.read_bytes() == before
