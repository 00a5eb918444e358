"""A training says whose work is under way before it deletes suggestions, and leaves open reviews alone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import Job, JobState
from core.domain.text.spans import ScoredSpan
from core.jobs.suggesting import suggest as propose
from core.services.jobs import jobs
from core.services.project import files, restoring
from core.services.project.projects import Project
from core.services.review import open_file
from core.services.training import training
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document

OPENER = """
import sys
from pathlib import Path
from core.services.project import projects
from core.services.review import open_file
opened = open_file.open_file(projects.open_project(Path(sys.argv[1])), sys.argv[2], announce=True)
print("open", flush=True)
sys.stdin.readline()
opened.close()
"""


def suggest(project: Project, *names: str) -> None:
    for name in names:
        document = read_document(project.paths, name)
        found = [ScoredSpan(0, 3, "Product", 0.6)]
        change_record(
            project.paths,
            document,
            lambda r, f=found: replace(r, tagging=r.tagging.proposed(f, "j", "m")[0]),  # type: ignore[misc]
        )


async def trained(project: Project) -> Job:
    job = training.start_training(project, TrainingSpec("m", Recipe.MATCHES))
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    assert job.state is JobState.SUCCEEDED, job.error
    return job


@pytest.fixture
def waiting(tickets: Project) -> list[str]:
    """Three files with a suggestion each."""
    names = [*files.list_files(tickets).untagged().names[:3]]
    suggest(tickets, *names)
    return names


def suggestions(project: Project, name: str) -> int:
    return len(load_record(project.paths, read_document(project.paths, name)).tagging.suggestions)


def test_without_work_under_way_only_the_number_is_said(tickets: Project, waiting: list[str]) -> None:
    plan = training.plan_training(tickets)
    assert plan.deletion == "When the training succeeds, 3 suggestions not accepted are deleted."


def test_open_flagged_and_partly_decided_files_are_said_before_a_training(
    tickets: Project, waiting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_file.open_file(tickets, waiting[0], announce=True)
    flagged = open_file.open_file(tickets, waiting[1])
    flagged.flag()
    tagged = files.list_files(tickets).tagged().names[0]
    suggest(tickets, tagged)
    said = training.plan_training(tickets).deletion
    assert f"has {waiting[0]} open; it keeps its suggestions until left." in said
    assert "1 file with suggestions is flagged." in said
    assert "1 file with suggestions is partly decided" in said
    opened.close()
    assert "open" not in training.plan_training(tickets).deletion


async def test_an_open_review_keeps_its_suggestions_until_the_last_one_leaves_it(
    tickets: Project, waiting: list[str]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OPENER, str(tickets.folder), waiting[0]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        mine = open_file.open_file(tickets, waiting[0], announce=True)
        await trained(tickets)
        assert [suggestions(tickets, name) for name in waiting] == [1, 0, 0]
        mine.close()
        assert suggestions(tickets, waiting[0]) == 1
        other.communicate("\n")
    assert suggestions(tickets, waiting[0]) == 0
    steps = restoring.kept_steps(tickets)
    restoring.restore(tickets, steps[0].id)
    assert suggestions(tickets, waiting[0]) == 1


async def test_what_is_decided_in_a_review_during_a_training_is_saved(tickets: Project, waiting: list[str]) -> None:
    opened = open_file.open_file(tickets, waiting[0], announce=True)
    await trained(tickets)
    opened.record(opened.session.accept(opened.session.current.suggestions[0]))
    opened.save()
    opened.close()
    record = load_record(tickets.paths, read_document(tickets.paths, waiting[0]))
    assert [tag.span for tag in record.tagging.tags] == [ScoredSpan(0, 3, "Product", 0.6).span]


async def test_a_new_job_on_an_open_file_brings_suggestions_that_stay(tickets: Project, waiting: list[str]) -> None:
    opened = open_file.open_file(tickets, waiting[0], announce=True)
    await trained(tickets)
    propose(tickets.paths, opened.document, [ScoredSpan(0, 3, "Product", 0.9)], "new", "m")
    opened.close()
    assert suggestions(tickets, waiting[0]) == 1
