"""Projects in odd places: open to read only, on a file system without locks, with strange things instead of files."""

import errno
import fcntl
import os
import shutil
from dataclasses import replace

import pytest

from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.domain.text.spans import Span
from core.errors import StorageError
from core.services.jobs import jobs
from core.services.project import files, opening
from core.services.project.status import project_status
from core.services.review import open_file
from core.store.jobs import create_job
from core.store.models import damaged_models, keep_model, list_models, partial_model
from harness.crashing import full_disk
from tests.core.store.test_crashes_of_records import model


def tag(project, start=0, end=4):
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(start, end, "Person")))
    return opened


@pytest.fixture
def read_only(monkeypatch):
    """Every write fails from now on, as in a project that is mounted to read only; root may write everywhere else."""

    def refuse():
        opening_ = os.open

        def reading(path, flags, *args, **kwargs):
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
            return opening_(path, flags, *args, **kwargs)

        monkeypatch.setattr(os, "open", reading)
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)

    return refuse


def test_a_read_only_project_with_unsaved_decisions_opens_as_it_is_and_says_so(project, read_only):
    tag(project)
    read_only()
    opened = opening.find_project(project.folder)
    assert "open to read only" in opened.notes[0]
    file = open_file.open_file(project, "a.txt")
    assert [tag.start for tag in file.session.current.tags] == [0]
    assert "Anna" in file.document.text
    with pytest.raises(StorageError, match="Read-only"):
        file.save()


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_once_and_read_only(project, monkeypatch, error):
    tag(project).save()

    def no_locks(descriptor, operation):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    (note,) = opening.find_project(project.folder).notes
    assert "no file locks" in note
    assert len(open_file.open_file(project, "a.txt").session.current.tags) == 1
    project_status(project)
    with pytest.raises(StorageError, match="no file locks"):
        tag(project, 9, 12)


@pytest.mark.parametrize("what", ["project.json", "tags/a.json", "index.msgpack"])
def test_a_fifo_in_the_place_of_a_file_hangs_nothing(project, what):
    tag(project).save()
    files.list_files(project)
    path = project.folder / "autotag" / what
    path.unlink()
    os.mkfifo(path)
    try:
        listed = files.list_files(project)
    except StorageError as error:
        assert "not a regular file" in str(error)  # noqa: PT017
    else:
        assert what != "tags/a.json" or "not a regular file" in listed.named(["a.txt"])[0].problem


def test_a_damaged_model_is_named_and_passed_over(project):
    for name in ("good", "bad"):
        partial_model(project.paths, name)
        keep_model(project.paths, model(name, 1.0), name)
    for path in (project.paths.models / "bad").glob("model.json*"):
        path.write_bytes(b"{")
    assert [found.name for found in list_models(project.paths)] == ["good"]
    assert [found.name for found in project_status(project).models] == ["good"]
    assert "'bad'" in project_status(project).warnings[0]
    assert len(damaged_models(project.paths)) == 1
    shutil.rmtree(project.paths.models)
    assert damaged_models(project.paths) == []


def test_jobs_are_listed_on_a_full_disk_and_one_whose_worker_died_shows_as_interrupted(project):
    spec = AutotagSpec("m", ("Person",), ("a.txt",))
    create_job(project.paths, replace(Job("20260101-000000-abcdef", spec), state=JobState.RUNNING))
    with full_disk(0):
        (job,) = jobs.list_jobs(project)
        assert [seen.state for seen in project_status(project).jobs] == [job.state]
    assert job.state is JobState.INTERRUPTED
    assert jobs.get_job(project, job.id).state is JobState.INTERRUPTED  # written down, now that there is room
