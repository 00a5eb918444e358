"""A simulated guesser behind a chat server on loopback, as a language model would be."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from benchmarks.guessing.simulated_guesser import SimulatedGuesser
from core.domain.text.guesses import Guess
from harness.chat_server import ChatServer, Gold, serving_answers

_ASKED = "Text:\n"
"""Begins the last message, before the passage to read."""


def serving_guesses(guesser: SimulatedGuesser, texts: Sequence[str]) -> AbstractContextManager[ChatServer]:
    """Run a server that answers passages of some texts with the guesses there, until the block is left."""

    def find(message: str) -> Gold:
        passage = message.rpartition(_ASKED)[2]
        text = next(text for text in texts if passage in text)
        first = text.index(passage)
        guesses: Sequence[Guess] = guesser.of(text) or ()
        inside = (guess for guess in guesses if first <= guess.start and guess.end <= first + len(passage))
        return [(text[guess.start : guess.end], guess.entity) for guess in inside]

    return serving_answers(find)
