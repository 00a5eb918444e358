"""A chat server on loopback that speaks the OpenAI-compatible protocol, with chosen answers and faults."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "gold"

Gold = Sequence[tuple[str, str]]
"""(string, entity) pairs; a text is answered with those that it holds."""

Find = Callable[[str], Gold]
"""Returns the (string, entity) pairs with which to answer a message, in the order of the answer."""


@dataclass
class Faults:
    """What the server does wrong.

    Attributes:
        refuses: words of features answered with 400: "json_schema", "json_object", "logprobs", "system".
        logprobs_fail: answer 500 to a request for log-probabilities.
        statuses: statuses of the next requests, before any is answered properly.
        retry_after: header of a 429.
        key: required; empty for none.
        context: characters of the last message that fit; longer ones answer 400.
        delay: seconds before an answer.
        trickle: send the answer byte by byte, this many seconds apart.
        stream: answer as a stream of events.
        one_choice: answer with one choice, whatever `n` is.
        change: what becomes of the content.
        finish: the reason why an answer ends.
        redirect: address that all requests are sent on to.
        echo: name the key in error messages.
    """

    refuses: Sequence[str] = ()
    logprobs_fail: bool = False
    statuses: list[int] = field(default_factory=list)
    retry_after: str = "0"
    key: str = ""
    context: int = 10**9
    delay: float = 0.0
    trickle: float = 0.0
    stream: bool = False
    one_choice: bool = True
    change: Callable[[str, int], str] = lambda content, _: content
    finish: Callable[[str], str] = lambda _: "stop"
    redirect: str = ""
    echo: bool = False


class ChatServer(ThreadingHTTPServer):
    """The server; it notes every request."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, find: Find, faults: Faults) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.find = find
        self.faults = faults
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self.at_once = 0
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that went away, which is no failure of the test."""

    def answer(self, text: str) -> str:
        found = [{"text": string, "entity": entity} for string, entity in self.find(text)]
        return json.dumps({"entities": found}, ensure_ascii=False)


def serving(gold: Gold, **faults: Any) -> AbstractContextManager[ChatServer]:
    """Run a server that answers from gold spans, in the order of the text, until the block is left."""

    def find(text: str) -> Gold:
        found = sorted((text.find(string), string, entity) for string, entity in gold if string in text)
        return [(string, entity) for _, string, entity in found]

    return serving_answers(find, **faults)


@contextmanager
def serving_answers(find: Find, **faults: Any) -> Iterator[ChatServer]:
    """Run a server that answers with what a function finds, until the block is left."""
    server = ChatServer(find, Faults(**faults))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            server.requests.append(body)
            server.headers.append(dict(self.headers))
            number = len(server.requests)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            status = server.faults.statuses.pop(0) if server.faults.statuses else 200
        try:
            self._respond(body, number, status)
        finally:
            with server.lock:
                server.at_once -= 1

    def _respond(self, body: dict[str, Any], number: int, status: int) -> None:
        faults = self.server.faults
        if faults.redirect:
            return self._send(307, b"", {"Location": faults.redirect})
        given = self.headers.get("Authorization", "")
        if faults.key and given != f"Bearer {faults.key}":
            return self._fail(401, f"Incorrect API key provided: {given}" if faults.echo else "Incorrect API key")
        if body["model"] != MODEL:
            return self._fail(404, f"The model {body['model']} does not exist")
        if status != 200:
            return self._fail(
                status,
                "Loading model" if status == 503 else "Try later",
                {"Retry-After": faults.retry_after} if status == 429 else {},
            )
        if complaint := self._refused(body):
            return self._fail(400, complaint)
        if faults.logprobs_fail and body.get("logprobs"):
            return self._fail(500, "logprobs need the server to be started with logits_all")
        text = body["messages"][-1]["content"]
        if len(text) > faults.context:
            return self._fail(400, "This model's maximum context length is exceeded", code="context_length_exceeded")
        time.sleep(faults.delay)
        count = 1 if faults.one_choice else body.get("n", 1)
        contents = [faults.change(self.server.answer(text), number + index) for index in range(count)]
        return self._stream(contents[0]) if faults.stream else self._complete(contents, body)

    def _refused(self, body: dict[str, Any]) -> str:
        wanted = (body.get("response_format") or {}).get("type", "")
        for word in self.server.faults.refuses:
            if word in (wanted, "schema" if "schema" in body.get("response_format", {}) else ""):
                return f"response_format {word} is not supported"
            if word == "system" and body["messages"][0]["role"] == "system":
                return "System role not supported"
            if word in body:
                return f"Unsupported parameter: '{word}'"
        return ""

    def _complete(self, contents: Sequence[str], body: dict[str, Any]) -> None:
        choices = []
        for index, content in enumerate(contents):
            choice: dict[str, Any] = {
                "index": index,
                "message": {"role": "assistant", "content": content},
                "finish_reason": self.server.faults.finish(content),
            }
            if body.get("logprobs"):
                tokens = [content[at : at + 4] for at in range(0, len(content), 4)]
                choice["logprobs"] = {"content": [{"token": token, "logprob": -0.1} for token in tokens]}
            choices.append(choice)
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        document = {"object": "chat.completion", "model": body["model"], "choices": choices, "usage": usage}
        self._send(200, json.dumps(document).encode())

    def _stream(self, content: str) -> None:
        events: list[dict[str, Any]] = [
            {"choices": [{"delta": {"content": content[at : at + 7]}}]} for at in range(0, len(content), 7)
        ]
        events.append({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 5}})
        raw = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
        self._send(200, raw.encode(), {"Content-Type": "text/event-stream"})

    def _fail(self, status: int, message: str, headers: dict[str, str] | None = None, code: str = "") -> None:
        document = {"error": {"message": message, "type": "invalid_request_error", "code": code or None}}
        self._send(status, json.dumps(document).encode(), headers)

    def _send(self, status: int, raw: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        trickle = self.server.faults.trickle
        for byte in [raw[at : at + 1] for at in range(len(raw))] if trickle else [raw]:
            self.wfile.write(byte)
            time.sleep(trickle)
