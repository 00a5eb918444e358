"""Training again and tagging the next files, as one step; with real workers."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.models.model import Recipe
from core.domain.models.splits import Dataset, Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import JobState
from core.domain.text.spans import ScoredSpan, Span
from core.errors import QuotaError, RequestError
from core.jobs.states import worker_is_alive
from core.services.jobs import jobs, quota
from core.services.project import files
from core.services.review import open_file
from core.services.training import models, rounds, training
from core.store.tags.taggings import change_record


async def ended(project, job):
    """The job when it has ended, and its worker has given back what it did not use."""
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    async with asyncio.timeout(20):
        while worker_is_alive(project.paths):
            await asyncio.sleep(0.01)
    return job


async def trained(project, name, recipe=Recipe.MATCHES):
    job = await ended(project, training.start_training(project, TrainingSpec(name, recipe)))
    assert job.state is JobState.SUCCEEDED, job.error


async def test_a_round_trains_as_before_and_tags_the_first_untagged_files(tickets):
    await trained(tickets, "mine")
    untagged = files.list_files(tickets).untagged()
    plan = rounds.plan_round(tickets, 5)
    assert plan.files == tuple(untagged.names[:5])
    assert (plan.training.model, plan.training.recipe) == ("model-1", Recipe.MATCHES)
    assert plan.entities
    job = await ended(tickets, rounds.start_round(tickets, plan))
    assert (job.state, job.done) == (JobState.SUCCEEDED, 5), job.error
    assert set(files.list_files(tickets).auto_tagged().names) <= set(plan.files)
    assert {model.name for model in models.list_models(tickets)} == {"mine", "model-1"}
    assert quota.current_quota().used == plan.records


async def test_files_not_reviewed_in_one_round_come_again_in_the_next_with_the_number_of_suggestions_lost(tickets):
    await trained(tickets, "mine")
    first = rounds.plan_round(tickets, 5)
    await ended(tickets, rounds.start_round(tickets, first))
    again = rounds.plan_round(tickets, 5)
    assert again.files == first.files
    lost = files.list_files(tickets).suggestion_count
    assert lost > 0
    assert f"{lost} suggestions not accepted are deleted" in again.question


def test_a_round_that_leaves_unsaved_decisions_out_asks_first(tickets):
    assert rounds.plan_round(tickets).question == ""
    opened = open_file.open_file(tickets, files.list_files(tickets).untagged().names[0])
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.close()
    plan = rounds.plan_round(tickets)
    assert plan.question == "Train anyway?"
    assert "Decisions in 1 file are not saved, so they are not learned." in plan.caution


async def test_nothing_is_tagged_if_the_training_does_not_succeed_and_the_records_are_given_back(tickets):
    plan = replace(rounds.plan_round(tickets), training=TrainingSpec("m", Recipe.SPACY, language="nonsense"))
    job = await ended(tickets, rounds.start_round(tickets, plan))
    assert job.state is JobState.FAILED
    assert "the training of 'm' did not succeed (failed)" in job.error
    assert quota.current_quota().used == 0
    assert rounds.plan_round(tickets).training.recipe is Recipe.FAST  # what failed is no model to follow


def test_a_round_that_cannot_be_says_why_and_starts_nothing(project):
    plan = rounds.plan_round(project)
    assert "no saved tags" in plan.problem
    with pytest.raises(RequestError, match="no saved tags"):
        rounds.start_round(project, plan)
    for name in files.list_files(project).names:
        opened = open_file.open_file(project, name)
        opened.record(opened.session.tag(Span(0, 4, "Person")))
        opened.save()
    assert "nothing left" in rounds.plan_round(project).problem
    assert jobs.list_jobs(project) == []


def test_a_quota_too_small_refuses_before_anything_is_trained(tickets):
    quota.set_limit(3)
    with pytest.raises(QuotaError):
        rounds.start_round(tickets, rounds.plan_round(tickets))
    assert jobs.list_jobs(tickets) == []


async def test_marked_files_stay_the_test_set_as_long_as_there_are_some(tickets):
    names = files.list_files(tickets).tagged().names[:3]
    files.set_dataset(tickets, names, Dataset.TESTING)
    spec = TrainingSpec("mine", Recipe.MATCHES, split=Split(SplitKind.MANUAL))
    await ended(tickets, training.start_training(tickets, spec))
    assert rounds.plan_round(tickets).training.split.kind is SplitKind.MANUAL
    files.set_dataset(tickets, names, Dataset.TRAINING)
    assert rounds.plan_round(tickets).training.split.kind is SplitKind.CROSS


async def test_a_second_round_waits_for_the_first_and_reserves_nothing(tickets):
    plan = rounds.plan_round(tickets, 5)
    job = rounds.start_round(tickets, plan)
    with pytest.raises(RequestError, match="already; wait for it"):
        rounds.start_round(tickets, rounds.plan_round(tickets, 5))
    assert (await ended(tickets, job)).state is JobState.SUCCEEDED
    assert quota.current_quota().used == plan.records
    assert len(jobs.list_jobs(tickets)) == 2


async def test_an_accepted_tag_is_in_every_later_training(tickets):
    await trained(tickets, "first")
    name = files.list_files(tickets).untagged().names[0]
    document, _ = files.read_tagging(tickets, name)
    found = [ScoredSpan(start, start + 3, "Product", 0.5) for start in range(0, 24, 4)]
    change_record(tickets.paths, document, lambda record: with_suggestions(record, found))
    opened = open_file.open_file(tickets, name)
    opened.record(opened.session.accept(opened.session.current.suggestions[2]))
    opened.save()

    for model in ("second", "third"):
        await trained(tickets, model)
        entry = files.entry(tickets, name)
        assert (entry.suggestion_count, entry.is_decided) == (0, False)
        assert name in models.get_model(tickets, model).training


def with_suggestions(record, found):
    tagging, _ = record.tagging.proposed(found, "job", "model")
    return replace(record, tagging=tagging, job="job")


async def test_only_the_first_training_of_a_project_is_quick(tickets):
    own_budget = training.start_training(tickets, TrainingSpec("slow", Recipe.MATCHES, budget=7.0))
    first = training.start_training(tickets, TrainingSpec("first", Recipe.MATCHES))
    await ended(tickets, own_budget)
    await ended(tickets, first)
    second = training.start_training(tickets, TrainingSpec("second", Recipe.MATCHES, quick=True))
    await ended(tickets, second)
    assert [getattr(job.spec, "quick", None) for job in (own_budget, first, second)] == [False, True, False]
