"""A job whose disk fills up: reading goes on without a write, and the job says why it stopped."""

import asyncio
import shutil

import pytest

from core.domain.project.jobs import JobState
from core.jobs.states import worker_is_alive
from core.services.jobs import autotagging, jobs
from core.services.project import files, projects
from core.services.project.status import project_status
from core.store.last_words import last_words, leave, make_room
from harness.disks import fill, small_disk
from tests.core.jobs.stuck import stuck, stuck_at
from tests.core.jobs.test_jobs import ended, spec, trained
from tests.tui.conftest import driven
from tui.cli.main import run
from tui.shell.destinations import Section


@pytest.fixture
def small(tickets, tmp_path):
    """The project on a disk of its own that is small enough to be filled."""
    with small_disk(tmp_path / "disk") as mounted:
        if not mounted:
            pytest.skip("only root can mount a small disk")
        shutil.copytree(tickets.folder, tmp_path / "disk" / "tickets")
        yield projects.open_project(tmp_path / "disk" / "tickets")


async def _stopped_by_a_full_disk(project):
    await trained(project)
    chosen = spec(project)
    with stuck(project, chosen) as number:
        job = autotagging.start_autotag(project, chosen)
        await stuck_at(project, job, number)
        fillers = fill(project.folder.parent)
    async with asyncio.timeout(60):
        while worker_is_alive(project.paths):
            await asyncio.sleep(0.05)
    return job, fillers


async def test_a_job_that_a_full_disk_stopped_says_so_while_it_is_full_and_when_there_is_room(small, capsys):
    job, fillers = await _stopped_by_a_full_disk(small)
    assert "No space left on device" in last_words(small.paths)
    seen = jobs.get_job(small, job.id)
    assert seen.state is JobState.INTERRUPTED
    assert "No space left on device. Resume it once that is solved." in seen.error
    for listed in (project_status(small).jobs[0], jobs.list_jobs(small)[0]):
        assert (listed.id, listed.state, listed.error) == (job.id, seen.state, seen.error)
    for command, said in (("jobs", "interrupted"), ("status", "2, 0 active")):
        assert run([command, str(small.folder)]) == 0, capsys.readouterr().err
        assert said in capsys.readouterr().out
    async with driven(small) as app:
        app.app.navigation.go(Section.AUTOTAG)
        await app.until(lambda: app.screen.SECTION == "Autotag")
        await app.settle()
        assert [row.state for row in app.screen._list.rows][:1] == [JobState.INTERRUPTED]
        await app.press("enter")
        await app.until(lambda: "No space left on device" in str(app.screen._page.render()))
    for filler in fillers:
        filler.unlink()
    assert "No space left on device" in jobs.get_job(small, job.id).error
    resumed = await ended(small, jobs.resume_job(small, job.id))
    assert (resumed.state, resumed.done, resumed.error) == (JobState.SUCCEEDED, 40, "")
    assert last_words(small.paths) == ""
    assert files.list_files(small).auto_tagged(job.id).names


async def test_the_next_worker_tells_of_the_job_too_before_it_forgets(small):
    job, fillers = await _stopped_by_a_full_disk(small)
    for filler in fillers:
        filler.unlink()
    await trained(small, "again")
    assert "No space left on device" in jobs.get_job(small, job.id).error
    assert last_words(small.paths) == ""


def test_last_words_are_cut_to_their_room_and_odd_ones_are_no_words(tickets):
    leave(tickets.paths, "no room was made")
    assert last_words(tickets.paths) == ""
    make_room(tickets.paths)
    leave(tickets.paths, "ü" * 2000)
    assert last_words(tickets.paths) == "ü" * 512
    leave(tickets.paths, "a\x1b[31mb")
    assert last_words(tickets.paths) == "a[31mb"
    tickets.paths.last_words.write_bytes(b"\xff\xfe")
    assert last_words(tickets.paths) == ""
