"""Jobs in real worker processes: queued, watched, cancelled, killed, resumed."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.domain.text.spans import ScoredSpan
from core.errors import NotFoundError, QuotaError, RequestError
from core.jobs import training as running
from core.jobs import worker
from core.jobs.submission import new_job_id, submit
from core.services.jobs import autotagging, jobs, quota
from core.services.project import files
from core.services.review import bulk, open_file
from core.services.training import models, training
from core.store.disk.clock import now
from core.store.jobs import change_job, create_job
from core.store.models import keep_model
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document


async def ended(project, job: Job) -> Job:
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


async def trained(project, name="m", recipe=Recipe.MATCHES):
    job = await ended(project, training.start_training(project, TrainingSpec(name, recipe)))
    assert job.state is JobState.SUCCEEDED, (job.error, job.traceback)
    return models.get_model(project, name)


def spec(project, names=None, entities=("Product", "Version"), **more):
    listed = files.list_files(project)
    return AutotagSpec("m", entities, tuple(names or listed.untagged().names), **more)


async def test_a_model_is_trained_and_suggests_in_files_it_has_not_seen(tickets):
    model = await trained(tickets, recipe=Recipe.FAST)
    assert model.evaluation.total.f1 > 0.5
    assert len(model.training) == 20
    job = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    assert job.state is JobState.SUCCEEDED
    assert job.done == 40
    listed = files.list_files(tickets)
    assert listed.suggestion_count == job.suggested > 10
    assert set(listed.auto_tagged(job.id).names) == set(listed.auto_tagged().names)
    assert listed.tag_count == 98  # suggestions are no tags
    assert quota.current_quota().used == job.records == 40


async def test_training_again_deletes_suggestions_but_only_when_it_succeeds(tickets):
    await trained(tickets)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    before = files.list_files(tickets).suggestion_count
    assert before
    assert training.plan_training(tickets).suggestions == before
    failed = training.start_training(tickets, TrainingSpec("m2", Recipe.SPACY, language="nonsense"))
    assert (await ended(tickets, failed)).state is JobState.FAILED
    assert files.list_files(tickets).suggestion_count == before
    await trained(tickets, "m3")
    assert files.list_files(tickets).suggestion_count == 0


async def test_running_a_job_again_adds_nothing_twice_and_respects_what_was_decided(tickets):
    await trained(tickets)
    first = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, entities=("Product",))))
    names = files.list_files(tickets).auto_tagged().names
    accepted = bulk.accept_suggestions(tickets, names[:1])
    rejected = bulk.reject_suggestions(tickets, names[1:2])
    assert accepted.files == rejected.files == 1
    again = spec(tickets, names, ("Product",))
    second = await ended(tickets, autotagging.start_autotag(tickets, again))
    assert second.suggested == first.suggested - accepted.spans - rejected.spans
    assert second.suppressed == accepted.spans + rejected.spans
    assert files.list_files(tickets).suggestion_count == second.suggested


async def test_a_model_brings_nothing_back_that_overlaps_what_was_rejected_and_another_model_may(tickets):
    await trained(tickets, recipe=Recipe.FAST)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, min_score=0.01)))
    names = files.list_files(tickets).auto_tagged().names
    bulk.reject_suggestions(tickets, names)
    for _ in range(2):
        again = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, names, min_score=0.01)))
        assert again.state is JobState.SUCCEEDED
        for name in names:
            _, tagging = files.read_tagging(tickets, name)
            for suggestion in tagging.suggestions:
                answered = [span for span in tagging.rejected if span.entity == suggestion.entity]
                assert not any(span.overlaps(suggestion) for span in answered)
        bulk.reject_suggestions(tickets, names)
    last = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, names, min_score=0.01)))
    assert last.suggested == 0


def test_the_history_names_what_was_rejected_by_whom_and_of_which_model(tickets):
    name = files.list_files(tickets).untagged().names[0]
    document = read_document(tickets.paths, name)
    found = ScoredSpan(0, 5, "Product", 0.7)
    change_record(tickets.paths, document, lambda r: replace(r, tagging=r.tagging.proposed([found], "j", "m")[0]))
    bulk.reject_suggestions(tickets, [name])
    record = load_record(tickets.paths, document)
    entry = record.history[-1]
    (rejection,) = entry.rejections
    assert (rejection.span, rejection.model, rejection.score) == (found.span, "m", 0.7)
    assert entry.by
    assert entry.at
    assert record.answers_to("m") == {found.span}
    assert record.answers_to("other") == set()


async def test_two_jobs_submitted_at_once_run_one_after_the_other_and_none_is_lost(tickets):
    await trained(tickets)
    submitted = [autotagging.start_autotag(tickets, spec(tickets)) for _ in range(3)]
    for job in submitted:
        assert (await ended(tickets, job)).state is JobState.SUCCEEDED


async def test_a_killed_worker_leaves_an_interrupted_job_that_can_be_resumed(tickets):
    job = training.start_training(tickets, TrainingSpec("m", Recipe.SPACY, language="en"))
    async for seen in jobs.watch_job(tickets, job.id):
        if seen.state is JobState.RUNNING and seen.progress > 0:
            os.kill(_worker_of(tickets), signal.SIGKILL)
        job = seen
    assert job.state is JobState.INTERRUPTED
    assert "resume" in job.error
    change_job(tickets.paths, job.id, lambda job: job)  # its file is whole
    jobs.resume_job(tickets, job.id)
    jobs.cancel_job(tickets, job.id)
    assert (await ended(tickets, job)).state is JobState.CANCELLED


async def test_a_cancelled_training_stops_soon_and_leaves_no_model(tickets):
    job = training.start_training(tickets, TrainingSpec("m", Recipe.SPACY, language="en"))
    async for seen in jobs.watch_job(tickets, job.id):
        if seen.state is JobState.RUNNING and seen.progress > 0:
            jobs.cancel_job(tickets, job.id)
        job = seen
    assert job.state is JobState.CANCELLED
    assert models.list_models(tickets) == []
    assert not list(tickets.paths.models.glob(".partial*"))


async def test_a_text_that_vanishes_is_reported_and_the_job_goes_on(tickets):
    await trained(tickets)
    chosen = spec(tickets)
    job_id = new_job_id()
    (tickets.folder / chosen.files[0]).unlink()
    (tickets.folder / chosen.files[1]).write_bytes(b"\xff\xfe")
    job = await ended(tickets, submit(tickets.paths, job_id, chosen))
    assert job.state is JobState.SUCCEEDED
    assert [failure.name for failure in job.failures] == list(chosen.files[:2])
    assert job.done == len(chosen.files) - 2


async def test_a_model_whose_folder_is_gone_fails_the_job_in_a_sentence(tickets):
    import shutil

    await trained(tickets)
    shutil.rmtree(tickets.paths.model_folder("m") / "pipeline")
    job = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    assert job.state is JobState.FAILED
    assert "train the model again" in job.error
    assert quota.current_quota().used == 0
    assert "Traceback" in jobs.job_log(tickets, job.id)


async def test_the_quota_refuses_a_job_before_it_starts(tickets):
    await trained(tickets)
    quota.set_limit(39)
    with pytest.raises(QuotaError, match="needs 40 text records, but only 39 of 39"):
        autotagging.start_autotag(tickets, spec(tickets))
    assert "needs 40" in autotagging.plan_autotag(tickets, spec(tickets)).problem
    assert len(jobs.list_jobs(tickets)) == 1  # the training


async def test_bad_requests_are_refused_before_anything_is_written(tickets):
    with pytest.raises(NotFoundError, match="no model"):
        autotagging.start_autotag(tickets, spec(tickets))
    await trained(tickets)
    with pytest.raises(NotFoundError, match="does not know the entity 'Nope'"):
        autotagging.start_autotag(tickets, spec(tickets, entities=("Nope",)))
    with pytest.raises(NotFoundError, match="no file"):
        autotagging.start_autotag(tickets, spec(tickets, ["nope.txt"]))
    with pytest.raises(RequestError, match="already"):
        training.start_training(tickets, TrainingSpec("m"))
    with pytest.raises(RequestError, match="not installed"):
        training.start_training(tickets, TrainingSpec("x", base="no_such_pipeline"))
    for seconds in (float("nan"), float("inf"), 0.0, -5.0):
        with pytest.raises(RequestError, match="number of seconds"):
            training.start_training(tickets, TrainingSpec("x", budget=seconds))
    with pytest.raises(NotFoundError, match="no job"):
        jobs.get_job(tickets, "../project")


def test_a_worker_started_for_nothing_ends_by_itself(tickets):
    worker = subprocess.run([sys.executable, "-P", "-m", "core.jobs.worker", str(tickets.folder)], timeout=60)
    assert worker.returncode == 0


def _worker_of(project) -> int:
    """Process id of the project's worker."""
    for _ in range(100):
        found = subprocess.run(
            ["pgrep", "-f", f"core.jobs.worker {project.folder}"], capture_output=True, text=True
        ).stdout.split()
        if found:
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no worker is running")


