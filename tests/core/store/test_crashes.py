"""A kill, a power cut or a failing disk leaves the old content of a file or the new, and links lead nowhere else."""

import errno
import os
from pathlib import Path

import pytest

from core.store.disk.atomic import previous_generation, write_atomically
from core.store.disk.storage import RecordFile
from harness.crashing import DISK_ERRORS, FailingDisk, dies_after_bytes, every_death, sentence


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


def test_a_kill_at_any_moment_of_a_write_leaves_the_old_content_or_the_new(file):
    put(file, "old")
    seen = set()
    for _ in every_death(lambda: put(file, "new")):
        seen.add(value(file))
        put(file, "old")
        assert value(file) == "old"
    assert seen == {"old", "new"}  # it was killed before and after the moment that counts


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


@pytest.mark.parametrize("error", DISK_ERRORS)
def test_a_disk_that_fails_anywhere_in_a_write_is_told_in_a_sentence_and_keeps_the_old_content(file, error):
    put(file, "old")
    put(file, "old")
    failed = set()
    for number in range(100):
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            told = sentence(lambda: put(file, number))  # noqa: B023 - called at once
        if not disk.failed:
            break
        if told:
            assert str(file.path) in told
            assert os.strerror(error) in told
            failed.add(disk.failed)
        assert value(file) in ("old", number)
        assert not [path for path in file.path.parent.iterdir() if path.name.startswith(".thing")]
        put(file, "old")
    assert failed >= {"fsync", "replace"}


def test_content_is_on_disk_before_its_name_and_the_name_before_the_write_is_acknowledged(
    tmp_path, monkeypatch, flushed
):
    path = tmp_path / "thing"
    path.write_bytes(b"old")
    replace = os.replace

    def noted(source, target):
        assert flushed == [Path(source)]
        assert Path(source).read_bytes() == b"new content"
        flushed.append(f"{Path(source).name} becomes {Path(target).name}")
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    write_atomically(path, b"new content")
    assert flushed[1:] == [".thing.partial becomes thing", tmp_path]


def test_a_file_system_without_hard_links_keeps_the_previous_generation_too(file, monkeypatch):
    def no_links(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    put(file, 1)
    put(file, 2)
    file.path.write_bytes(b"")
    assert value(file) == 1


@pytest.mark.parametrize("place", [".thing.json.partial", "thing.json"])
def test_a_link_in_the_place_of_a_file_of_ours_leads_no_write_elsewhere(file, tmp_path, place):
    put(file, 1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious", "utf-8")
    (file.path.parent / place).unlink(missing_ok=True)
    (file.path.parent / place).symlink_to(elsewhere)
    sentence(lambda: put(file, 2))
    assert elsewhere.read_text("utf-8") == "precious"
