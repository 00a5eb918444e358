"""Files of ours always open, with the old content or the new one."""

import json
import os
import signal
import subprocess
import sys

import pytest

from core.errors import StorageError
from core.store.disk.atomic import previous_generation, write_atomically
from core.store.disk.storage import RecordFile

WRITER = """
import sys
from pathlib import Path
from core.store.disk.storage import RecordFile
file = RecordFile(Path(sys.argv[1]), "thing")
number = 0
while True:
    number += 1
    with file.transaction() as db:
        db.drop_table("rows")
        db.table("rows").insert_multiple({"number": number, "pad": "x" * 50} for _ in range(200))
    print(number, flush=True)
"""


@pytest.fixture
def file(tmp_path):
    return RecordFile(tmp_path / "data" / "thing.json", "thing")


def put(file, value):
    with file.transaction() as db:
        db.drop_table("rows")
        db.table("rows").insert({"value": value})


def value(file):
    return file.read().table("rows").all()[0]["value"]


def test_what_was_written_is_read_whatever_characters_it_has(file):
    for text in ("plain", "日本 é 👍", "\udce4 no text", "line\nbreak \x00"):
        put(file, text)
        assert value(file) == text


def test_a_transaction_that_fails_writes_nothing(file):
    put(file, 1)
    before = file.path.read_bytes()

    def fail():
        with file.transaction() as db:
            db.table("rows").insert({"value": 2})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert file.path.read_bytes() == before


def test_a_damaged_newest_generation_falls_back_to_the_one_before(file):
    put(file, 1)
    put(file, 2)
    for damage in (b"", b"{", b"\x00" * 50, b'{"rows": {"1": 5}}', b"[" * 100_000):
        file.path.write_bytes(damage)
        assert value(file) == 1


def test_what_lies_on_the_disk_is_known_again_only_if_it_is_the_same_byte_by_byte(file):
    assert not file.is_as_known()
    put(file, 1)
    assert file.is_as_known()
    assert not RecordFile(file.path, "thing").is_as_known()
    status = file.path.stat()
    put(RecordFile(file.path, "thing"), 2)  # as long as before; and with the times of before
    os.utime(file.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not file.is_as_known()
    assert value(file) == 2
    assert file.is_as_known()
    file.path.unlink()
    assert not file.is_as_known()


def test_two_damaged_generations_are_said_and_nothing_is_overwritten(file):
    put(file, 1)
    put(file, 2)
    file.path.write_bytes(b"{")
    previous_generation(file.path).write_bytes(b"{")
    with pytest.raises(StorageError, match="damaged"):
        file.read()
    with pytest.raises(StorageError, match="damaged"):
        put(file, 3)
    assert file.path.read_bytes() == b"{"


def test_a_file_of_a_later_version_is_refused(file):
    put(file, 1)
    content = json.loads(file.path.read_text())
    content["format"]["1"]["version"] = 99
    file.path.write_text(json.dumps(content))
    with pytest.raises(StorageError, match="later version"):
        file.read()


def test_an_older_version_is_migrated_and_kept_aside(file):
    put(file, 1)
    newer = RecordFile(file.path, "thing", 2, {1: lambda tables: {**tables, "rows": {"1": {"value": "migrated"}}}})
    assert value(newer) == "migrated"
    assert not file.path.with_name("thing.json.v1").exists()  # looking writes nothing
    put(newer, "changed")
    assert json.loads(file.path.with_name("thing.json.v1").read_text())["rows"]["1"]["value"] == 1


def test_a_file_of_another_kind_is_refused(file):
    put(file, 1)
    with pytest.raises(StorageError, match="not a file of autotag"):
        RecordFile(file.path, "other").read()


def test_a_write_that_fails_leaves_the_old_content_and_no_litter(file):
    put(file, 1)

    def fail(*_):
        raise OSError(28, "No space left on device")

    original = os.fsync
    os.fsync = fail
    try:
        with pytest.raises(StorageError, match="No space left"):
            put(file, 2)
    finally:
        os.fsync = original
    assert value(file) == 1
    assert not [p for p in file.path.parent.iterdir() if p.name.startswith(".thing")]


def test_a_process_killed_while_writing_leaves_a_file_that_opens_with_all_it_acknowledged(tmp_path):
    path = tmp_path / "thing.json"
    file = RecordFile(path, "thing")
    for round_ in range(6):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(5 + round_ * 3):
            acknowledged = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.wait()
        writer.stdout.close()
        rows = file.read().table("rows").all()
        assert len(rows) == 200
        assert {row["number"] for row in rows} <= {acknowledged, acknowledged + 1}


def test_two_processes_writing_at_once_lose_nothing(tmp_path):
    path = tmp_path / "thing.json"
    script = """
import sys
from pathlib import Path
from core.store.disk.storage import RecordFile
file = RecordFile(Path(sys.argv[1]), "thing")
for number in range(25):
    with file.transaction() as db:
        db.table("rows").insert({"who": sys.argv[2], "number": number})
"""
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), who]) for who in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    rows = RecordFile(path, "thing").read().table("rows").all()
    assert sorted((row["who"], row["number"]) for row in rows) == [(w, n) for w in "ab" for n in range(25)]


def test_the_first_write_makes_the_folders(tmp_path):
    write_atomically(tmp_path / "a" / "b" / "c", b"x")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"x"
