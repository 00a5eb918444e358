"""Names of this machine lead to this machine, whatever they lead to later."""

import asyncio
import socket

import httpx
import pytest

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.errors import WorkError
from core.guessing.chat.guesser import ChatGuesser
from core.guessing.chat.loopback import LoopbackTransport
from core.guessing.guesser import Answer, Question
from harness.chat_server import MODEL, serving


@pytest.fixture
def lookups(monkeypatch):
    """Let names lead to given addresses, one list for each time that a name is looked up; return the names."""
    genuine, seen = socket.getaddrinfo, []

    def look_up(*answers):
        left = list(answers)

        def getaddrinfo(host, *more, **options):
            if host in ("localhost", b"localhost"):
                seen.append(host)
                found = left.pop(0) if len(left) > 1 else left[0]
                return [each for address in found for each in genuine(address, *more, **options)]
            return genuine(host, *more, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return seen

    return look_up


def read(server, *texts):
    settings = Guesser("g", GuesserKind.CHAT, server.address.replace("127.0.0.1", "localhost"), MODEL, timeout=5.0)
    opened = ChatGuesser(settings, [Entity("Person")], {}, lambda known: None)
    questions = [Question(str(number), text) for number, text in enumerate(texts)]
    return [each for each in opened.read(questions) if isinstance(each, Answer)]


def test_a_name_that_leads_elsewhere_after_the_first_look_is_not_followed(lookups):
    with serving([("Anna", "Person")]) as server:
        seen = lookups(["127.0.0.1"], ["192.0.2.1"])
        answers = read(server, *["Anna came."] * 9)
    assert [len(answer.guesses) for answer in answers] == [1] * 9
    assert len(seen) == 1
    assert {headers["Host"] for headers in server.headers} == {f"localhost:{server.server_port}"}


def test_a_server_is_found_at_whichever_address_it_listens(lookups):
    with serving([("Anna", "Person")]) as server:
        lookups(["127.0.0.9", "127.0.0.1"])
        assert [len(answer.guesses) for answer in read(server, "Anna came.", "Anna left.")] == [1, 1]


def test_a_name_that_leads_to_another_machine_too_is_refused(lookups):
    with serving([("Anna", "Person")]) as server:
        lookups(["127.0.0.1", "192.0.2.1"])
        with pytest.raises(WorkError, match="leads to another machine"):
            read(server, "Anna came.")
    assert server.requests == []


def test_nothing_is_asked_of_a_proxy(monkeypatch):
    with serving([("Anna", "Person")]) as server, serving([]) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        assert len(read(server, "Anna came.")[0].guesses) == 1
    assert proxy.requests == []


def test_no_server_at_any_address_is_one_error():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def ask():
        async with httpx.AsyncClient(transport=LoopbackTransport(f"localhost:{port}", httpx.Limits())) as client:
            await client.post(f"http://localhost:{port}/")

    with pytest.raises(httpx.ConnectError):
        asyncio.run(ask())
