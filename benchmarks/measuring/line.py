"""A terminal without a screen: runs a program on a pty, feeds it keys, and counts what crosses the line.

A program has settled when it has written nothing for `QUIET` seconds; the time of an answer ends with its last byte.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte

from benchmarks.measuring.thin_line import COLUMNS, ROWS, Pace, ThinLine

QUIET = 0.03
PATIENCE = 60.0
_LOOKS = 5
"""Looks in a row that find a program idle, until it is taken to be idle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program wrote after a key: seconds to its last byte, and the number of bytes."""

    seconds: float
    bytes: int


class Terminal:
    """A program on a pty."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self._began = time.perf_counter()
        self._written = b""

    def shows(self, text: str, patience: float = PATIENCE) -> float:
        """Wait until a text is shown. Return the seconds since the start, or since the last key."""
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        stream.feed(self._written)
        while True:
            data = self._read(patience)
            arrived = time.perf_counter()
            stream.feed(data)
            if text in "\n".join(screen.display):
                return arrived - self._began
            if not data:
                raise TimeoutError(f"{text!r} did not appear in {screen.display}")

    def press(self, keys: bytes, patience: float = PATIENCE) -> Answer:
        """Press keys. Return the answer once the program has settled."""
        self._began = time.perf_counter()
        os.write(self._descriptor, keys)
        return self.settled(patience)

    def press_until(self, keys: bytes, text: str) -> float:
        """Press keys. Return the seconds until a text was written."""
        self._began = time.perf_counter()
        os.write(self._descriptor, keys)
        return self.shows(text)

    def settled(self, patience: float = 0.5) -> Answer:
        """Wait for a first byte, then until no more arrive."""
        count, last = 0, self._began
        while data := self._read(QUIET if count else patience):
            count += len(data)
            last = time.perf_counter()
        return Answer(last - self._began, count)

    @property
    def display(self) -> tuple[str, ...]:
        """The lines of the screen as they are shown."""
        screen = pyte.Screen(COLUMNS, ROWS)
        pyte.ByteStream(screen).feed(self._written)
        return tuple(screen.display)

    def behind(self, pace: Pace) -> ThinLine:
        """Return the same program at the other end of a thin line, before it has written anything."""
        return ThinLine(self._descriptor, pace)

    def rest(self, seconds: float = 0.5) -> None:
        """Wait until nothing has arrived for so long."""
        while self._read(seconds):
            pass

    def rest_for(self, seconds: float) -> None:
        """Wait so long, whatever arrives."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def until_idle(self) -> None:
        """Wait until every thread of the program sleeps and no more output arrives."""
        looks = 0
        while looks < _LOOKS:
            looks = 0 if self._read(QUIET / _LOOKS) or not self._sleeps() else looks + 1

    def _sleeps(self) -> bool:
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return all((thread / "stat").read_text().rpartition(")")[2].split()[0] == "S" for thread in threads)

    def forget(self) -> None:
        """Forget all output so far, and with it the contents of the screen."""
        self._written = b""

    @property
    def memory_now(self) -> float:
        """MiB that the program holds in memory."""
        return self._memory("VmRSS")

    @property
    def memory(self) -> float:
        """MiB that the program has at most held in memory."""
        return self._memory("VmHWM")

    def _memory(self, figure: str) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{figure}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:  # the program has ended
            return b""
        self._written += data
        return data


@contextmanager
def terminal(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Iterator[Terminal]:
    """Run a program on a terminal of 256 colours as seen over SSH, and end it afterwards."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    ssh = {"TERM": "xterm-256color", "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22", "LANG": "C.UTF-8"}
    kept = {name: value for name, value in os.environ.items() if name not in ("COLORTERM", "NO_COLOR")}
    process = subprocess.Popen(
        [*map(str, command)],
        stdin=child, stdout=child, stderr=child, start_new_session=True, cwd=folder,
        env={**kept, **ssh, **environment},
    )  # fmt: skip
    os.close(child)
    try:
        yield Terminal(process, parent)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(parent)
