"""What a kill, a power cut or a failing disk leaves: never less than was acknowledged, never a file that will not open."""

import errno
import os

import pytest

from core.domain.spans import Span
from core.errors import AutotagError, StorageError
from core.services import files, review
from core.store.atomic import previous_generation, write_atomically
from core.store.storage import RecordFile
from tests.core.store.crashing import FailingDisk, dies_after_bytes, every_death, full_disk

ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS]


@pytest.fixture
def file(tmp_path):
    return RecordFile(tmp_path / "data" / "thing.json", "thing")


def put(file, value):
    with file.transaction() as db:
        db.drop_table("rows")
        db.table("rows").insert({"value": value})


def value(file):
    rows = file.read().table("rows").all()
    return rows[0]["value"] if rows else None


def tag(opened, quote, entity="Person"):
    start = opened.document.text.index(quote)
    return opened.record(opened.session.tag(Span(start, start + len(quote), entity)))


def saved(project, name):
    document, tagging = files.read_tagging(project, name)
    return [document.text[t.start : t.end] for t in tagging.tags]


def unsaved(opened):
    return [opened.document.text[t.start : t.end] for t in opened.session.current.tags]


def test_a_kill_at_any_moment_of_a_write_leaves_the_old_content_or_the_new(file):
    put(file, 0)
    seen = set()
    for number in every_death(lambda: put(file, value(file) + 1)):
        before, file_value = number, value(file)
        seen.add(file_value)
        put(file, before + 1)
        assert value(file) == before + 1
    assert seen


def test_a_kill_at_any_moment_of_the_first_write_leaves_nothing_or_all(file):
    for _ in every_death(lambda: put(file, 1)):
        assert value(file) in (None, 1)


def test_a_kill_amid_the_bytes_of_a_write_leaves_the_old_content(file):
    put(file, "old")
    for size in (0, 1, 40, 4096, 100_000):
        assert dies_after_bytes(size, lambda: put(file, "x" * 200_000))
        assert value(file) == "old"


def test_killed_writers_leave_no_heap_of_litter(file):
    put(file, 0)
    for _ in every_death(lambda: put(file, 1)):
        pass
    put(file, 2)
    assert {path.name for path in file.path.parent.iterdir()} == {"thing.json", "thing.json~", ".locks"}


def test_a_kill_while_a_damaged_file_is_written_anew_loses_neither_generation(file):
    put(file, 1)
    put(file, 2)
    for _ in every_death(lambda: put(file, 3)):
        assert value(file) in (1, 2, 3)
        file.path.unlink(missing_ok=True)
        previous_generation(file.path).unlink(missing_ok=True)
        put(file, 1)
        put(file, 2)
        file.path.write_bytes(b"{")


@pytest.mark.parametrize("error", ERRORS)
def test_a_disk_that_fails_anywhere_in_a_write_is_told_in_a_sentence_and_keeps_the_old_content(file, error):
    put(file, "old")
    put(file, "old")
    failed = set()
    for number in range(100):
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            try:
                put(file, number)
            except StorageError as told:
                assert os.strerror(error) in str(told)
                assert str(file.path) in str(told)
        if not disk.failed:
            break
        failed.add(disk.failed)
        assert value(file) in ("old", number)
        assert not [path for path in file.path.parent.iterdir() if path.name.startswith(".thing")]
        put(file, "old")
    assert failed >= {"fsync", "replace", "link"}


