"""Requests to a chat server: one question, one reply, and every failure as a sentence."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from core.domain.project.guessers import Guesser, is_loopback
from core.errors import WorkError
from core.guessing.chat.keys import without_key
from core.guessing.chat.loopback import LoopbackTransport

LARGEST_REPLY = 8 * 2**20
"""Bytes; a server that sends more is not answering."""

TRIES = 4
"""How often a request is sent where the server asks to wait, or drops the connection."""

LONGEST_WAIT = 300.0
"""Seconds beyond which a server that asks to wait is given up."""

_REDIRECTS = 3
_BUSY = (408, 429, 502, 503, 504, 529)


class Declined(Exception):  # noqa: N818 - the caller asks again for less
    """The server does not take the request as it is; `str()` is its complaint."""


class TooLong(Exception):  # noqa: N818 - the caller asks again with less
    """The request does not fit into the model's context."""


class TextFailed(Exception):  # noqa: N818 - others may succeed
    """This text cannot be read; `str()` is the sentence."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a reply with its log-probability."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers of a reply.

    Attributes:
        content: what the model wrote.
        is_cut: it ended at the limit of its length.
        tokens: with their log-probabilities; empty if the server does not give them.
    """

    content: str
    is_cut: bool
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server replied."""

    choices: tuple[Choice, ...]
    tokens_in: int
    tokens_out: int


class Connection:
    """A connection to one server.

    Args:
        guesser: its settings.
        key: for the server; empty for none.
        on_wait: called with a sentence when the server asks to wait.
    """

    def __init__(self, guesser: Guesser, key: str, on_wait: Callable[[str], None]) -> None:
        self._url = f"{guesser.address.rstrip('/')}/chat/completions"
        self._host = guesser.host
        self._model = guesser.model
        self._key = key
        self._timeout = guesser.timeout
        self._on_wait = on_wait
        self._not_before = 0.0
        loopback = is_loopback(guesser.host)
        limits = httpx.Limits(max_connections=guesser.in_flight, max_keepalive_connections=guesser.in_flight)
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(guesser.timeout, connect=min(10.0, guesser.timeout)),
            limits=limits,
            transport=LoopbackTransport(guesser.host, limits) if loopback else None,
            trust_env=not loopback,  # no proxy for what stays on this machine
            follow_redirects=False,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def ask(self, body: dict[str, Any]) -> Reply:
        """Send a request, again where the server asks to wait.

        Raises:
            Declined: the server does not take a field of the request.
            TooLong: the request does not fit into the model's context.
            TextFailed: the server failed on this request.
            WorkError: no request can succeed.
        """
        began, turn = time.monotonic(), 0
        while True:
            await self._wait_for_turn()
            last = turn == TRIES - 1
            try:
                async with asyncio.timeout(self._timeout):
                    status, headers, raw = await self._post(self._url, body)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if last:
                    raise WorkError(f"No server answers at {self._host}; start it, then resume the job.") from error
                await asyncio.sleep(0.2 * 2**turn)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise TextFailed(
                    f"{self._host} did not answer within {self._timeout:g} s; set a longer timeout, or fewer in flight."
                ) from error
            except httpx.TransportError as error:
                if last:
                    raise TextFailed(f"{self._host} broke the connection off ({type(error).__name__}).") from error
                await asyncio.sleep(0.2 * 2**turn)
            else:
                if _is_loading(status, raw) and time.monotonic() - began < LONGEST_WAIT:
                    self._hold_back(1.0, f"{self._host} is loading the model")
                    continue
                if status not in _BUSY or last:
                    return self._reply(status, headers, raw)
                self._postpone(status, headers, turn)
            turn += 1

    async def _wait_for_turn(self) -> None:
        while (wait := self._not_before - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def _postpone(self, status: int, headers: httpx.Headers, turn: int) -> None:
        """Hold all requests back for as long as the server asks."""
        wait = _retry_after(headers.get("retry-after", ""))
        if wait is None:
            wait = min(0.5 * 2**turn, 30.0)
        if wait > LONGEST_WAIT:
            raise WorkError(f"{self._host} asks to wait for {wait:,.0f} s ({status}); resume the job later.")
        self._hold_back(wait, f"{self._host} asks to wait {wait:.0f} s")

    def _hold_back(self, seconds: float, reason: str) -> None:
        self._not_before = max(self._not_before, time.monotonic() + seconds)
        self._on_wait(reason)

    async def _post(self, url: str, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        """Post, following redirects within the same host only.

        Raises:
            WorkError: it leads to another host.
            httpx.HTTPError: the request failed.
        """
        for _ in range(_REDIRECTS):
            async with self._client.stream("POST", url, json=body) as response:
                if not response.is_redirect:
                    return response.status_code, response.headers, await self._read(response)
                target = urljoin(url, response.headers.get("location", ""))
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                raise WorkError(
                    f"{self._host} redirects to {urlsplit(target).netloc or 'nowhere'}, which is not followed; "
                    "change the address of the guesser if that is meant."
                )
            url = target
        raise WorkError(f"{self._host} redirects in a circle; check the address of the guesser.")

    async def _read(self, response: httpx.Response) -> bytes:
        raw = bytearray()
        async for chunk in response.aiter_bytes():
            raw += chunk
            if len(raw) > LARGEST_REPLY:
                raise TextFailed(f"{self._host} sent more than {LARGEST_REPLY:,} bytes for one text.")
        return bytes(raw)

    def _reply(self, status: int, headers: httpx.Headers, raw: bytes) -> Reply:
        if status == 200:
            try:
                if "event-stream" in headers.get("content-type", ""):
                    return _reply_of(_joined(raw))
                return _reply_of(json.loads(raw))
            except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
                raise TextFailed(f"{self._host} sent a reply that is no chat completion.") from error
        self._refuse(status, _complaint(raw))
        raise AssertionError("a refusal raises")

    def _refuse(self, status: int, complaint: str) -> None:
        said = f" It says: {complaint}" if complaint else ""
        said = without_key(said, self._key)[:300]
        if status in (401, 403):
            raise WorkError(f"{self._host} refuses the key ({status}); check it, then resume the job.{said}")
        if status == 404:
            raise WorkError(
                f"{self._host} knows no model {self._model!r}, or no chat at this address (404); check both.{said}"
            )
        if status == 429:
            raise WorkError(f"{self._host} goes on refusing because of too many requests (429); resume later.{said}")
        if status in (400, 413, 422, 500, 501):
            lowered = complaint.casefold()
            if status == 413 or ("context" in lowered and ("length" in lowered or "exceed" in lowered)):
                raise TooLong
            raise Declined(without_key(complaint, self._key)[:300] or f"status {status}")
        raise TextFailed(f"{self._host} failed with status {status}.{said}")


def _is_loading(status: int, raw: bytes) -> bool:
    """Return whether a server says that its model will be ready soon, as llama.cpp's does."""
    return status == 503 and "loading" in _complaint(raw).casefold()