async def test_a_cancel_that_comes_too_late_does_not_make_a_model_that_is_there_a_cancelled_one(tickets, monkeypatch):
    await trained(tickets)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    job = Job(new_job_id(), TrainingSpec("m2", Recipe.MATCHES))
    create_job(tickets.paths, job)

    def keep_and_cancel(folder, model, job_id):
        keep_model(folder, model, job_id)
        change_job(folder, job_id, lambda job: job.moved_to(JobState.CANCELLING, now()))

    monkeypatch.setattr(running, "keep_model", keep_and_cancel)
    worker.work(tickets.paths)
    assert jobs.get_job(tickets, job.id).state is JobState.SUCCEEDED
    assert {model.name for model in models.list_models(tickets)} == {"m", "m2"}
    assert files.list_files(tickets).suggestion_count == 0


async def test_a_resumed_job_does_files_again_whose_suggestions_a_training_has_deleted(tickets):
    await trained(tickets)
    names = files.list_files(tickets).untagged().names[:3]
    job = await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, names)))
    running.delete_suggestions(tickets.paths, files.list_files(tickets), "training")
    change_job(tickets.paths, job.id, lambda job: replace(job, state=JobState.INTERRUPTED))
    jobs.resume_job(tickets, job.id)
    again = await ended(tickets, job)
    assert (again.done, again.suggested) == (3, job.suggested)
    assert files.list_files(tickets).suggestion_count == job.suggested > 0


async def test_a_training_learns_from_a_file_that_holds_rejections_only_and_keeps_its_place_in_later_ones(tickets):
    await trained(tickets)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    name = next(entry.name for entry in files.list_files(tickets) if entry.suggestion_count > 1)
    opened = open_file.open_file(tickets, name)
    rejected = opened.session.current.suggestions[0]
    opened.record(opened.session.reject(rejected))
    opened.save(read=False)
    plan = training.plan_training(tickets)
    assert name in plan.files.partly_decided().names
    for model in ("m2", "m3"):  # m2 deletes the file's other suggestions
        await trained(tickets, model)
        assert name in models.get_model(tickets, model).training
    example = next(e for e in running._examples(tickets.paths, [name], TrainingSpec("m", undecided=True)))
    assert example.rejected == (rejected.span,)
    assert example.known.covers(*rejected.borders)
    assert not example.known.covers(0, len(example.text))
