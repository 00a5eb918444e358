"""Kills real processes while they write, and looks at what is left of what they have acknowledged."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from benchmarks import victims
from core.domain.jobs import AutotagSpec, Job, JobState
from core.domain.models import Recipe
from core.domain.spans import ScoredSpan
from core.domain.training import TrainingSpec
from core.errors import AutotagError
from core.formats.interface import ExchangedFile
from core.formats.jsonl import Jsonl
from core.jobs import states
from core.services import autotagging, files, jobs, projects, quota, review, training
from core.services.projects import Project
from core.store.taggings import change_record, load_record
from tests.core.store.crashing import dying
from tests.tui.test_terminal import Terminal, terminal

PATIENCE = 60.0
"""Seconds after which something that is waited for will not come any more."""


@dataclass
class Tally:
    """What a load has come to.

    Attributes:
        kills: how often a process was killed.
        acknowledged: number of things that were told to be done.
        lost: number of those that are not there.
        unopenable: how often a file of ours did not open.
        wrong: what else was not as it should be: done or counted twice, half done.
    """

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unopenable: int = 0
    wrong: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is to be complained of."""
        return not (self.lost or self.unopenable or self.wrong)


@dataclass(frozen=True)
class Moment:
    """When to kill: after some seconds of work, or before a change to the disk."""

    seconds: float = 0.0
    change: int | None = None


