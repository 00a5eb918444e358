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

from benchmarks.thin_line import COLUMNS, ROWS, Pace, ThinLine

QUIET = 0.03
PATIENCE = 60.0


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

    def shows(self, text: str) -> float:
        """Waits until a text is shown; gives the seconds since the start, or since the last key."""
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        stream.feed(self._written)
        while True:
            data = self._read(PATIENCE)
            arrived = time.perf_counter()
            stream.feed(data)
            if text in "\n".join(screen.display):
                return arrived - self._began
            if not data:
                raise TimeoutError(f"{text!r} did not appear in {screen.display}")

    def press(self, keys: bytes, patience: float = PATIENCE) -> Answer:
        """Presses keys; gives the answer when the program has settled."""
        self._began = time.perf_counter()
        os.write(self._descriptor, keys)
        return self.settled(patience)

    def press_until(self, keys: bytes, text: str) -> float:
        """Presses keys; gives the seconds until a text was written."""
        self._began = time.perf_counter()
        os.write(self._descriptor, keys)
        return self.shows(text)

    def settled(self, patience: float = 0.5) -> Answer:
        """Waits for a first byte, then until nothing more comes."""
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
        """The same program at the other end of a thin line; for one that has not written yet."""
        return ThinLine(self._descriptor, pace)

    def rest(self, seconds: float = 0.5) -> None:
        """Waits until nothing has come for so long."""
        while self._read(seconds):
            pass

    @property
    def memory(self) -> float:
        """MiB that the program has at most held in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

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
    """Runs a program on a terminal of 256 colours as seen over SSH; ends it afterwards."""
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
