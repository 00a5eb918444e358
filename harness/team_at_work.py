"""Several users of the machine and a worker on one project for minutes, with kills. Only root can make the users."""

from __future__ import annotations

import random
import stat
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.domain.text.spans import Span
from core.formats.interface import ExchangedFile
from core.formats.records.jsonl import Jsonl
from core.services.project import projects
from harness import victims
from harness.killing.project import unopenable
from harness.team_member import BLIND, ENTITIES, LEARNED, SHARED, WORDS
from harness.unix_users import Team

_LEARNED_WORDS = 12
_LEARNED_NAMES = tuple(f"{LEARNED}{number}.txt" for number in range(3))

_PAUSE = 0.4, 1.2
"""Seconds between two kills."""


@dataclass(frozen=True)
class TeamTally:
    """What a team has come to.

    Attributes:
        kills: how often a user's process was killed.
        worker_kills: how often the worker was killed.
        jobs: number of jobs that came to their end.
        acknowledged: number of decisions that were told to be kept.
        lost: number of those that are not there.
        seen: what somebody could see and must not.
        unopenable: number of our files that do not open.
        rights: number of our files that the group cannot work on, or others can read.
    """

    kills: int
    worker_kills: int
    jobs: int
    acknowledged: int
    lost: int
    seen: tuple[str, ...]
    unopenable: int
    rights: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is to be complained of."""
        return not (self.lost or self.seen or self.unopenable or self.rights)


class TeamAtWork:
    """A team whose members are killed and begin again.

    Args:
        team: as many users as there are entities for.
        python: an interpreter that they can run.
        files: number of shared files, and of those that are tagged blindly.
        seed: of the random numbers.
    """

    def __init__(self, team: Team, python: str, files: int, seed: int = 0) -> None:
        self._team = team
        self._python = python
        self._chance = random.Random(seed)
        self._logs = {user: team.place / f"{user}.log" for user in (*team.users, "lead")}
        self._running: dict[str, tuple[subprocess.Popen[bytes], int]] = {}
        self._kills: Counter[str] = Counter()
        texts = {f"{kind}{n:03d}.txt": victims.text(WORDS) for kind in (SHARED, BLIND) for n in range(files)}
        texts |= {name: victims.text(_LEARNED_WORDS) for name in _LEARNED_NAMES}
        self._folder = team.shared_folder(texts)
        self._prepare(files)

    def work(self, seconds: float) -> TeamTally:
        """Let all work for so long, and kill one of them now and then; then look at what is there."""
        end = time.monotonic() + seconds
        try:
            for user in self._logs:
                self._start(user)
            while time.monotonic() < end:
                time.sleep(self._chance.uniform(*_PAUSE))
                self._kill_one(self._chance.choice([*self._team.users * 2, "lead"]))
        finally:
            for process, _ in self._running.values():
                process.kill()
                process.wait()
            while worker := self._worker():
                subprocess.run(["kill", "-9", str(worker)], check=False)
                time.sleep(0.1)
        return self._tally()

    def _prepare(self, files: int) -> None:
        first, users = self._team.users[0], ",".join(self._team.users)
        entities = [part for entity in ENTITIES for part in ("--entity", entity)]
        self._command(first, "init", str(self._folder), "--shared", *entities)
        incoming = self._team.place / "learned.jsonl"
        words = [Span(*victims.word(number).borders, entity) for number, entity in enumerate(ENTITIES)]
        learned = [ExchangedFile(name, victims.text(_LEARNED_WORDS), tuple(words)) for name in _LEARNED_NAMES]
        with incoming.open("wb") as stream:
            Jsonl().write(learned, stream)
        incoming.chmod(0o644)
        self._command(first, "import", str(self._folder), str(incoming))
        blind = [f"{BLIND}{n:03d}.txt" for n in range(files)]
        self._command(first, "double", str(self._folder), "--annotators", users, "--files", *blind)
        self._command(first, "quota", "--limit", "none")

    def _command(self, user: str, *arguments: str) -> None:
        done = self._team.run_python(user, self._python, ["-m", "tui.cli", *arguments])
        assert done.wait() == 0, arguments

    def _start(self, user: str) -> None:
        login = self._team.users[0] if user == "lead" else user
        number = self._team.users.index(login)
        role = ["lead"] if user == "lead" else ["tag", str(number), str(len(ENTITIES)), str(self._chance.random())[2:8]]
        with self._logs[user].open("ab") as log:
            size = log.tell()
            process = self._team.run_python(
                login, self._python, ["-m", "harness.team_member", str(self._folder), *role], stdout=log
            )
        self._running[user] = process, size

    def _kill_one(self, user: str) -> None:
        """Kill a user's process once it has done something, or the worker."""
        if user == "lead":
            if worker := self._worker():
                subprocess.run(["kill", "-9", str(worker)], check=False)
                self._kills[user] += 1
            return
        process, size = self._running[user]
        if process.poll() is not None:  # it has tagged everything, or has failed
            assert process.returncode == 0, f"{user} failed; the traceback is above"
        elif self._logs[user].stat().st_size > size:
            process.kill()
            process.wait()
            self._kills[user] += 1
            self._start(user)

    def _worker(self) -> int:
        found = subprocess.run(["pgrep", "-f", f"core.jobs.worker {self._folder} "], capture_output=True, text=True)
        return int(found.stdout.split()[0]) if found.stdout else 0

    def _tally(self) -> TeamTally:
        acknowledged = lost = 0
        seen: list[str] = []
        for user in self._team.users:
            with self._logs[user].open("ab") as log:
                arguments = ["-m", "harness.team_member", str(self._folder), "close"]
                assert self._team.run_python(user, self._python, arguments, stdout=log).wait() == 0
            lines = [line.split(maxsplit=1) for line in self._logs[user].read_text("utf-8").splitlines()]
            told: dict[str, set[str]] = {"kept": set(), "found": set(), "seen": set()}
            for kind, what in lines:
                told[kind].add(what)
            acknowledged += len(told["kept"])
            lost += len(told["kept"] - told["found"])
            seen += [f"{user} saw in {what}" for what in told["seen"]]
        done = self._logs["lead"].read_text("utf-8").count("succeeded")
        kills = sum(self._kills[user] for user in self._team.users)
        rights = sum(map(_has_wrong_rights, (self._folder / "autotag").rglob("*")))
        broken = unopenable(projects.open_project(self._folder))
        return TeamTally(kills, self._kills["lead"], done, acknowledged, lost, tuple(seen), broken, rights)


def _has_wrong_rights(path: Path) -> bool:
    status = path.stat()
    wanted = stat.S_IRWXG if path.is_dir() else stat.S_IRGRP | stat.S_IWGRP
    closed = "unsaved" in path.parts
    return bool(status.st_mode & stat.S_IRWXO) or (not closed and status.st_mode & wanted != wanted)
