"""Run actions on an open file one after the other, and do what their results ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar

from core.domain.finding.candidates import Likely
from core.domain.text.selection import Borders
from core.errors import AutotagError
from core.services.review.evidence import Evidence
from tui.file.ports import Ports
from tui.file.result import Action, Question, Result, StateOnly
from tui.file.state import State
from tui.shell.destinations import Destination

P = ParamSpec("P")
R = TypeVar("R")


class Face(Protocol):
    """The screen, as the runner sees it."""

    @property
    def visible_stretch(self) -> Borders:
        """Borders of the text in view."""
        ...

    async def blocking(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function in a thread."""
        ...

    def in_background(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Run work that no key waits for."""
        ...

    def draw(self, state: State, *, follows: bool = True) -> State:
        """Show a state, scrolled to the selection if wanted; return it with the labels that are in view now."""
        ...

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        ...

    def say_unless_busy(self, sentence: str) -> None:
        """Show a sentence unless a newer one is shown."""
        ...

    async def answer(self, question: Question) -> str | None:
        """Ask a question; return None if the user leaves it."""
        ...

    def go(self, destination: Destination) -> None:
        """Open another screen."""
        ...


class Runner:
    """Holds the state of an open file, and changes it by one action at a time.

    Args:
        ports: the services that actions may call.
        face: shows the state and asks questions.

    Attributes:
        state: None until a file is open, and once it is closed.
    """

    def __init__(self, ports: Ports, face: Face) -> None:
        self.state: State | None = None
        self.ports = ports
        self._face = face
        self._lock = asyncio.Lock()

    async def open(self, first: Callable[[Ports], Result]) -> None:
        """Open the first file."""
        await self._follow(await self._face.blocking(first, self.ports))

    async def act(self, action: Action) -> None:
        """Run an action, then ask what it asks, and do what follows from the answer.

        Raises:
            AutotagError: the action failed; whatever it wrote before counts.
        """
        await self._follow(await self._run(action))

    def change(self, change: Callable[[State], State], *, follows: bool = True) -> None:
        """Change the state of the open file, and show it."""
        if self.state is not None:
            self.state = self._face.draw(change(self.state), follows=follows)

    async def take_evidence(self, load: Callable[[], Evidence]) -> None:
        """Load what the tags of the project say, and the likely places of the text.

        Keys are acted on meanwhile: in a text of 5 MB, finding the places takes a second.
        """
        evidence = await self._face.blocking(load)
        likely: Likely | None = None
        while True:
            async with self._lock:
                if self.state is None:
                    return
                text = self.state.text
                if likely and likely.text == text:
                    self.change(partial(_with_evidence, evidence=evidence, likely=likely), follows=False)
                    return
            likely = Likely(text, evidence.strings, evidence.untagged_words)
            await self._face.blocking(likely.prepare)

    async def _run(self, action: Action) -> Result:
        async with self._lock:
            assert self.state is not None, "actions run after a file was opened"
            state = replace(self.state, visible=self._face.visible_stretch)
            try:
                if isinstance(action, StateOnly):
                    result = action(state, self.ports)
                else:
                    result = await self._face.blocking(action, state, self.ports)
            except AutotagError:
                self.state = self._face.draw(replace(state, session=self.ports.file.session))
                raise
            self.state = result.state
            return result

    async def _follow(self, result: Result | None) -> None:
        while result is not None:
            self.state = self._face.draw(result.state)
            if result.say is not None:
                self._face.say(result.say)
            if result.later:
                self._face.in_background(partial(self._say_later, result.later), "progress")
            if result.leave is not None:  # a destination without contents is an empty tuple
                self._face.go(result.leave)
            result = await self._run(result.ask.then(await self._face.answer(result.ask))) if result.ask else None

    async def _say_later(self, find_sentence: Callable[[], str]) -> None:
        self._face.say_unless_busy(await self._face.blocking(find_sentence))


def _with_evidence(state: State, evidence: Evidence, likely: Likely) -> State:
    shows_labels = bool(state.shown_labels)  # labels that a reader sees do not change
    return replace(state, evidence=evidence, likely=state.likely if shows_labels else likely)
