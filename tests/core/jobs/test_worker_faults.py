"""Files, models and records of jobs that turn bad while a worker runs."""

import shutil
import time

import pytest

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import JobState
from core.services.jobs import autotagging, jobs, quota
from core.services.project import files
from core.services.training import models, training
from tests.core.jobs.stuck import stuck, stuck_at, suggested, until
from tests.core.jobs.test_jobs import ended, spec, trained


async def test_a_training_cancelled_at_any_moment_keeps_the_suggestions_or_has_succeeded(tickets):
    await trained(tickets)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets)))
    before = files.list_files(tickets).suggestion_count
    for number, delay in enumerate((0.0, 0.4, 0.8, 1.2)):
        job = training.start_training(tickets, TrainingSpec(f"m{number}", Recipe.FAST, budget=0.5))
        await until(tickets, job, lambda seen: seen.state is JobState.RUNNING)
        time.sleep(delay)
        jobs.cancel_job(tickets, job.id)
        job = await ended(tickets, job)
        left = files.list_files(tickets).suggestion_count
        if job.state is JobState.SUCCEEDED:
            assert left == 0
            return
        assert job.state is JobState.CANCELLED
        assert left == before
        assert [model.name for model in models.list_models(tickets)] == ["m"]
        assert not list(tickets.paths.models.glob(".partial*"))


@pytest.mark.parametrize("fault", ["changed", "gone", "no text any more", "damaged tags"])
async def test_a_file_that_turns_bad_while_the_job_runs_is_reported_and_the_job_goes_on(tickets, fault):
    await trained(tickets)
    chosen = spec(tickets)
    with stuck(tickets, chosen) as number:
        job = autotagging.start_autotag(tickets, chosen)
        await stuck_at(tickets, job, number)
        bad = chosen.files[number + 1]  # which the worker has read already
        text = tickets.folder / bad
        if fault == "changed":
            text.write_text("Another text altogether.\n", "utf-8")
        elif fault == "gone":
            text.unlink()
        elif fault == "no text any more":
            text.write_bytes(b"\xff\xff")
        else:
            tickets.paths.tags_file(bad).write_bytes(b"{")
    job = await ended(tickets, job)
    assert job.state is JobState.SUCCEEDED
    assert [failure.name for failure in job.failures] == [bad]
    assert job.done == 39
    assert quota.current_quota().used == 39
    assert bad not in suggested(tickets, job.id)


async def test_a_model_whose_folder_goes_while_the_job_runs_changes_nothing_for_it(tickets):
    await trained(tickets)
    chosen = spec(tickets)
    with stuck(tickets, chosen) as number:
        job = autotagging.start_autotag(tickets, chosen)
        await stuck_at(tickets, job, number)
        shutil.rmtree(tickets.paths.model_folder("m"))
    assert (await ended(tickets, job)).done == 40


async def test_a_job_whose_file_is_damaged_does_not_keep_the_others_from_running(tickets):
    tickets.paths.jobs.mkdir(parents=True)
    (tickets.paths.jobs / "20200101-000000-aaaaaa.json").write_bytes(b"{")
    await trained(tickets)
    assert len(jobs.list_jobs(tickets)) == 1
