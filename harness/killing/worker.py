"""The worker of an autotag job, killed and resumed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.services.jobs import autotagging, jobs, quota
from core.services.project import files, projects
from core.services.project.projects import Project
from core.services.training import training
from core.store.tags.taggings import load_record
from harness.killing.load import PATIENCE, Load, Moment
from harness.killing.project import unopenable


class Worker(Load):
    """The worker of an autotag job; acknowledged are the files that the job says it has done.

    Attributes:
        slowest: seconds that it took at most until a job whose worker was killed showed as interrupted.
    """

    name = "worker"
    longest = 1.5
    CHANGES = 120

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.slowest = 0.0
        self._template = folder / "template"
        shutil.copytree(Path(__file__).parents[2] / "sample_projects" / "support_tickets", self._template)
        project = projects.open_project(self._template)
        job = _ended(project, training.start_training(project, TrainingSpec("m", Recipe.MATCHES)))
        assert job.state is JobState.SUCCEEDED, job.error
        self._expected = self._suggested_by_a_whole_job()
        self._job: Job | None = None

    def _suggested_by_a_whole_job(self) -> dict[str, Any]:
        self._begin()
        assert _ended(self.project, self._start()).state is JobState.SUCCEEDED
        return self._suggested()

    def _begin(self) -> None:
        self.project = Project(self.folder / "project")
        shutil.rmtree(self.project.folder, ignore_errors=True)
        shutil.copytree(self._template, self.project.folder)
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        self._told = 0
        self._written: dict[str, int] = {}

    def _start(self) -> Job:
        names = files.list_files(self.project).untagged().names
        return autotagging.start_autotag(self.project, AutotagSpec("m", ("Product", "Version"), tuple(names)))

    def strike(self, moment: Moment) -> None:
        if self._job is None:
            self._begin()
        with self.environment(moment):
            job = self._start() if self._job is None else jobs.resume_job(self.project, self._job.id)
        if moment.change is None:
            self._kill_running(job, moment.seconds)
        job = _ended(self.project, job)
        self.tally.kills += job.state is JobState.INTERRUPTED
        self._look(job)
        self._job = None if job.state is JobState.SUCCEEDED else job

    def _kill_running(self, job: Job, seconds: float) -> None:
        while jobs.get_job(self.project, job.id).state is JobState.QUEUED:
            time.sleep(0.01)
        time.sleep(seconds)
        if pid := _worker_of(self.project):
            os.kill(pid, signal.SIGKILL)
            killed = time.monotonic()
            while jobs.get_job(self.project, job.id).state.is_active:
                time.sleep(0.01)
            self.slowest = max(self.slowest, time.monotonic() - killed)

    def _look(self, job: Job) -> None:
        self.tally.unopenable += unopenable(self.project)
        suggested = self._suggested(job.id)
        self.tally.acknowledged += max(0, job.done - self._told)
        self._told = max(self._told, job.done)
        self.tally.lost += max(0, self._told - len(suggested))
        self.tally.wrong += sum(found != self._expected[name] for name, found in suggested.items())
        written = {name: self.project.paths.tags_file(name).stat().st_mtime_ns for name in suggested}
        self.tally.wrong += sum(written[name] != when for name, when in self._written.items())  # done twice
        self._written = written
        used = quota.current_quota().used
        if job.state is JobState.SUCCEEDED:
            self.tally.lost += len(self._expected) - len(suggested)
            self.tally.wrong += used != job.records or job.done != len(self._expected)
        else:
            self.tally.wrong += used > len(self._expected)

    def _suggested(self, job: str = "") -> dict[str, Any]:
        """Return suggestions of the files that were done, by the job or by any."""
        found = {}
        for name in files.list_files(self.project).names:
            record = load_record(self.project.paths, files.read_document(self.project, name))
            if record.job and record.job == (job or record.job):
                found[name] = [replace(suggestion, job="") for suggestion in record.tagging.suggestions]
        return found


def _worker_of(project: Project) -> int:
    """Return the process id of the project's worker; 0 if there is none."""
    found = subprocess.run(["pgrep", "-f", f"core.jobs.worker {project.folder} "], capture_output=True, text=True)
    return int(found.stdout.split()[0]) if found.stdout else 0


def _ended(project: Project, job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE
    while (job := jobs.get_job(project, job.id)).state.is_active:
        assert time.monotonic() < deadline, f"the job is still {job.state}"
        time.sleep(0.02)
    return job
