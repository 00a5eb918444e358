"""A robot that works a long day: `python -m benchmarks.long_day [--keys N]`.

It tags, accepts, rejects, undoes and saves in the files of a project, and goes through all screens, in the real app on
a pty. Prints what the app holds in memory, and the settled time of a key, after each stretch of the day. Most keys
come in bursts, as the day would last too long; some of each stretch are pressed one by one and timed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from benchmarks.measuring import made
from benchmarks.measuring.line import Terminal, terminal
from benchmarks.measuring.table import percentile

_FILES = 40
_CHARACTERS = 3_000
_SUGGESTIONS = 30
_VISIT = 100
"""Keys in a file between two walks through other screens."""

_TIMED = 200
"""Keys that are pressed one by one, and timed, before each stretch."""

_RIGHT, _DOWN, _HOME, _ENTER = b"\x1b[C", b"\x1b[B", b"\x1b[H", b"\r"
_LIST = b"\x1bOQ"
_SECTIONS = [b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[20~"]
_IN_A_FILE = {
    b"a": 8, b"x": 2, b"n": 4, b"p": 2, b"u": 8, b"U": 2, b"s": 1, b"]": 2, b"[": 1, _RIGHT: 6, _DOWN: 2, b"\t": 2,
    b"1": 3, b"2": 3, b"3": 2, b">": 1, b"d": 1, b"w": 1,
}  # fmt: skip
"""What is pressed in a file, and how often."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=20_000, help="in all")
    parser.add_argument("--stretch", type=int, default=2_000, help="keys between two figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        made.reviewed(Path(place) / "day", _FILES, _CHARACTERS, _SUGGESTIONS)
        home = {"AUTOTAG_HOME": str(Path(place) / "home")}
        command: list[str | Path] = [sys.executable, "-m", "tui.cli", Path(place) / "day"]
        with terminal(command, home, Path(__file__).parents[1]) as screen:
            screen.shows("00.txt")
            work(screen, options.keys, options.stretch)


def work(screen: Terminal, keys: int, stretch: int) -> None:
    """Press so many keys, and print figures after each stretch."""
    print("|    keys | memory now | key, median | key, p95 |\n|--------:|-----------:|------------:|---------:|")
    chance = random.Random(0)
    for pressed in range(0, keys + 1, stretch):
        seconds = _timed(screen)
        row = f"| {pressed:7,} | {screen.memory_now:6.1f} MiB | {median(seconds) * 1000:8.1f} ms |"
        print(f"{row} {percentile(seconds, 0.95) * 1000:5.1f} ms |", flush=True)
        count = _TIMED
        while count < stretch:
            count += _visit(screen, chance)


def _timed(screen: Terminal) -> list[float]:
    """Tag words in the first file one after the other, and undo that."""
    _burst(screen, [_LIST, _HOME, _ENTER])
    return [screen.press(key, 0.2).seconds for key in islice(cycle([_RIGHT, b"1", b"u"]), _TIMED)]


def _visit(screen: Terminal, chance: random.Random) -> int:
    """Work in one of the files, then look at another screen; return how many keys that took."""
    first = [_LIST, *[_DOWN] * chance.randrange(1, 6), _ENTER]
    kinds, weights = list(_IN_A_FILE), list(_IN_A_FILE.values())
    work = chance.choices(kinds, weights, k=_VISIT)
    last = [b"n", b"?", chance.choice(_SECTIONS)]
    for keys in (first, work, last):
        _burst(screen, keys)
    return len(first) + len(work) + len(last)


def _burst(screen: Terminal, keys: Sequence[bytes]) -> None:
    screen.press(b"".join(keys))
    screen.until_idle()
    screen.forget()


if __name__ == "__main__":
    main()
