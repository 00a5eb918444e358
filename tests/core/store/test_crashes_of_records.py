"""Models, jobs, quotas, texts and entities are whole after a kill or a failing disk."""

from dataclasses import replace

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
from core.services.review import open_file
from core.store import models
from core.store.disk.atomic import previous_generation
from core.store.disk.locks import ProcessLock
from core.store.jobs import change_job, create_job, load_job
from core.store.project import resource
from core.store.texts.finding import create_text, text_hash
from harness.crashing import DISK_ERRORS, FailingDisk, dies_after_bytes, every_death, full_disk, sentence


def tag(opened, quote, entity="Person"):
    start = opened.document.text.index(quote)
    return opened.record(opened.session.tag(Span(start, start + len(quote), entity)))


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


@pytest.mark.parametrize("error", DISK_ERRORS)
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