def _retry_after(value: str) -> float | None:
    """Return seconds that the header asks to wait: a number or a date; None if it says neither."""
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _complaint(raw: bytes) -> str:
    """Return the message of an error, in one of the usual shapes."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return " ".join(raw[:200].decode("utf-8", "replace").split())
    for key in ("error", "message", "detail"):
        if isinstance(document, dict) and key in document:
            document = document[key]
            if isinstance(document, dict):
                code = str(document.get("code") or "")
                return " ".join(f"{document.get('message') or document} {code}".split())
            break
    return " ".join(str(document).split())


def _reply_of(document: Any) -> Reply:
    usage = document.get("usage") or {}
    choices = tuple(_choice(each) for each in document["choices"])
    if not choices:
        raise ValueError
    return Reply(choices, int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))


def _choice(choice: Any) -> Choice:
    content = choice["message"].get("content") or ""
    if not isinstance(content, str):
        raise TypeError
    listed = ((choice.get("logprobs") or {}).get("content")) or ()
    tokens = tuple(Token(str(each["token"]), float(each["logprob"])) for each in listed)
    return Choice(content, choice.get("finish_reason") == "length", tokens)


def _joined(raw: bytes) -> Any:
    """Return a streamed reply, which some servers send unasked, as one document."""
    pieces: list[str] = []
    reason, usage = None, None
    for line in raw.decode("utf-8", "replace").splitlines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        event = json.loads(data)
        usage = event.get("usage") or usage
        for choice in event.get("choices") or ():
            pieces.append((choice.get("delta") or {}).get("content") or "")
            reason = choice.get("finish_reason") or reason
    return {"choices": [{"message": {"content": "".join(pieces)}, "finish_reason": reason}], "usage": usage}
