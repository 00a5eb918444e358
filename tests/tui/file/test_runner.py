"""Actions on a file while its evidence is being loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from threading import Event
from typing import Any, ParamSpec, TypeVar

import pytest

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.statistics import Statistics
from core.domain.text.selection import Borders
from core.services.project.projects import Project
from core.services.review.evidence import Evidence
from tui.file.actions import find, go_on
from tui.file.ports import Ports
from tui.file.result import Question
from tui.file.runner import Runner
from tui.file.state import State
from tui.shell.destinations import Destination

P = ParamSpec("P")
R = TypeVar("R")


class NoTerminal:
    """A face that shows nothing and asks nothing."""

    visible_stretch = (0, 1000)

    async def blocking(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)

    def in_background(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None: ...

    def draw(self, state: State, *, follows: bool = True) -> State:
        return state

    def say(self, sentence: str) -> None: ...

    def say_unless_busy(self, sentence: str) -> None: ...

    async def answer(self, question: Question) -> str | None:
        return None

    def go(self, destination: Destination) -> None: ...


class SlowStrings(TaggedStrings):
    """Strings that are found only once `go_on` is set, as in a text of many megabytes."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()

    def find(self, text: str) -> Iterator[Borders]:
        self.begun.set()
        assert self.go_on.wait(20)
        return super().find(text)


@pytest.fixture
def runner(project: Project) -> Runner:
    ports = Ports(project, dict, {}, Statistics(), lambda selection, rows: None, lambda share: "")
    return Runner(ports, NoTerminal())


async def test_keys_are_acted_on_while_likely_places_are_looked_for(runner: Runner) -> None:
    await runner.open(partial(go_on.first_state, name="a.txt", names=["a.txt"], selection=None))
    strings = SlowStrings()
    loading = asyncio.create_task(runner.take_evidence(lambda: Evidence(strings=strings)))
    try:
        await asyncio.to_thread(strings.begun.wait, 20)
        async with asyncio.timeout(20):
            await runner.act(find.word_right)
        assert not loading.done()
        assert runner.state is not None
        assert runner.state.selection == (0, 4)
    finally:
        strings.go_on.set()
    await loading
    assert runner.state.evidence.strings is strings
    assert runner.state.selection == (0, 4)


async def test_places_are_those_of_the_file_that_is_open_when_they_are_found(runner: Runner) -> None:
    names = ["a.txt", "b.txt"]
    await runner.open(partial(go_on.first_state, name="a.txt", names=names, selection=None))
    strings = SlowStrings()
    loading = asyncio.create_task(runner.take_evidence(lambda: Evidence(strings=strings)))
    await asyncio.to_thread(strings.begun.wait, 20)
    strings.go_on.set()
    await runner.act(go_on.next_file)
    await loading
    assert runner.state is not None
    assert runner.state.name == "b.txt"
    assert runner.state.likely is not None
    assert runner.state.likely.text == runner.state.text
