"""Workers that are killed, hang or run out of memory: every file is done once, and jobs can be resumed."""

import asyncio
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
from core.jobs import states
from core.jobs.submission import new_job_id
from core.services.jobs import autotagging, jobs, quota
from core.services.project import files
from core.services.review import bulk
from core.services.training import training
from core.store.jobs import create_job, load_job
from harness.crashing import dying
from tests.core.jobs.stuck import stuck, stuck_at, suggested, until
from tests.core.jobs.test_jobs import _worker_of, ended, spec, trained

SUBMITTER = """
import sys
from pathlib import Path
from core.domain.project.jobs import AutotagSpec
from core.services.jobs import autotagging
from core.services.project import files, projects
project = projects.open_project(Path(sys.argv[1]))
sys.stdin.readline()
names = tuple(files.list_files(project).untagged().names)
print(autotagging.start_autotag(project, AutotagSpec("m", ("Product",), names)).id)
"""


def written(project, names):
    return {name: project.paths.tags_file(name).stat().st_mtime_ns for name in names}


def _python(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _wait_for_end(pid):
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}/exe"):  # noqa: PTH110 - a dead process has no such file
        assert time.monotonic() < deadline, "the process is still there"
        time.sleep(0.02)


async def test_a_worker_killed_again_and_again_does_every_file_once_and_counts_it_once(tickets, tmp_path):
    await trained(tickets)
    chosen = spec(tickets)
    await ended(tickets, autotagging.start_autotag(tickets, chosen))
    bulk.reject_suggestions(tickets, files.list_files(tickets).auto_tagged().names[::2])
    whole = await ended(tickets, autotagging.start_autotag(tickets, chosen))
    assert isinstance(whole.spec, AutotagSpec)
    assert whole.suggested
    assert whole.suppressed
    expected = suggested(tickets, whole.id)
    used = quota.current_quota().used
    with pytest.MonkeyPatch.context() as deadly:
        for variable, value in dying(120, tmp_path / "dying").items():
            deadly.setenv(variable, value)
        job = await ended(tickets, autotagging.start_autotag(tickets, whole.spec))
        kills, done = 0, dict[str, object]()
        while job.state is JobState.INTERRUPTED:
            kills += 1
            found = suggested(tickets, job.id)
            assert len(found) >= job.done  # what the job tells is there
            assert all(spans == expected[name] for name, spans in found.items())
            assert {name: written(tickets, found)[name] for name in done} == done  # and was not done again
            assert quota.current_quota().used <= used + len(expected)
            done = written(tickets, found)
            job = await ended(tickets, jobs.resume_job(tickets, job.id))
    assert kills > 1
    assert job.state is JobState.SUCCEEDED, job.error
    assert suggested(tickets, job.id) == expected
    assert (job.done, job.records) == (len(expected), len(expected))
    assert (job.suggested, job.suppressed) == (whole.suggested, whole.suppressed)
    assert quota.current_quota().used == used + len(expected)


@pytest.mark.parametrize("recipe", [Recipe.FAST, Recipe.SPACY])
async def test_a_killed_worker_is_noticed_within_seconds_and_its_place_is_free(tickets, recipe):
    job = training.start_training(tickets, TrainingSpec("m", recipe, language="en", budget=60))
    await until(tickets, job, lambda seen: seen.progress > 0)
    os.kill(_worker_of(tickets), signal.SIGKILL)
    killed = time.monotonic()
    job = await ended(tickets, job)
    assert job.state is JobState.INTERRUPTED
    assert time.monotonic() - killed < 5
    assert not list(tickets.paths.models.glob(".partial*"))
    await trained(tickets)  # the next one gets its turn


def _children(pid: int) -> list[int]:
    """Process ids of all that a process has started, and what those have started."""
    direct = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [each for child in map(int, direct) for each in (child, *_children(child))]


async def test_what_a_killed_worker_has_started_ends_with_it(tickets):
    job = training.start_training(tickets, TrainingSpec("m", Recipe.FAST, language="en", budget=60))
    await until(tickets, job, lambda seen: seen.progress > 0)
    worker = _worker_of(tickets)
    while len(started := _children(worker)) < 2:
        await asyncio.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    for child in started:
        _wait_for_end(child)
    assert (await ended(tickets, job)).state is JobState.INTERRUPTED


async def test_a_job_that_is_looked_at_from_many_sides_when_its_worker_dies_is_interrupted_once(tickets):
    create_job(tickets.paths, replace(Job("20260101-000000-abcdef", spec(tickets)), state=JobState.RUNNING))
    script = "import sys; from pathlib import Path; from core.services.jobs import jobs; "
    script += "from core.services.project import projects; sys.stdin.readline()\n"
    script += "print(*[job.state for job in jobs.list_jobs(projects.open_project(Path(sys.argv[1])))])"
    lookers = [_python(script, tickets.folder) for _ in range(4)]
    assert [looker.communicate("go\n")[0] for looker in lookers] == ["interrupted\n"] * 4


def test_a_running_job_is_known_by_its_lock_whatever_process_has_the_number_of_its_worker(tickets):
    job_id = new_job_id()
    create_job(tickets.paths, replace(Job(job_id, spec(tickets)), state=JobState.RUNNING))
    lock = tickets.paths.worker_lock
    lock.touch()
    # Another program, of whatever number, that even has the file open, is no worker.
    with (
        lock.open("rb") as opened,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[opened.fileno()]) as other,
    ):
        assert states.current_job(tickets.paths, job_id).state is JobState.INTERRUPTED
        other.communicate(b"\n")


