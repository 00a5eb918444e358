"""A chat server on loopback that answers as a language model would, with the errors of a simulated guesser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks.simulated_guesser import SimulatedGuesser
from core.domain.text.guesses import Guess

MODEL = "simulated"

_ASKED = "Text:\n"
"""Begins the last message, before the passage to read."""


class GuessServer(ThreadingHTTPServer):
    """Speaks the part of the OpenAI-compatible protocol that autotag uses."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, guesser: SimulatedGuesser, texts: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.guesser = guesser
        self.texts = texts

    @property
    def address(self) -> str:
        """The API's address, as a guesser of a project names it."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def mentions(self, passage: str) -> list[dict[str, str]]:
        """List the guesses in a passage of one of the texts, in the passage's order."""
        text = next(text for text in self.texts if passage in text)
        first = text.index(passage)
        guesses: Sequence[Guess] = self.guesser.of(text) or ()
        inside = (guess for guess in guesses if first <= guess.start and guess.end <= first + len(passage))
        return [{"text": text[guess.start : guess.end], "entity": guess.entity} for guess in inside]


@contextmanager
def serving(guesser: SimulatedGuesser, texts: Sequence[str]) -> Iterator[GuessServer]:
    """Run a server until the block is left."""
    with GuessServer(guesser, texts) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: GuessServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        passage = asked["messages"][-1]["content"].rpartition(_ASKED)[2]
        content = json.dumps({"entities": self.server.mentions(passage)}, ensure_ascii=False)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        raw = json.dumps({"object": "chat.completion", "model": MODEL, "choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
