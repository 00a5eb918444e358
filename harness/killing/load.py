"""Loads that are killed while they write, and what each has come to."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from harness.crashing import dying

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
        longest: seconds of work within which a kill by time falls; a load that is slow to start measures its own.
        CHANGES: number of changes to the disk after which those that follow are of the same kind; 0 if the load
            is only killed by time.
    """

    name: ClassVar[str]
    longest: float = 0.2
    CHANGES: ClassVar[int] = 60

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally = Tally()
        os.environ["AUTOTAG_HOME"] = str(folder / "home")

    @abstractmethod
    def strike(self, moment: Moment) -> None:
        """Let it work until it is killed at the moment, looks at what is left, and counts."""

    @contextmanager
    def environment(self, moment: Moment) -> Iterator[dict[str, str]]:
        """Yield variables for a process that dies at the moment; also set here, for processes that services start."""
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
        """Kill a process when the moment has come, unless it ends or dies by itself before."""
        try:
            process.wait(PATIENCE if moment.change is not None else moment.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        self.tally.kills += process.wait() == -signal.SIGKILL


def kill_often(load: Load, kills: int, seed: int = 0) -> Tally:
    """Kill a load so many times: at every change to the disk in turn, and as often at moments by chance."""
    chance = random.Random(seed)
    turn = 0
    while load.tally.kills < kills:
        if load.CHANGES and turn % 2:
            load.strike(Moment(change=turn // 2 % load.CHANGES))
        else:
            load.strike(Moment(seconds=chance.uniform(0, load.longest)))
        turn += 1
        assert turn < 20 * kills + 20, f"{load.name}: the process ends before it can be killed"
    return load.tally
