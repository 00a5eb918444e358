"""States of encoders kept on disk."""

import os

import pytest

from core.store.caches.states import StateStore
from core.store.disk.folders import ProjectFolder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "autotag").mkdir()
    return ProjectFolder(tmp_path)


def kept_files(folder):
    return [path for path in (folder.data / "states").rglob("*") if path.is_file()]


def test_states_are_found_by_encoder_and_text(folder):
    store = StateStore(folder)
    store.keep("one", "a text", b"1")
    store.keep("two", "a text", b"2")
    assert StateStore(folder).load("one", "a text") == b"1"
    assert StateStore(folder).load("two", "a text") == b"2"
    assert store.load("one", "another text") is None
    assert store.load("one", "\ud800") is None


def test_only_the_user_who_made_them_can_read_them(folder):
    before = os.umask(0)
    try:
        StateStore(folder).keep("one", "a text", b"1")
    finally:
        os.umask(before)
    [path] = kept_files(folder)
    assert path.stat().st_mode & 0o777 == 0o600


def test_those_used_longest_ago_go_first_when_there_are_too_many(folder):
    store = StateStore(folder, limit=8_000)
    for number in range(6):
        store.keep("one", f"text {number}", b"x" * 1_000)
    for age, path in enumerate(kept_files(folder)):
        os.utime(path, (age, age))
    assert store.load("one", "text 0") is not None  # used now
    for number in range(6, 9):
        store.keep("one", f"text {number}", b"x" * 1_000)
    assert sum(path.stat().st_size for path in kept_files(folder)) <= 8_000
    assert store.load("one", "text 0") is not None
    assert store.load("one", "text 8") is not None


def test_a_cache_that_cannot_be_written_or_was_deleted_stops_nothing(folder):
    store = StateStore(folder)
    (folder.data / "states").write_text("a file in the place of the folder")
    store.keep("one", "a text", b"1")
    assert store.load("one", "a text") is None
    (folder.data / "states").unlink()
    store.keep("one", "a text", b"1")
    assert store.load("one", "a text") == b"1"
