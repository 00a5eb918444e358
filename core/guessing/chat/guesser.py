"""Several requests in flight, in a thread of their own, so that storing answers holds none of them up."""

from __future__ import annotations

import asyncio
import json
import queue
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from threading import Thread
from types import TracebackType
from typing import Any

from core.domain.project.guessers import Guesser
from core.domain.project.schema import Entity
from core.guessing.chat.abilities import Abilities
from core.guessing.chat.chat import ChatReader
from core.guessing.chat.connection import Connection
from core.guessing.chat.keys import read_key
from core.guessing.chat.together import together
from core.guessing.guesser import Answer, Question, Waiting

_LOOK = 0.2
"""Seconds after which the caller gets to look whether to stop."""


class ChatGuesser:
    """A guesser behind a chat API.

    Args:
        guesser: its settings.
        entities: to look for.
        known: what is known of the server's abilities.
        on_known: called with them when more is known, to be kept.
    """

    is_costly = True

    def __init__(
        self,
        guesser: Guesser,
        entities: Sequence[Entity],
        known: dict[str, Any],
        on_known: Callable[[dict[str, Any]], None],
    ) -> None:
        self._guesser = guesser
        self._entities = entities
        self._known = known
        self._on_known = on_known
        self._key = read_key(guesser.key)
        said = [(entity.name, entity.description) for entity in entities]
        of_guesser = {key: asdict(guesser)[key] for key in ("address", "model", "samples")}
        self.identity = json.dumps([of_guesser, said], sort_keys=True)

    def __enter__(self) -> ChatGuesser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Do nothing: no connection stays open between two readings."""

    def read(self, questions: Iterable[Question | None]) -> Generator[Answer | Waiting]:
        """Read texts; see `OpenGuesser`."""
        reading = _Reading(self, iter(questions), self._guesser.in_flight)
        reading.start()
        try:
            yield from reading.answers()
        finally:
            reading.stop()

    async def converse(self, reading: _Reading) -> None:
        """Ask about all texts of a reading, as many at once as there are requests in flight.

        Raises:
            WorkError: no text can be read.
        """
        connection = Connection(self._guesser, self._key, lambda reason: reading.put(Waiting(reason)))
        reader = ChatReader(
            self._guesser,
            self._entities,
            connection,
            Abilities.restored(self._known),
            lambda abilities: reading.put(abilities.stored()),
        )
        try:
            if not self._known:
                # The first text alone, so that the server's abilities are found out by one request at a time.
                await _read_one(reader, reading)
                reading.put(reader.abilities.stored())
            await together(_read_on(reader, reading) for _ in range(self._guesser.in_flight))
        finally:
            await connection.close()

    def keep(self, known: dict[str, Any]) -> None:
        """Keep what was found out about the server."""
        self._known = known
        self._on_known(known)


async def _read_one(reader: ChatReader, reading: _Reading) -> bool:
    """Read a text; return whether there was one."""
    question = await reading.questions.get()
    if question is None:
        reading.questions.put_nowait(None)  # the end, for the others too
        return False
    reading.put(await reader.read(question))
    return True


async def _read_on(reader: ChatReader, reading: _Reading) -> None:
    while await _read_one(reader, reading):
        pass


class _Reading:
    """A reading under way: a thread with an event loop that asks, and a queue of what it found.

    The texts themselves are taken in the caller's thread, a few ahead of those that are asked about.
    """

    def __init__(self, guesser: ChatGuesser, texts: Iterator[Question | None], in_flight: int) -> None:
        self._guesser = guesser
        self._texts = texts
        self._ahead = 2 * in_flight
        self._under_way = 0
        self._all_taken = False
        self._found: queue.Queue[Answer | Waiting | dict[str, Any] | BaseException | None] = queue.Queue()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self.questions: asyncio.Queue[Question | None] = asyncio.Queue()

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Give up what is under way, and wait until the connections are closed."""
        self._call(self._cancel)
        self._thread.join(timeout=1.0)

    def put(self, found: Answer | Waiting | dict[str, Any] | BaseException | None) -> None:
        """Hand something over to the caller's thread."""
        self._found.put(found)

    def answers(self) -> Iterator[Answer | Waiting]:
        """Yield what arrives, until all texts are read.

        Raises:
            WorkError: no text can be read.
        """
        reason = ""
        while True:
            paused = self._feed()
            try:
                found = self._found.get(block=not paused, timeout=_LOOK)
            except queue.Empty:
                yield Waiting(reason)
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            if isinstance(found, dict):
                self._guesser.keep(found)
                continue
            reason = found.reason if isinstance(found, Waiting) else ""
            self._under_way -= isinstance(found, Answer)
            yield found

    def _feed(self) -> bool:
        """Take texts up to the number that is held ready; return whether the caller asks for control before."""
        while not self._all_taken and self._under_way < self._ahead:
            try:
                question = next(self._texts)
            except StopIteration:
                self._all_taken = True
                self._call(partial(self.questions.put_nowait, None))
                break
            if question is None:
                return True
            self._under_way += 1
            self._call(partial(self.questions.put_nowait, question))
        return False

    def _call(self, function: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(function)

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._converse())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self.put(error)
        self.put(None)

    async def _converse(self) -> None:
        self._task = asyncio.current_task()
        await self._guesser.converse(self)
