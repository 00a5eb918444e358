"""Several processes at once: nobody's write is lost, and nobody waits for the dead."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from core.errors import ConflictError, QuotaError
from core.services.project import files
from core.store.disk import locks
from core.store.disk.locks import ProcessLock, locked
from core.store.disk.storage import RecordFile
from core.store.project import resource

HOLDER = """
import sys, time
from pathlib import Path
from core.store.disk import locks
from core.store.disk.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

DECIDER = """
import sys
from pathlib import Path
from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file
from core.services.project.preferences import save_preferences
project = projects.open_project(Path(sys.argv[1]))
for start in range(int(sys.argv[2]), 60, 3):
    opened = open_file.open_file(project, "long.txt")
    opened.record(opened.session.tag(Span(start * 2, start * 2 + 1, "Person")))
    opened.save()
"""

RESERVER = """
import sys
from core.errors import QuotaError
from core.store.project.resource import Use, reserve
taken = 0
for number in range(20):
    try:
        reserve(Use("2026-01", f"{sys.argv[1]}-{number}", "", 1))
        taken += 1
    except QuotaError:
        pass
print(taken)
"""


def start(script, *args, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path):
    path = tmp_path / "thing.json"
    with start(HOLDER, path) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)
    with locked(path):
        pass


def test_waiting_for_a_lock_ends_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    path = tmp_path / "thing.json"
    with start(HOLDER, path) as holder:
        holder.stdout.readline()
        with pytest.raises(ConflictError, match=r"thing\.json has been locked by another process"), locked(path):
            raise AssertionError("two hold one lock")
        RecordFile(path, "thing").read()  # reading needs no lock
        holder.stdin.close()


def test_a_worker_is_seen_alive_until_it_dies(tmp_path):
    path = tmp_path / ".worker.lock"
    script = HOLDER.replace("with locked(Path(sys.argv[1])):", "if locks.ProcessLock(Path(sys.argv[1])).take(0):")
    with start(script, path) as worker:
        worker.stdout.readline()
        assert ProcessLock(path).is_held()
        assert not ProcessLock(path).take(0)
        worker.send_signal(signal.SIGKILL)
    assert not ProcessLock(path).is_held()
    lock = ProcessLock(path)
    assert lock.take(0)
    lock.release()


def test_several_people_who_tag_and_save_one_file_at_once_lose_nothing(project):
    (project.folder / "long.txt").write_text("x " * 60, "utf-8")
    people = [start(DECIDER, project.folder, n, AUTOTAG_HOME=str(project.folder / f".home{n}"), LOGNAME=f"person{n}")
              for n in range(3)]  # fmt: skip
    assert [person.wait() for person in people] == [0, 0, 0]
    for person in people:
        person.communicate()
    _, tagging = files.read_tagging(project, "long.txt")
    assert [tag.start for tag in tagging.tags] == [start * 2 for start in range(60)]
    assert {tag.by for tag in tagging.tags} == {"person0", "person1", "person2"}


def test_jobs_submitted_at_once_never_take_more_than_the_quota_has():
    resource.set_limit(30)
    reservers = [start(RESERVER, name) for name in "abc"]
    assert sum(int(reserver.communicate()[0]) for reserver in reservers) == 30
    assert resource.load_quota("2026-01").used == 30
    with pytest.raises(QuotaError, match="only 0 of 30"):
        resource.reserve(resource.Use("2026-01", "d", "", 1))


def test_a_project_in_a_folder_shared_by_a_group_is_writable_by_the_group(tmp_path):
    tmp_path.chmod(0o775)
    before = os.umask(0o002)
    try:
        path = tmp_path / "data" / "thing.json"
        with RecordFile(path, "thing").transaction() as db:
            db.table("rows").insert({"value": 1})
        for made in (path, *path.parent.glob(".locks/*.lock")):
            assert made.stat().st_mode & stat.S_IWGRP, made.name
    finally:
        os.umask(before)
