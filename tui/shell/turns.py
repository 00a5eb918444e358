"""Commands of a screen take turns, so that a fast typist's second key sees what the first one did."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import TypeAlias

from textual.widget import Widget
from textual.worker import WorkType

from core.errors import AutotagError

Step: TypeAlias = Callable[[], Awaitable[None] | None]


class Turns:
    """Runs steps one after the other, and other work in the background.

    Args:
        screen: owns the work; when it is closed, its work is cancelled.
        asking: set while a question waits for an answer: a step that asks keeps its turn, but nobody waits for it.
        fail: shows an error.
        before: called before each step.
        after: called after each step.
    """

    def __init__(
        self,
        screen: Widget,
        asking: asyncio.Event,
        fail: Callable[[AutotagError], None],
        before: Callable[[], None],
        after: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._asking = asking
        self._fail = fail
        self._before = before
        self._after = after
        self._turn = asyncio.Lock()
        self._latest = asyncio.Event()  # of the first step: keys may wait for it before it is there
        self._has_begun = False
        self._closed = asyncio.Event()

    def perform(self, step: Step) -> asyncio.Event:
        """Run a step once the steps before it have ended.

        Returns:
            An event that is set when the step has ended.
        """
        if self._has_begun:
            self._latest = asyncio.Event()
        self._has_begun = True
        ended = self._latest
        turn: WorkType[None] = partial(self._perform, step, ended)
        self._screen.run_worker(turn, group="commands")
        return ended

    async def _perform(self, step: Step, ended: asyncio.Event) -> None:
        try:
            async with self._turn:
                self._before()
                await self._run(step)
                self._after()
        finally:
            ended.set()

    async def _run(self, step: Step) -> None:
        try:
            result = step()
            if isawaitable(result):
                await result
        except AutotagError as error:
            self._fail(error)

    def in_background(self, work: Step, group: str) -> None:
        """Run work that commands need not wait for, in place of earlier work of its group."""
        run: WorkType[None] = partial(self._run, work)
        self._screen.run_worker(run, group=group, exclusive=True)

    async def until_ended(self, ended: asyncio.Event | None = None) -> None:
        """Wait until a step, by default the latest, has ended or asks something, or the screen is closed."""
        waits = [asyncio.create_task(e.wait()) for e in (ended or self._latest, self._asking, self._closed)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def close(self) -> None:
        """Let nobody wait any longer: the screen is gone."""
        self._closed.set()
