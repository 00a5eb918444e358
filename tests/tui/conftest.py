"""The app under test: driven by keys, waited for by conditions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager

import textual._wait

from core.services.project.preferences import Preferences
from tui.app import AutotagApp
from tui.terminal.appearance import Appearance

# After each key the pilot sleeps until the app was idle for one of these periods, twice. Its 20 ms made up half of the
# time of all tests of screens. A short period is enough: the driver also waits until the commands have ended.
textual._wait.SLEEP_GRANULARITY = 0.003
textual._wait.SLEEP_IDLE = 0.0005

PATIENCE = 120.0
"""Seconds after which a test gives up on a condition: a training takes long on a machine that does other work too."""


class Driver:
    """Presses keys and waits."""

    def __init__(self, app, pilot):
        self.app = app
        self.pilot = pilot

    @property
    def screen(self):
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other, each after what the one before it began is done."""
        for key in keys:
            await self.settle()
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Types into a question."""
        await self.settle()
        await self.pilot.press(*text)

    async def answer(self, text: str) -> None:
        """Answers a question that is asked, or will be."""
        await self.until(lambda: self.screen.question_bar.display)
        bar = self.screen.question_bar
        asked = bar._answer
        bar.query_one("Input").value = ""
        await self.pilot.press(*text, *([] if text in ("y", "n") else ["enter"]))
        await self.until(lambda: bar._answer is not asked)

    async def settle(self) -> None:
        """Waits until no command is running, or one is asking."""
        await self.pilot.pause()
        await self.until(
            lambda: (
                getattr(self.screen, "question_bar", None) is None
                or self.screen.question_bar.display
                or not [
                    w
                    for w in self.screen.workers
                    if w.group in ("commands", "scan") and w.node is self.screen and not w.is_finished
                ]
            )
        )
        await self.pilot.pause()

    async def rest(self) -> None:
        """Waits until nothing is done for the screen in the background either."""
        await self.until(lambda: all(worker.is_finished for worker in self.screen.workers))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Waits for a condition."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self.pilot.pause(0.02)

    @property
    def message(self) -> str:
        return str(self.screen.message_line.message)

    @property
    def title(self) -> str:
        return str(self.screen.title_bar.render().plain)


@asynccontextmanager
async def driven(project, size=(80, 24), appearance: Appearance | None = None, preferences: Preferences | None = None):
    """An app on a project."""
    app = AutotagApp(project, preferences or Preferences(), appearance or Appearance())
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        yield driver