def test_content_is_on_disk_before_its_name_and_the_name_before_the_write_is_acknowledged(tmp_path, monkeypatch):
    path = tmp_path / "thing"
    path.write_bytes(b"old")
    steps = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor):
        steps.append(("flushed", os.readlink(f"/proc/self/fd/{descriptor}"), os.fstat(descriptor).st_size))
        fsync(descriptor)

    def noted_replace(source, target):
        steps.append(("renamed", str(source), str(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    write_atomically(path, b"new content")
    partial = steps[0][1]
    assert steps[0] == ("flushed", partial, len(b"new content"))
    assert steps[1] == ("renamed", partial, str(path))
    assert [(what, where) for what, where, _ in steps[2:]] == [("flushed", str(tmp_path))]


def test_a_file_system_without_hard_links_keeps_the_previous_generation_too(file, monkeypatch):
    def no_links(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    put(file, 1)
    put(file, 2)
    file.path.write_bytes(b"")
    assert value(file) == 1


def test_decisions_acknowledged_are_there_after_a_kill_at_any_moment_of_the_next(project):
    opened = review.open_file(project, "a.txt")
    tag(opened, "Anna")
    for _ in every_death(lambda: tag(review.open_file(project, "a.txt"), "Ben")):
        again = review.open_file(project, "a.txt")
        assert "could not" not in " ".join(again.notes)
        assert unsaved(again) in (["Anna"], ["Anna", "Ben"])
        if len(unsaved(again)) == 2:
            again.record(again.session.undo())


def test_a_decision_cut_off_amid_its_bytes_costs_nothing_but_itself(project):
    opened = review.open_file(project, "a.txt")
    tag(opened, "Anna")
    size = next((project.folder / "autotag" / "unsaved").rglob("*.jsonl")).stat().st_size
    for more in (0, 1, 20, 100):
        assert dies_after_bytes(size + more, lambda: tag(review.open_file(project, "a.txt"), "Ben"))
        assert unsaved(review.open_file(project, "a.txt")) == ["Anna"]


def test_a_first_decision_cut_off_amid_its_bytes_leaves_the_file_as_if_never_opened(project):
    for size in (0, 1, 20, 60, 100):
        assert dies_after_bytes(size, lambda: tag(review.open_file(project, "a.txt"), "Ben"))
        again = review.open_file(project, "a.txt")
        assert (unsaved(again), again.notes) == ([], ())


def test_a_decision_that_a_full_disk_refused_can_be_made_again_when_there_is_room(project):
    opened = review.open_file(project, "a.txt")
    tag(opened, "Anna")
    size = next((project.folder / "autotag" / "unsaved").rglob("*.jsonl")).stat().st_size
    for more in (0, 1, 50):
        with full_disk(size + more), pytest.raises(StorageError, match="could not be written"):
            tag(opened, "Ben")
        assert unsaved(opened) == ["Anna"]
    tag(opened, "Ben")
    again = review.open_file(project, "a.txt")  # as after a kill
    assert unsaved(again) == ["Anna", "Ben"]


@pytest.mark.parametrize("error", ERRORS)
def test_a_decision_that_a_failing_disk_refused_is_not_there_after_all(project, error):
    opened = review.open_file(project, "a.txt")
    tag(opened, "Anna")
    number = 0
    while True:
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            try:
                tag(opened, "Ben")
            except StorageError:
                assert unsaved(opened) == ["Anna"]
        if not disk.failed:
            break
        assert unsaved(review.open_file(project, "a.txt")) == unsaved(opened)
        number += 1
    assert number
    assert unsaved(review.open_file(project, "a.txt")) == ["Anna", "Ben"]


def test_a_kill_at_any_moment_of_saving_loses_no_decision_and_raises_no_false_alarm(project):
    tag(review.open_file(project, "a.txt"), "Anna")

    def save():
        review.open_file(project, "a.txt").save()

    for _ in every_death(save):
        again = review.open_file(project, "a.txt")
        assert "could not" not in " ".join(again.notes)
        assert unsaved(again) == ["Anna"]
        if "Anna" in saved(project, "a.txt"):  # saved before it died: begin anew
            assert not again.session.has_unsaved
            again.record(again.session.remove(again.session.current.tags[0]))
            again.save()
            tag(review.open_file(project, "a.txt"), "Anna")
    assert saved(project, "a.txt") == ["Anna"]


@pytest.mark.parametrize("error", ERRORS)
def test_a_save_that_the_disk_refuses_keeps_the_decisions(project, error):
    for number in range(100):
        opened = review.open_file(project, "a.txt")
        tag(opened, "Anna")
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            try:
                opened.save()
            except AutotagError as told:
                assert os.strerror(error) in str(told)
        again = review.open_file(project, "a.txt")
        assert unsaved(again) == ["Anna"]
        assert "could not" not in " ".join(again.notes)
        if not disk.failed:
            break
        again.save()
        again.record(again.session.remove(again.session.current.tags[0]))
        again.save()
    assert number > 3
