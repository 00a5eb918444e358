"""A language model as a guesser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.domain.project.guessers import Guesser
from core.domain.project.schema import Entity
from core.domain.text.guesses import Guess
from core.domain.text.spans import position
from core.errors import WorkError
from core.guessing.chat.abilities import Abilities, Output
from core.guessing.chat.answers import NoJson, read_answer
from core.guessing.chat.connection import Choice, Connection, Declined, Reply, TextFailed, TooLong
from core.guessing.chat.prompt import messages, schema
from core.guessing.chat.scoring import probability, score
from core.guessing.chat.together import together
from core.guessing.guesser import Answer, Passage, Question
from core.guessing.matching import Place, Text, located
from core.guessing.windows import SMALLEST, windows

_SHORTEST_ANSWER, _LONGEST_ANSWER = 256, 4096
"""Tokens of an answer: enough for a long list, and an end to a model that repeats itself."""

_VARIED = 0.7
"""Temperature of answers that are to differ."""


@dataclass
class _Found:
    """What was found in a text so far.

    Attributes:
        spans: by borders and entity, the guess.
        dropped: strings that are nowhere, or of no entity.
        tokens_in, tokens_out: used.
    """

    spans: dict[tuple[int, int, str], Guess] = field(default_factory=dict)
    dropped: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, guess: Guess) -> None:
        key = position(guess)
        if key not in self.spans or self.spans[key].score < guess.score:
            self.spans[key] = guess


class ChatReader:
    """Reads texts by asking a chat server.

    Args:
        guesser: its settings.
        entities: to look for.
        connection: to its server.
        abilities: of the server, as far as known.
        on_abilities: called with the abilities whenever more is known.

    Attributes:
        abilities: of the server, as known by now.
    """

    def __init__(
        self,
        guesser: Guesser,
        entities: Sequence[Entity],
        connection: Connection,
        abilities: Abilities,
        on_abilities: Callable[[Abilities], None],
    ) -> None:
        self._guesser = guesser
        self._entities = entities
        self._connection = connection
        self.abilities = abilities
        self._on_abilities = on_abilities
        self._window = guesser.window
        self._names = {entity.name.casefold(): entity.name for entity in entities}
        self._room = asyncio.Semaphore(guesser.in_flight)

    async def read(self, question: Question) -> Answer:
        """Read a text.

        Raises:
            WorkError: no text can be read.
        """
        found = _Found()
        problem = ""
        try:
            await self._read(question, 0, len(question.text), found)
        except TextFailed as error:
            problem = str(error)
        guesses = () if problem else tuple(sorted(found.spans.values(), key=position))
        return Answer(question.name, guesses, found.dropped, found.tokens_in, found.tokens_out, problem)

    async def _read(self, question: Question, start: int, end: int, found: _Found) -> None:
        all_borders = windows(question.text, start, end, self._window)
        await together(self._read_window(question, *borders, found) for borders in all_borders)

    async def _read_window(self, question: Question, start: int, end: int, found: _Found) -> None:
        text = question.text[start:end]
        if not text.strip():
            return
        examples = question.examples
        try:
            choices = await self._choices(text, examples, found)
        except TooLong:
            await self._read_halves(question, start, end, found)
            return
        if any(choice.is_cut for choice in choices) and end - start > SMALLEST:
            # What is whole in a cut answer is right, but the rest of the window was not answered for.
            await self._halved(question, start, end, found)
        self._add(choices, text, start, found)

    async def _read_halves(self, question: Question, start: int, end: int, found: _Found) -> None:
        """Read a window that was too long in two, and all others in smaller ones from now on."""
        if question.examples:
            # Examples are dispensable; the text is not.
            await self._read(replace(question, examples=()), start, end, found)
            return
        if end - start <= SMALLEST:
            raise TextFailed(
                "Not even a short passage fits into the model's context; start the server with a longer one."
            )
        self._window = max(SMALLEST, min(self._window, (end - start) // 2))
        await self._read(question, start, end, found)

    async def _halved(self, question: Question, start: int, end: int, found: _Found) -> None:
        size = max(SMALLEST, (end - start) * 2 // 3)
        halves = windows(question.text, start, end, size)
        await together(self._read_window(question, *borders, found) for borders in halves)

    async def _choices(self, text: str, examples: Sequence[Passage], found: _Found) -> list[Choice]:
        """Return as many readable answers as asked for, at least one.

        Raises:
            TextFailed: no answer is readable.
            TooLong: the request does not fit.
            WorkError: no text can be read.
        """
        choices: list[Choice] = []
        wanted = self._guesser.samples
        for turn in range(2 * wanted):  # a server may give one where several were asked for, or one without JSON
            missing = wanted - len(choices)
            if not missing:
                break
            varied = wanted > 1 or turn > 0
            reply = await self._ask(text, examples, missing, turn if varied else None)
            found.tokens_in += reply.tokens_in
            found.tokens_out += reply.tokens_out
            choices += [choice for choice in reply.choices if self._is_readable(choice)][:missing]
        if not choices:
            raise TextFailed("The model answered twice without JSON; another model may do better.")
        return choices

    def _is_readable(self, choice: Choice) -> bool:
        try:
            read_answer(choice.content, self._names)
        except NoJson:
            return choice.is_cut and "{" in choice.content  # cut before its first mention was whole
        return True

    async def _ask(self, text: str, examples: Sequence[Passage], count: int, seed: int | None) -> Reply:
        """Ask, giving up what the server declines, until it answers."""
        while True:
            asked_with = self.abilities
            body = self._body(text, examples, count, seed, asked_with)
            try:
                async with self._room:
                    reply = await self._connection.ask(body)
            except Declined as complaint:
                if asked_with == self.abilities:
                    self._give_up(str(complaint))
                continue
            return reply

    def _give_up(self, complaint: str) -> None:
        weaker = self.abilities.without(complaint)
        if weaker is None:
            raise WorkError(f"{self._guesser.host} does not take the request: {complaint}")
        self.abilities = weaker
        self._on_abilities(weaker)

    def _body(
        self, text: str, examples: Sequence[Passage], count: int, seed: int | None, abilities: Abilities
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._guesser.model,
            "messages": messages(self._entities, examples, text, system=abilities.system),
        }
        if abilities.temperature:
            body["temperature"] = 0.0 if seed is None else _VARIED
        if seed is not None:
            body["seed"] = seed
        if count > 1:
            body["n"] = count
        if abilities.limit_field:
            body[abilities.limit_field] = min(_LONGEST_ANSWER, max(_SHORTEST_ANSWER, len(text) // 2))
        if abilities.logprobs:
            body["logprobs"] = True
        if (form := self._response_format(abilities.output)) is not None:
            body["response_format"] = form
        return body

    def _response_format(self, output: Output) -> dict[str, Any] | None:
        if output is Output.JSON_SCHEMA:
            named = {"name": "entities", "strict": True, "schema": schema(self._entities)}
            return {"type": "json_schema", "json_schema": named}
        if output is Output.OBJECT_WITH_SCHEMA:
            return {"type": "json_object", "schema": schema(self._entities)}
        return {"type": "json_object"} if output is Output.JSON_OBJECT else None

    def _add(self, choices: Sequence[Choice], text: str, offset: int, found: _Found) -> None:
        """Place the mentions of all answers to a window."""
        lookup = Text(text)
        votes: dict[tuple[int, int, str], tuple[Place, set[int], list[float]]] = {}
        for number, choice in enumerate(choices):
            for entity, place, sure in self._placed(choice, lookup, found):
                entry = votes.setdefault((place.start, place.end, entity), (place, set(), []))
                entry[1].add(number)
                entry[2].extend([] if sure is None else [sure])
        for (start, end, entity), (place, named_by, sure_of) in votes.items():
            worth = score(place.match, place.similarity, len(named_by), len(choices), sure_of)
            found.add(Guess(start + offset, end + offset, entity, worth, place.match))

    def _placed(self, choice: Choice, lookup: Text, found: _Found) -> list[tuple[str, Place, float | None]]:
        try:
            mentions = read_answer(choice.content, self._names)
        except NoJson:
            return []
        known = [mention for mention in mentions if mention.entity.strip().casefold() in self._names]
        found.dropped += len(mentions) - len(known)
        placed = []
        pairs = [(mention.text, self._names[mention.entity.strip().casefold()]) for mention in known]
        for hit in located(lookup, pairs):
            if hit is None:
                found.dropped += 1
            else:
                number, entity, place = hit
                placed.append((entity, place, probability(known[number], choice.tokens)))
        return placed
