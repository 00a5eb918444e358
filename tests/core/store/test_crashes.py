"""What a kill, a power cut or a failing disk leaves: all that was acknowledged, in files that open."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.models.metrics import Evaluation
from core.domain.models.model import Model, Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Document
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.domain.text.spans import Span
from core.errors import StorageError
from core.jobs import states
from core.services.jobs import autotagging, jobs, quota
from core.services.project import entities, files
from core.services.project.preferences import author
from core.services.review import open_file
from core.store import models, resource
from core.store.atomic import previous_generation, write_atomically
from core.store.jobs import change_job, create_job, load_job
from core.store.locks import ProcessLock
from core.store.storage import RecordFile
from core.store.texts import create_text, text_hash
from harness.crashing import FailingDisk, dies_after_bytes, every_death, full_disk, sentence

NAMES_OF_OPEN_FILES = Path("/proc/self/fd")

ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS]


@pytest.fixture
def file(tmp_path):
    return RecordFile(tmp_path / "data" / "thing.json", "thing")


@pytest.fixture
def flushed(monkeypatch):
    """Paths of what is flushed to disk from now on, in order."""
    if not NAMES_OF_OPEN_FILES.exists():
        pytest.skip("the system does not tell the names of open files")
    paths, fsync = [], os.fsync

    def noted(descriptor):
        paths.append((NAMES_OF_OPEN_FILES / str(descriptor)).readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return paths


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


@pytest.mark.parametrize("error", ERRORS)
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


def test_a_decision_and_the_folders_to_it_are_on_disk_when_it_is_acknowledged(project, flushed):
    opened = open_file.open_file(project, "sub/c.txt")
    tag(opened, "Nothing")
    (journal,) = (project.folder / "autotag" / "unsaved").rglob("*.jsonl")
    missing_before = [folder for folder in journal.parents if folder.is_relative_to(project.folder / "autotag")]
    assert set(flushed) >= {journal, *missing_before}
    flushed.clear()
    tag(opened, "here")
    assert flushed == [journal]


def test_a_file_system_without_hard_links_keeps_the_previous_generation_too(file, monkeypatch):
    def no_links(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    put(file, 1)
    put(file, 2)
    file.path.write_bytes(b"")
    assert value(file) == 1


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


@pytest.mark.parametrize("error", ERRORS)
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


@pytest.mark.parametrize("error", ERRORS)
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


def model(name, seconds):
    """A model without figures; how long it took tells one from another."""
    return Model(
        name, Recipe.FAST, "", "", "2026-01-01T00:00:00.000+00:00", seconds, Split(SplitKind.CROSS), (), (),
        {"Person": TagCounts(1, 1)}, {}, Evaluation(),
    )  # fmt: skip


def train(project, seconds, job):
    pipeline = models.partial_model(project.paths, job)
    pipeline.mkdir()
    (pipeline / "weights").write_text(str(seconds))
    models.keep_model(project.paths, model("m", seconds), job)


def test_a_kill_at_any_moment_of_replacing_a_model_leaves_the_old_one_or_the_new_one_whole(project):
    train(project, 1.0, "first")
    seen = set()
    for _ in every_death(lambda: train(project, 2.0, "second")):
        (listed,) = models.list_models(project.paths)
        weights = models.pipeline_folder(project.paths, "m") / "weights"
        assert float(weights.read_text()) == listed.seconds
        assert models.load_model(project.paths, "m") == listed
        seen.add(listed.seconds)
        train(project, 1.0, "again")
        assert [found.seconds for found in models.list_models(project.paths)] == [1.0]
    assert seen == {1.0, 2.0}


def test_a_model_is_on_disk_as_a_whole_before_it_counts_as_trained(project, flushed):
    train(project, 1.0, "job")
    assert {path.name for path in flushed} >= {"weights", "pipeline", "models"}


def test_a_kill_at_any_moment_of_deleting_a_model_leaves_it_whole_or_gone(project):
    train(project, 1.0, "job")
    for _ in every_death(lambda: models.delete_model(project.paths, "m")):
        if models.list_models(project.paths):
            assert (models.pipeline_folder(project.paths, "m") / "weights").exists()
        else:
            train(project, 1.0, "job")


def test_a_kill_at_any_moment_of_a_jobs_progress_leaves_a_job_that_opens(project):
    def start():
        change_job(project.paths, "1", lambda job: job.moved_to(JobState.RUNNING, "now"))

    create_job(project.paths, Job("1", TrainingSpec("m")))
    for _ in every_death(start):
        job = load_job(project.paths, "1")
        assert job.state in (JobState.QUEUED, JobState.RUNNING)
        if job.state is JobState.RUNNING:
            change_job(project.paths, "1", lambda job: job.moved_to(JobState.INTERRUPTED, "now"))
            change_job(project.paths, "1", lambda job: job.moved_to(JobState.QUEUED, "now"))


def test_a_kill_at_any_moment_of_reserving_text_records_counts_them_once_or_not_at_all(project):
    def reserve(job="j"):
        resource.reserve(resource.Use("2026-01", job, str(project.folder), 3))

    reserve("earlier")
    for _ in every_death(reserve):
        assert resource.load_quota("2026-01").used in (3, 6)
    reserve()
    reserve()  # a job that is submitted again reserves in place of what it had
    assert resource.load_quota("2026-01").used == 6


def test_a_job_that_is_seen_to_have_ended_has_given_back_what_it_did_not_use(project):
    create_job(project.paths, Job("1", AutotagSpec("m", ("Person",), ("a.txt",))))
    resource.reserve(resource.Use("2026-01", "1", str(project.folder), 3))
    used = set()
    for _ in every_death(lambda: states.finish(project.paths, "1", JobState.CANCELLED)):
        used.add(resource.load_quota("2026-01").used)
        if load_job(project.paths, "1").state is JobState.CANCELLED:
            assert resource.load_quota("2026-01").used == 0
            change_job(project.paths, "1", lambda job: replace(job, state=JobState.QUEUED))
    assert used == {0, 3}


def test_a_text_that_comes_in_is_there_as_a_whole_or_not_at_all(project):
    text = "Anna met Ben. " * 1000
    document = Document("new/text.txt", text, text_hash(text))
    for size in (0, 1, 4096):
        assert dies_after_bytes(size, lambda: create_text(project.paths, document))
        assert "new/text.txt" not in files.list_files(project).names
    for _ in every_death(lambda: create_text(project.paths, document)):
        if "new/text.txt" in files.list_files(project).names:
            assert files.read_document(project, "new/text.txt") == document
            (project.folder / "new" / "text.txt").unlink()
    (project.folder / "new" / "text.txt").unlink()  # of the one time that it was not killed
    with full_disk(4096), pytest.raises(StorageError, match=r"text\.txt could not be written"):
        create_text(project.paths, document)
    create_text(project.paths, document)
    with pytest.raises(StorageError, match="File exists"):
        create_text(project.paths, document)
    assert [path.name for path in (project.folder / "new").iterdir()] == ["text.txt"]


def test_a_rename_of_an_entity_that_was_cut_off_can_be_done_again(project):
    for name, quote in (("a.txt", "Anna"), ("b.txt", "Anna")):
        opened = open_file.open_file(project, name)
        tag(opened, quote)
        opened.save()
    for _ in every_death(lambda: entities.rename_entity(project, "Person", "Human")):
        if "Person" in entities.load_schema(project):
            entities.rename_entity(project, "Person", "Human")
        assert files.list_files(project).tags == {"Human": 2}
        entities.rename_entity(project, "Human", "Person")
        assert files.list_files(project).tags == {"Person": 2}


def test_a_deletion_of_an_entity_that_was_cut_off_can_be_done_again(project):
    def tag_both():
        for name in ("a.txt", "b.txt"):
            opened = open_file.open_file(project, name)
            tag(opened, "Anna")
            opened.save()

    tag_both()
    for _ in every_death(lambda: entities.delete_entity(project, "Person")):
        if "Person" in entities.load_schema(project):
            entities.delete_entity(project, "Person")
        assert files.list_files(project).tag_count == 0
        entities.add_entity(project, "Person")
        tag_both()


def test_a_job_that_could_not_be_written_down_takes_nothing_of_the_quota(project):
    train(project, 1.0, "job")
    project.paths.jobs.write_bytes(b"in the way")
    with pytest.raises(StorageError, match="could not be written"):
        autotagging.start_autotag(project, AutotagSpec("m", ("Person",), ("a.txt",)))
    assert quota.current_quota().used == 0


@pytest.mark.parametrize("error", ERRORS)
def test_a_job_that_the_disk_refuses_is_not_there_and_takes_nothing_of_the_quota(project, error):
    train(project, 1.0, "job")
    worker = ProcessLock(project.paths.worker_lock)
    assert worker.take(0)  # so that no other is started
    number = 0
    while True:
        with pytest.MonkeyPatch.context() as patch:
            disk = FailingDisk(patch, number, error)
            told = sentence(lambda: autotagging.start_autotag(project, AutotagSpec("m", ("Person",), ("a.txt",))))
        waiting = jobs.list_jobs(project)
        assert len(waiting) == quota.current_quota().used == (not told), disk.failed
        for job in waiting:
            jobs.cancel_job(project, job.id)
            project.paths.job_file(job.id).unlink()
            previous_generation(project.paths.job_file(job.id)).unlink(missing_ok=True)
        assert quota.current_quota().used == 0
        if not disk.failed:
            break
        number += 1
    worker.release()
    assert number > 10


@pytest.mark.parametrize("place", [".thing.json.partial", "thing.json"])
def test_a_link_in_the_place_of_a_file_of_ours_leads_no_write_elsewhere(file, tmp_path, place):
    put(file, 1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious", "utf-8")
    (file.path.parent / place).unlink(missing_ok=True)
    (file.path.parent / place).symlink_to(elsewhere)
    sentence(lambda: put(file, 2))
    assert elsewhere.read_text("utf-8") == "precious"


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