def test_many_who_look_at_once_whether_a_worker_is_alive_do_not_take_each_other_for_one(tmp_path):
    lock = tmp_path / ".worker.lock"
    lock.touch()
    script = "import sys\nfrom pathlib import Path\nfrom core.store.disk.locks import ProcessLock\n"
    script += "print(sum(ProcessLock(Path(sys.argv[1])).is_held() for _ in range(4000)))"
    lookers = [_python(script, lock) for _ in range(3)]
    assert [looker.communicate()[0] for looker in lookers] == ["0\n"] * 3


async def test_jobs_submitted_at_once_by_two_processes_both_run(tickets):
    await trained(tickets)
    submitters = [_python(SUBMITTER, tickets.folder) for _ in range(2)]
    ids = [submitter.communicate("go\n")[0].strip() for submitter in submitters]
    ends = [await ended(tickets, jobs.get_job(tickets, job_id)) for job_id in ids]
    assert [job.state for job in ends] == [JobState.SUCCEEDED] * 2
    first, second = sorted(ends, key=lambda job: job.started)
    assert first.finished <= second.started  # one ran, one was queued
    assert quota.current_quota().used == sum(job.records for job in ends)


async def test_cancel_stops_a_worker_that_hangs_and_the_next_job_gets_its_turn(tickets):
    await trained(tickets)
    chosen = spec(tickets)
    with stuck(tickets, chosen) as number:  # the worker waits there, deaf to everything
        job = autotagging.start_autotag(tickets, chosen)
        await stuck_at(tickets, job, number)
        waiting = autotagging.start_autotag(tickets, AutotagSpec("m", ("Product",), chosen.files[:3]))
        worker = _worker_of(tickets)
        jobs.cancel_job(tickets, job.id)
        asked = time.monotonic()
        job = await ended(tickets, job)
        took = time.monotonic() - asked
    assert job.state is JobState.CANCELLED
    assert took < 3, "it took 2 s plus what a shared machine may add"
    _wait_for_end(worker)
    assert len(suggested(tickets, job.id)) == job.done == number  # what was done stays
    assert (await ended(tickets, waiting)).state is JobState.SUCCEEDED
    job = await ended(tickets, jobs.resume_job(tickets, job.id))
    assert (job.state, job.done) == (JobState.SUCCEEDED, 40)
    assert quota.current_quota().used == 43


async def test_a_resumed_job_counts_what_it_suggested_though_that_was_decided_meanwhile(tickets):
    await trained(tickets)
    chosen = spec(tickets)
    with stuck(tickets, chosen) as number:
        job = autotagging.start_autotag(tickets, chosen)
        await stuck_at(tickets, job, number)
        os.kill(_worker_of(tickets), signal.SIGKILL)
        await ended(tickets, job)
    accepted = bulk.accept_suggestions(tickets, chosen.files).spans
    assert accepted
    job = await ended(tickets, jobs.resume_job(tickets, job.id))
    left = files.list_files(tickets).suggestion_count
    assert (job.suggested, job.suppressed) == (accepted + left, 0)


async def test_a_worker_killed_before_it_takes_a_job_up_leaves_one_that_can_be_resumed(tickets, tmp_path):
    with pytest.MonkeyPatch.context() as deadly:
        for variable, value in dying(0, tmp_path / "dying").items():
            deadly.setenv(variable, value)
        job = training.start_training(tickets, TrainingSpec("m", Recipe.MATCHES))
        job = await ended(tickets, job)
    assert job.state is JobState.INTERRUPTED
    assert "No worker" in job.error
    assert (await ended(tickets, jobs.resume_job(tickets, job.id))).state is JobState.SUCCEEDED


async def test_a_job_waits_for_its_worker_however_long_that_takes_to_start_and_no_longer_than_it_lives(
    tickets, tmp_path
):
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text("import time\ntime.sleep(60)\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(slow))
        job = training.start_training(tickets, TrainingSpec("m", Recipe.MATCHES))
    await asyncio.sleep(1.5)
    assert jobs.get_job(tickets, job.id).state is JobState.QUEUED
    os.kill(_worker_of(tickets), signal.SIGKILL)
    job = await ended(tickets, job)
    assert job.state is JobState.INTERRUPTED
    assert "No worker" in job.error


def test_a_worker_out_of_memory_fails_the_job_in_a_sentence_or_leaves_it_interrupted(tickets):
    job_id = new_job_id()
    create_job(tickets.paths, Job(job_id, TrainingSpec("m", Recipe.FAST), submitted="2026-01-01T00:00:00.000+00:00"))
    limited = "import resource, runpy, sys; from core.jobs import worker\n"
    limited += "resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))\n"
    limited += "runpy.run_module('core.jobs.worker', run_name='__main__')"
    worker = subprocess.run([sys.executable, "-W", "ignore", "-c", limited, str(tickets.folder)], capture_output=True)
    job = states.current_job(tickets.paths, job_id)
    assert job.state in (JobState.FAILED, JobState.INTERRUPTED), worker.stderr
    assert job.error
    assert load_job(tickets.paths, job_id) == job
