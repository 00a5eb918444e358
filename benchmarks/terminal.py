"""Whether only keys decide: `python -m benchmarks.terminal [--inputs N] [--in-app N]`.

Feeds what terminals send that is no key, whole and cut at every byte with pauses, and random bytes around it, first to
the grammar in a time of its own, then to the app in a pty. After each input the app has to hear the next key.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from core.domain.text.spans import ScoredSpan
from core.services.project import files, projects
from core.services.project.projects import Project
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from harness.pty_terminal import Terminal, terminal
from harness.terminal_replies import REPLIES
from harness.wire import Answers, Wire, cuts

PAUSES = (0.0, 0.03, 0.12, 0.6)
DECIDING = {"a", "x", "A", "X"}
WORDS = 16
_SHOWN = 5

Parts = tuple[list[bytes], float]
"""What arrives, and the pause between two parts of it in seconds."""

_JUNK = b"\x1b[]OPN^_\\;:?<=>0123456789 !$~mRcnty\x07\x18\x7f\x00\r\t\x80\x9b\x9d\x9c\x90\xc3\xe4\xf0\xff"
"""Bytes that sequences are made of, and none that decides."""

_UNTYPED = [
    b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1bX", b"\x1bO", b"\x1b[[", b"\x1b[M", b"\x9b", b"\xe4", b"\xff\x80",
    b"\xf0\x9f",
]  # fmt: skip
"""Beginnings of sequences, and bytes that are no UTF-8."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000, help="random inputs to the grammar")
    parser.add_argument("--in-app", type=int, default=200, help="inputs to the app in a pty, some seconds each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)

    def junk() -> bytes:
        return bytes(rng.choices(_JUNK, k=rng.randint(1, 8)))

    everybody = ((parts, answers) for parts in _cut_replies() for answers in Answers)
    _print("replies, whole and cut", _through_grammar(everybody))
    mixed = ((_random(rng, junk), answers) for _, answers in zip(range(options.inputs), cycle(Answers), strict=False))
    _print("random bytes around replies", _through_grammar(mixed))
    _print("in the app", _in_app(rng, options.in_app))


def _print(title: str, counts: Counter[str]) -> None:
    kinds = ("inputs", "wrong decisions", "deaf states", "tracebacks")
    print(f"{title:30}" + "".join(f"{counts[kind]:>10,} {kind}" for kind in kinds), flush=True)


def _cut_replies() -> Iterator[Parts]:
    for reply in REPLIES.values():
        yield [reply], 0.0
        for pause in PAUSES:
            yield cuts(reply, *range(1, len(reply))), pause
            for place in range(1, len(reply)):
                yield cuts(reply, place), pause


def _random(rng: random.Random, junk: Callable[[], bytes]) -> Parts:
    """Mix replies, whole and cut, with pastes and junk."""
    parts: list[bytes] = []
    for _ in range(rng.randint(1, 5)):
        reply = rng.choice([reply for reply in REPLIES.values() if reply[0] == 0x1B])
        paste = [b"\x1b[200~", b"axAX" * rng.randint(0, 3), b"\x1b[201", b"~"]
        parts += rng.choice([[junk()], [junk()], cuts(reply, rng.randint(1, len(reply) - 1)), [reply], paste])
    return parts, rng.choice(PAUSES)


def _through_grammar(inputs: Iterator[tuple[Parts, Answers]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (parts, pause), answers in inputs:
        counts["inputs"] += 1
        wire = Wire(answers)
        try:
            wire.send(*parts, pause=pause)
            wire.wait_until_settled(300)
            wire.wait(4)
            wire.type(b"?")
            wire.wait_until_settled(300)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            counts["tracebacks"] += 1
            traceback.print_exc()
            continue
        _count(counts, "wrong decisions", DECIDING & set(wire.keys), parts, pause, answers)
        _count(counts, "deaf states", wire.keys[-1:] != ["question_mark"], parts, pause, answers)
    return counts


def _count(counts: Counter[str], kind: str, is_wrong: object, *details: object) -> None:
    if is_wrong:
        counts[kind] += 1
        if counts[kind] <= _SHOWN:
            print(kind, *details)


def _in_app(rng: random.Random, inputs: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        os.environ["AUTOTAG_HOME"] = f"{place}/home"
        project = _reviewed(Path(place) / "project")
        whole = [parts for parts in _cut_replies() if len(parts[0]) <= 2]
        with terminal(project.folder) as screen:
            _until(screen, lambda: "a.txt" in screen.words)
            for number in range(inputs):
                parts, pause = rng.choice(whole) if number % 2 else _random(rng, lambda: rng.choice(_UNTYPED))
                counts["inputs"] += 1
                _open_file(screen)
                for part in parts:
                    screen.type(part)
                    screen.read(pause)
                if number % 3:
                    screen.answer()
                heard = _hears(screen)
                _count(counts, "deaf states", not heard, parts, pause)
                _count(counts, "wrong decisions", files.entry(project, "a.txt").unsaved, parts, pause)
                if screen.process.poll() is not None:
                    counts["tracebacks"] += 1
                    print(screen.words)
                if not heard or counts["wrong decisions"] or counts["tracebacks"]:
                    break
    return counts


def _reviewed(folder: Path) -> Project:
    """Create a project with a file in which every word is suggested."""
    folder.mkdir()
    (folder / "a.txt").write_text("word " * WORDS + "\n", "utf-8")
    project = projects.create_project(folder, ["Person"])
    document = read_document(project.paths, "a.txt")
    scored = [ScoredSpan(5 * number, 5 * number + 4, "Person", 0.5) for number in range(WORDS)]
    change_record(
        project.paths, document, lambda record: replace(record, tagging=record.tagging.proposed(scored, "job", "m")[0])
    )
    return project


def _open_file(screen: Terminal) -> None:
    """Go back to the file, wherever a function key or Escape has led."""
    for keys in (b"", b"\x1bOQ", b"\r"):
        screen.type(keys)
        if _until(screen, lambda: f" of {WORDS}" in screen.words, 1.0):
            return
    assert _until(screen, lambda: f" of {WORDS}" in screen.words), screen.words


def _hears(screen: Terminal) -> bool:
    """Check that the app hears a key: at once, or after what may still be incomplete is given up."""
    for _ in range(8):
        screen.type(b"?")
        if _until(screen, lambda: "· Help" in screen.words, 3.0):
            return True
    return False


def _until(screen: Terminal, condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        screen.read(0.02)
        screen.answer()
    return condition()


if __name__ == "__main__":
    main()
