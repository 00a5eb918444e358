"""How far a chat server is kept busy: `python -m benchmarks.in_flight [--texts N] [--in-flight N] [--delay S]`.

Reads texts through the guesser and through as many clients that do nothing but send requests, by turns, against a
server on loopback that takes a fixed time for each answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from statistics import median
from threading import local
from typing import Any
from urllib.parse import urlsplit

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.guessing.chat.guesser import ChatGuesser
from core.guessing.chat.prompt import messages
from core.guessing.guesser import Answer, Question
from harness.chat_server import MODEL, serving

_ROUNDS = 5
_ENTITIES = [Entity("Person"), Entity("City")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--delay", type=float, default=0.1, help="seconds that the server takes for an answer")
    options = parser.parse_args()
    texts = [f"Letter {number}: Anna met Ben in Paris. " + "Nothing more. " * 20 for number in range(options.texts)]
    known: dict[str, Any] = {}
    with _server(options.delay) as address:
        _through_guesser(address, texts[:2], options.in_flight, known)
        by_turns = [
            (_through_guesser(address, texts, options.in_flight, known), _bare(address, texts, options.in_flight))
            for _ in range(_ROUNDS)
        ]
    guesser, bare = median(each[0] for each in by_turns), median(each[1] for each in by_turns)
    ratio = median(first / second for first, second in by_turns)
    print(f"{guesser:.1f} texts/s through the guesser, {bare:.1f} by bare clients: {ratio:.2f} (goal 0.95)")


@contextmanager
def _server(delay: float) -> Iterator[str]:
    """Yield the address of a server in a process of its own."""
    ours, its = Pipe()
    process = Process(target=_serve, args=(delay, its), daemon=True)
    process.start()
    yield ours.recv()
    process.terminate()


def _serve(delay: float, tell: Connection) -> None:
    with serving([("Anna", "Person"), ("Paris", "City")], delay=delay) as server:
        tell.send(server.address)
        time.sleep(3600)


def _through_guesser(address: str, texts: Sequence[str], in_flight: int, known: dict[str, Any]) -> float:
    settings = Guesser("g", GuesserKind.CHAT, address, MODEL, in_flight=in_flight)
    guesser = ChatGuesser(settings, _ENTITIES, dict(known), known.update)
    began = time.monotonic()
    questions = [Question(str(number), text) for number, text in enumerate(texts)]
    answered = sum(isinstance(each, Answer) and len(each.guesses) == 2 for each in guesser.read(questions))
    assert answered == len(texts), "every text has two spans"
    return len(texts) / (time.monotonic() - began)


def _bare(address: str, texts: Sequence[str], clients: int) -> float:
    connections = local()
    host = urlsplit(address).netloc

    def ask(text: str) -> None:
        body = json.dumps({"model": MODEL, "messages": messages(_ENTITIES, (), text, system=True), "logprobs": True})
        if not hasattr(connections, "own"):
            connections.own = http.client.HTTPConnection(host)
        connections.own.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        assert connections.own.getresponse().read()

    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(ask, texts))
    return len(texts) / (time.monotonic() - began)


if __name__ == "__main__":
    main()
