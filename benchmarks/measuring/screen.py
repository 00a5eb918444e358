"""The app on a terminal: first frames, keys, bytes, memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import mean, median

from benchmarks.measuring import made
from benchmarks.measuring.line import Answer, Terminal, terminal
from benchmarks.measuring.peers import Slate, bytes_of, minimal_app, seconds_of, table_moves
from benchmarks.measuring.table import Row, percentile
from benchmarks.measuring.thin_line import Pace
from core.services.project import files, projects

_CLI = [sys.executable, "-m", "tui.cli"]
_SAMPLE = Path(__file__).parents[2] / "sample_projects" / "loan_agreements"
_TYPIST = 0.5
"""Seconds between two keys of a typist."""

_KEYS_IN_TURN = [b"a", b"x", b"n"]


class Screen:
    """Measures the app; makes the projects for it in a folder.

    Args:
        folder: a temporary one.
        many: number of files of the largest project.
    """

    def __init__(self, folder: Path, many: int) -> None:
        self._folder = folder
        self._home = {"AUTOTAG_HOME": str(folder / "home")}
        self._many = many
        self._copies = 0
        self.large = made.many(folder / "large", many)
        self._middle = made.many(folder / "middle", many // 10)
        made.reviewed(folder / "small", 10, 3_000, 30)
        made.reviewed(folder / "long", 1, 1_000_000, 10_000)

    def first_frames(self) -> Iterator[Row]:
        """From the start to a list that can be used, in turn with a minimal app; and the memory at most held."""
        counts = {"small": 10, "middle": self._many // 10, "large": self._many}
        texts = {"small": "00.txt", "middle": "000000.txt", "large": "000000.txt"}
        yield self._index_missing()
        files.list_files(self._middle)
        memory = {}
        for name, times in (("small", 1.5), ("middle", 2), ("large", 4)):
            seconds, minimal = [], []
            for _ in range(5):
                minimal.append(minimal_app(self._folder))
                with self._app(name) as screen:
                    seconds.append(screen.shows(texts[name]))
                    screen.rest(1.5)
                    memory[name] = screen.memory
            what = f"first frame, {counts[name]:,} files, index warm"
            peer_value = median(first for first, _ in minimal)
            yield Row(what, median(seconds), peer="minimal Textual app", peer_value=peer_value, times=times)
        for name, goal in (("small", 60), ("large", 200)):
            what = f"memory, {counts[name]:,} files"
            yield Row(what, memory[name], "MiB", goal, peer="minimal Textual app", peer_value=minimal[-1][1])

    def _index_missing(self) -> Row:
        self.large.paths.index_file.unlink(missing_ok=True)
        with self._app("large") as screen:
            screen.shows("000000.txt")
            seconds = screen.shows(f"{self._many:,}/{self._many:,} files")
        return Row(f"complete list, {self._many:,} files, index missing", seconds, goal=10)

    def opening(self) -> Iterator[Row]:
        """From enter to a file that can be reviewed."""
        for name, goal, what in (
            ("small", None, "3,000 characters, 30 spans"),
            ("long", 0.5, "1,000,000, 10,000 spans"),
        ):
            with self._copy(name) as screen:
                screen.shows("00.txt")
                screen.rest()
                screen.press(b"", 0)
                yield Row(f"opening a file of {what}", screen.press_until(b"\r", "by contracts"), goal=goal)

    def review_keys(self, slate: Slate) -> Iterator[Row]:
        """Accept, reject and next in turn."""
        cases = (("small", made.text(3_000), 30, 27, 0.016), ("long", made.text(1_000_000), 10_000, 90, 0.025))
        for name, content, spans, keys, goal in cases:
            with self._reviewing(name) as screen:
                answers = _pressed(screen, keys)
            others = slate.review(name, content, spans, keys)[1] if slate.is_there else []
            yield from _review_rows(f"{len(content):,} characters, {spans:,} spans", answers, others, goal)

    def review_while_training(self) -> Row:
        """Measure the same while a model is trained on both cores."""
        training = self._folder / "training"
        shutil.copytree(_SAMPLE, training)
        environment = {**self._home, "PATH": "/usr/bin:/bin"}
        with self._reviewing("small") as screen:
            command = [*_CLI[:1], "-m", "tui.cli", "train", str(training), "--name", "m", "--yes", "--budget", "20"]
            process = subprocess.Popen(
                command,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
            )
            time.sleep(4)  # until it has loaded what it needs, and learns
            answers = _pressed(screen, 27)
            assert process.poll() is None, "the training ended before it was measured"
            process.terminate()
            process.wait()
        return Row("review key while a model is trained, settled p95", percentile(seconds_of(answers), 0.95), goal=0.04)

    def list_moves(self, keys: int = 200) -> Iterator[Row]:
        """Measure a held cursor key in the largest list."""
        with self._app("large") as screen:
            screen.shows("000000.txt")
            screen.rest(2)
            answers = [screen.press(b"\x1b[B") for _ in range(keys)]
        others = table_moves(self._folder, keys)
        what = f"cursor key in a list of {self._many:,} files"
        peer = "Textual's table of 1,000"
        yield Row(f"{what}, mean", mean(bytes_of(answers)), "B", 1_500, peer, mean(bytes_of(others)))
        seconds = [percentile(seconds_of(each), 0.95) for each in (answers, others)]
        yield Row(f"{what}, settled p95", seconds[0], peer=peer, peer_value=seconds[1])

    def slow_line(self) -> Iterator[Row]:
        """Measure a whole review on 9,600 bits a second: 30 decisions, Save tags, next file, at two keys a second."""
        keys = [*islice(cycle([b"a", b"x", b"a"]), 30), b"s", b"\r"]
        pace = Pace(bits=9_600, round_trip=0.3)
        with self._reviewing("small") as screen:
            screens = []
            for key in keys:
                screen.press(key)
                screen.rest(0.2)
                screens.append(screen.display)
        with self._copy("small") as screen:
            line = screen.behind(pace)
            line.press_until(b"", "00.txt")
            line.press_until(b"\r", "by contracts")
            seen = line.type(keys, _TYPIST, screens, patience=60)
        assert len(seen.complete) == len(keys), "the screen did not become what it is without the line"
        before_last, typist = (len(keys) - 1) * _TYPIST, len(keys) * _TYPIST
        what, peer, answered = (
            "30 decisions, save, next file at 9,600 bit/s",
            "the typist alone",
            _TYPIST + pace.round_trip,
        )
        yield Row(f"{what}, until the last", before_last + seen.readable[-1], peer=peer, peer_value=typist, times=1)
        yield Row("the same, until the screen is complete", before_last + seen.complete[-1])
        yield Row("until the next suggestion can be read, median", median(seen.readable), goal=answered)
        yield Row("the same, longest", max(seen.readable))
        yield Row("until the screen is complete, median", median(seen.complete), goal=answered)
        yield Row("the same, longest", max(seen.complete))
        yield Row("all bytes", seen.bytes, "B")

    @contextmanager
    def _app(self, name: str) -> Iterator[Terminal]:
        with terminal([*_CLI, self._folder / name], self._home, Path(__file__).parents[2]) as screen:
            yield screen

    @contextmanager
    def _copy(self, name: str) -> Iterator[Terminal]:
        """Yield the app on a fresh copy of a project, at a place of its own: the app remembers where it was in each."""
        self._copies += 1
        place = f"copies/{self._copies}/copy"
        copy = self._folder / place
        shutil.copytree(self._folder / name, copy)
        files.list_files(projects.open_project(copy))  # copies have other times, which make the index stale
        with self._app(place) as screen:
            yield screen

    @contextmanager
    def _reviewing(self, name: str) -> Iterator[Terminal]:
        with self._copy(name) as screen:
            screen.shows("00.txt")
            screen.rest()
            screen.press_until(b"\r", "by contracts")
            screen.rest()
            yield screen


def _pressed(screen: Terminal, keys: int) -> list[Answer]:
    return [screen.press(key) for key in islice(cycle(_KEYS_IN_TURN), keys)]


def _review_rows(what: str, answers: list[Answer], others: list[Answer], goal: float) -> Iterator[Row]:
    """Time and bytes beside those of slate's keys, if it is there."""

    def row(kind: str, unit: str, limit: float | None, share: float) -> Row:
        pick = seconds_of if unit == "s" else bytes_of
        peer_value = percentile(pick(others), share) if others else None
        return Row(f"review key, {what}, {kind}", percentile(pick(answers), share), unit, limit, "slate", peer_value)

    yield row("settled p50", "s", None, 0.5)
    yield row("settled p95", "s", goal, 0.95)
    yield row("bytes median", "B", 700, 0.5)
    yield row("bytes p95", "B", 3_000, 0.95)