class Load(ABC):
    """Something that writes, in a folder of its own.

    Attributes:
        name: for the table.
        LONGEST: seconds after which it need not be killed any more.
        CHANGES: number of changes to the disk after which those that follow are of the same kind; 0 if the load
            is only killed by time.
    """

    name: ClassVar[str]
    LONGEST: ClassVar[float] = 0.2
    CHANGES: ClassVar[int] = 60

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally = Tally()
        os.environ["AUTOTAG_HOME"] = str(folder / "home")

    @abstractmethod
    def strike(self, moment: Moment) -> None:
        """Lets it work until it is killed at the moment, looks at what is left, and counts."""

    @contextmanager
    def environment(self, moment: Moment) -> Iterator[dict[str, str]]:
        """Variables for a process that dies at the moment; also set here, for processes that services start."""
        variables = {} if moment.change is None else dying(moment.change, self.folder / "dying")
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield variables
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value

    def kill(self, process: subprocess.Popen[Any], moment: Moment) -> None:
        """Kills a process when the moment has come, unless it ends or dies by itself before."""
        try:
            process.wait(PATIENCE if moment.change is not None else moment.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        self.tally.kills += process.wait() == -signal.SIGKILL


def kill_often(load: Load, kills: int, seed: int = 0) -> Tally:
    """Kills a load so many times: at every change to the disk in turn, and as often at moments by chance."""
    chance = random.Random(seed)
    turn = 0
    while load.tally.kills < kills:
        if load.CHANGES and turn % 2:
            load.strike(Moment(change=turn // 2 % load.CHANGES))
        else:
            load.strike(Moment(seconds=chance.uniform(0, load.LONGEST)))
        turn += 1
        assert turn < 20 * kills + 20, f"{load.name}: the process ends before it can be killed"
    return load.tally


class _Victim(Load):
    """A process that prints what was acknowledged; it goes on where the one before it died."""

    kind: ClassVar[str]
    found: ClassVar[Callable[[Path], set[int]]]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.begin()
        self.acknowledged = -1

    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def strike(self, moment: Moment) -> None:
        with self.environment(moment):
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.victims", self.kind, str(self.folder)],
                stdout=subprocess.PIPE,
                text=True,
            )
        assert process.stdout is not None
        with process.stdout as output:
            first = output.readline()
            self.kill(process, moment)
            numbers = [int(line) for line in (first + output.read()).splitlines()]
        before, self.acknowledged = self.acknowledged, max([self.acknowledged, *numbers])
        self.tally.acknowledged += self.acknowledged - before
        self._look()

    def _look(self) -> None:
        try:
            found = type(self).found(self.folder)
        except Exception:  # noqa: BLE001 - TinyDB raises what json raises
            self.tally.unopenable += 1
            found = None
        else:
            self.tally.lost += len(set(range(self.acknowledged + 1)) - found)
        if found is None or len(found) > victims.WORDS // 4 or self.acknowledged >= len(found):
            self.begin()  # what was lost is counted once
            self.acknowledged = -1
        else:
            self.acknowledged = max(found, default=-1)


class RecordFileRows(_Victim):
    name = "rows, our storage"
    kind = "record-file"
    found = victims.record_file_rows


class JsonStorageRows(_Victim):
    name = "rows, TinyDB's JSONStorage"
    kind = "json-storage"
    CHANGES = 0  # it opens its file once, and is killed amid its writing only by chance
    found = victims.tinydb_rows


class CachingRows(JsonStorageRows):
    name = "rows, TinyDB's CachingMiddleware"
    kind = "caching"


class Decisions(_Victim):
    name = "decisions"
    kind = "decisions"

    def begin(self) -> None:
        super().begin()
        _project(self.folder, victims.WORDS)

    @staticmethod
    def found(folder: Path) -> set[int]:  # type: ignore[override]
        return _words(projects.open_project(folder))


class App(Load):
    """The app in a terminal, driven by keys; acknowledged is what its title says."""

    name = "app in a terminal"
    LONGEST = 1.2
    CHANGES = 90
    _FIGURE = re.compile(r"(\d+) tags?  \d+ suggested")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._number = 0

    def strike(self, moment: Moment) -> None:
        self._number += 1
        project = _project(self.folder / str(self._number), 60)
        with self.environment(moment) as variables, terminal(project.folder, **variables) as screen:
            shown = self._type(screen, moment)
        self.tally.acknowledged += shown
        self.tally.unopenable += _unopenable(project)
        found = _words(project)
        self.tally.lost += max(0, shown - len(found))
        self.tally.wrong += found != set(range(len(found)))
        shutil.rmtree(project.folder)

    def _type(self, screen: Terminal, moment: Moment) -> int:
        """Tags as fast as the app takes it; gives the number of tags that it has shown when it is killed."""
        try:
            screen.until("words.txt")
            screen.press(b"\r", "Nothing is selected")
            screen.press(b"".join(b"\x1b[C1" + b"s" * (n % 7 == 6) for n in range(40)))
        except (AssertionError, OSError):
            assert screen.process.wait(PATIENCE) == -signal.SIGKILL, screen.words  # it has died before
        deadline = time.monotonic() + (moment.seconds if moment.change is None else 8.0)
        while time.monotonic() < deadline and screen.process.poll() is None:
            screen.read(0.02)
        screen.process.kill()
        self.tally.kills += screen.process.wait() == -signal.SIGKILL
        screen.read(0.1)
        return max(map(int, self._FIGURE.findall(screen.words)), default=0)


class Commands(Load):
    """Commands that accept, reject and import; acknowledged is what one that ended well has done."""

    name = "commands"
    LONGEST = 1.2
    CHANGES = 40
    _FILES = 60

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._begin()

    def _begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.project = _project(self.folder / "project", 10)
        names = [f"{number:03d}.txt" for number in range(self._FILES)]
        for name in names:
            (self.project.folder / name).write_text(victims.text(10), "utf-8")
            document = files.read_document(self.project, name)
            spans = [ScoredSpan(*victims.word(n).borders, "Person", 0.5) for n in range(10)]
            change_record(
                self.project.places,
                document,
                lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),  # noqa: B023
            )
        self._waiting = names
        self._done: dict[str, tuple[int, int]] = {}

    def strike(self, moment: Moment) -> None:
        if not self._waiting:
            self._begin()
        name = self._waiting.pop()
        command, expected = self._command(name)
        with self.environment(moment):
            process = subprocess.Popen(
                [sys.executable, "-m", "tui.cli", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self.kill(process, moment)
        if process.returncode == 0:
            self._done[name] = expected
            self.tally.acknowledged += 10
        self.tally.unopenable += _unopenable(self.project)
        listed = {entry.name: entry for entry in files.list_files(self.project)}
        for done, counts in self._done.items():
            self.tally.lost += 10 * (_counts(listed.get(done)) != counts)
        self.tally.wrong += _counts(listed.get(name)) not in (expected, (0, 10), (0, 0))

    def _command(self, name: str) -> tuple[list[str], tuple[int, int]]:
        """A command on a file, with the tags and suggestions that the file has after it."""
        number = int(name.partition(".")[0])
        folder = str(self.project.folder)
        if number % 3 == 0:
            return ["accept", folder, "--files", name], (10, 0)
        if number % 3 == 1:
            return ["reject", folder, "--files", name], (0, 0)
        (self.project.folder / name).unlink()
        self.project.places.tags_file(name).unlink()
        incoming = self.folder / "incoming.jsonl"
        spans = tuple(victims.word(n) for n in range(10))
        with incoming.open("wb") as stream:
            Jsonl().write([ExchangedFile(name, victims.text(10), spans)], stream)
        return ["import", folder, str(incoming)], (10, 0)


class Worker(Load):
    """The worker of an autotag job; acknowledged are the files that the job says it has done.

    Attributes:
        slowest: seconds that it took at most until a job whose worker was killed showed as interrupted.
    """

    name = "worker"
    LONGEST = 1.5
    CHANGES = 120

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        states.START_PATIENCE = 2.0  # a worker killed before it takes a job up is missed sooner, to save time
        self.slowest = 0.0
        self._template = folder / "template"
        shutil.copytree(Path(projects.__file__).parents[2] / "sample_projects" / "support_tickets", self._template)
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
        if pid := worker_of(self.project):
            os.kill(pid, signal.SIGKILL)
            killed = time.monotonic()
            while jobs.get_job(self.project, job.id).state.is_active:
                time.sleep(0.01)
            self.slowest = max(self.slowest, time.monotonic() - killed)

    def _look(self, job: Job) -> None:
        self.tally.unopenable += _unopenable(self.project)
        suggested = self._suggested(job.id)
        self.tally.acknowledged += max(0, job.done - self._told)
        self._told = max(self._told, job.done)
        self.tally.lost += max(0, self._told - len(suggested))
        self.tally.wrong += sum(found != self._expected[name] for name, found in suggested.items())
        written = {name: self.project.places.tags_file(name).stat().st_mtime_ns for name in suggested}
        self.tally.wrong += sum(written[name] != when for name, when in self._written.items())  # done twice
        self._written = written
        used = quota.current_quota().used
        if job.state is JobState.SUCCEEDED:
            self.tally.lost += len(self._expected) - len(suggested)
            self.tally.wrong += used != job.records or job.done != len(self._expected)
        else:
            self.tally.wrong += used > len(self._expected)

    def _suggested(self, job: str = "") -> dict[str, Any]:
        """Suggestions of the files that were done, by the job or by any."""
        found = {}
        for name in files.list_files(self.project).names:
            record = load_record(self.project.places, files.read_document(self.project, name))
            if record.job and record.job == (job or record.job):
                found[name] = [replace(suggestion, job="") for suggestion in record.tagging.suggestions]
        return found


LOADS: list[type[Load]] = [RecordFileRows, Decisions, App, Commands, Worker]
RIVALS: list[type[Load]] = [JsonStorageRows, CachingRows]


def worker_of(project: Project) -> int:
    """Process id of the project's worker; 0 if there is none."""
    found = subprocess.run(["pgrep", "-f", f"core.jobs.worker {project.folder}$"], capture_output=True, text=True)
    return int(found.stdout.split()[0]) if found.stdout else 0


def _project(folder: Path, words: int) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "words.txt").write_text(victims.text(words), "utf-8")
    return projects.create_project(folder, ["Person"])


def _words(project: Project) -> set[int]:
    """Numbers of the words that are tagged, saved or not."""
    opened = review.open_file(project, "words.txt")
    assert "could not" not in " ".join(opened.notes), opened.notes
    return {tag.start // 5 for tag in opened.session.current.tags}


def _counts(entry: Any) -> tuple[int, int]:
    return (entry.tag_count, entry.suggestion_count) if entry else (0, 0)


def _unopenable(project: Project) -> int:
    """Number of our files that do not open."""
    faults = 0
    for look in (
        lambda: projects.open_project(project.folder),
        lambda: jobs.list_jobs(project),
        quota.current_quota,
        projects.recent_projects,
    ):
        try:
            look()
        except AutotagError:
            faults += 1
    faults += sum(bool(entry.problem) for entry in files.list_files(project))
    job_files = [path for path in project.places.jobs.glob("*.json") if not path.name.startswith(".")]
    return faults + len(job_files) - len(jobs.list_jobs(project))


def _ended(project: Project, job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE
    while (job := jobs.get_job(project, job.id)).state.is_active:
        assert time.monotonic() < deadline, f"the job is still {job.state}"
        time.sleep(0.02)
    return job
