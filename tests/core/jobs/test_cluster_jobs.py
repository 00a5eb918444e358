"""Jobs on a Dask cluster on loopback: the same result as on this machine, whatever happens to workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.cluster import Cluster
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.errors import RequestError
from core.services.jobs import autotagging, jobs
from core.services.project import files
from core.services.project.projects import Project
from core.services.training import training
from core.store.models import pipeline_folder
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document
from tests.core.jobs.test_jobs import _worker_of
from tui.cli.main import run

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Dask's own
]


@pytest.fixture
def dask() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


async def ended(project: Project, job: Job) -> Job:
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


async def until(project: Project, job: Job, condition: Any) -> Job:
    async for seen in jobs.watch_job(project, job.id):
        if condition(seen):
            return seen
    raise AssertionError(f"it ended before: {seen.state} {seen.error}")


def kill_one(dask: Any) -> None:
    os.kill(next(iter(dask.workers.values())).pid, signal.SIGKILL)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_training_makes_the_same_model_to_the_last_byte_though_a_worker_is_killed(
    tickets: Project, dask: Any
) -> None:
    local = await ended(tickets, training.start_training(tickets, TrainingSpec("local", budget=1.0)))
    assert local.state is JobState.SUCCEEDED, local.error
    job = training.start_training(tickets, TrainingSpec("far", budget=1.0, cluster=Cluster(dask.scheduler_address)))
    await until(tickets, job, lambda seen: seen.stage.startswith(("Trying", "Learning")))
    kill_one(dask)
    job = await ended(tickets, job)
    assert job.state is JobState.SUCCEEDED, job.error
    assert content(pipeline_folder(tickets.paths, "far")) == content(pipeline_folder(tickets.paths, "local"))


def suggested(project: Project) -> dict[str, list[tuple[int, int, str, float]]]:
    found = {}
    for name in files.list_files(project).names:
        record = load_record(project.paths, read_document(project.paths, name))
        found[name] = [(s.start, s.end, s.entity, s.score) for s in record.tagging.suggestions]
    return found


async def test_a_run_suggests_the_same_and_a_killed_one_goes_on(tickets: Project, dask: Any) -> None:
    await ended(tickets, training.start_training(tickets, TrainingSpec("m", budget=0.5)))
    # Enough files that a kill comes before the last one.
    for number in range(600):
        (tickets.folder / f"more{number}.txt").write_text(f"Case {number}: LedgerDesk v{number}.1, E-2207", "utf-8")
    untagged = tuple(files.list_files(tickets).untagged().names)
    entities = tuple(autotagging.usable_entities(tickets, "m"))
    here = await ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("m", entities, untagged)))
    expected = suggested(tickets)
    assert here.suggested > 100

    spec = AutotagSpec("m", entities, untagged, cluster=Cluster(dask.scheduler_address))
    job = autotagging.start_autotag(tickets, spec)
    job = await until(tickets, job, lambda seen: seen.done >= 1)
    kill_one(dask)
    os.kill(_worker_of(tickets), signal.SIGKILL)
    job = await ended(tickets, job)
    assert job.state is JobState.INTERRUPTED
    assert job.done < len(untagged)
    job = await ended(tickets, jobs.resume_job(tickets, job.id))
    assert (job.state, job.done) == (JobState.SUCCEEDED, len(untagged)), job.error
    assert suggested(tickets) == expected


async def test_a_scheduler_that_is_not_there_fails_the_job_with_a_sentence(tickets: Project) -> None:
    spec = TrainingSpec("m", cluster=Cluster("tcp://127.0.0.1:9"))
    job = await ended(tickets, training.start_training(tickets, spec))
    assert job.state is JobState.FAILED
    assert job.error.startswith("No Dask scheduler answers at tcp://127.0.0.1:9")


def test_a_cluster_of_this_machine_by_command(tickets: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tickets.folder)
    train = ["train", folder, "--name", "m", "--recipe", "matches", "--yes", "--engine", "dask"]
    assert run(train) == 2
    assert "named by one of --scheduler" in capsys.readouterr().err
    assert run([*train, "--workers", "1"]) == 0
    assert run(["run", folder, "--model", "m", "--engine", "dask", "--workers", "2"]) == 0
    assert run(["run", folder, "--model", "guess:x", "--engine", "dask", "--workers", "2"]) == 2


def test_what_a_cluster_cannot_do_is_refused(tickets: Project) -> None:
    with pytest.raises(RequestError, match="in one process"):
        training.check_training(tickets, TrainingSpec("m", Recipe.SPACY, cluster=Cluster(workers=1)))
