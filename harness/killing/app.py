"""The app, killed under the hands of a user."""

from __future__ import annotations

import re
import shutil
import signal
import time
from pathlib import Path

from harness.killing.load import PATIENCE, Load, Moment
from harness.killing.project import make_project, tagged_words, unopenable
from harness.pty_terminal import Terminal, terminal


class App(Load):
    """The app in a terminal, driven by keys; acknowledged is what its title says."""

    name = "app in a terminal"
    longest = 1.2
    CHANGES = 90
    _FIGURE = re.compile(r"(\d+) tags?  \d+ suggested")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._number = 0

    def strike(self, moment: Moment) -> None:
        self._number += 1
        project = make_project(self.folder / str(self._number), 60)
        with self.environment(moment) as variables, terminal(project.folder, **variables) as screen:
            shown = self._type(screen, moment)
        self.tally.acknowledged += shown
        self.tally.unopenable += unopenable(project)
        found = tagged_words(project)
        self.tally.lost += max(0, shown - len(found))
        self.tally.wrong += found != set(range(len(found)))
        shutil.rmtree(project.folder)

    def _type(self, screen: Terminal, moment: Moment) -> int:
        """Return tags as fast as the app takes it; gives the number of tags that it has shown when it is killed."""
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
