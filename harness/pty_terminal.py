"""An app in a pseudo-terminal: what its screen shows, and every byte that it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyte

PATIENCE = 30.0


class Terminal:
    """An app on a pty: what its screen of 80x24 shows, and all that it has written since the last key.

    The app sends only the cells that change, so that what it has written holds no whole words.
    """

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""

    def close(self) -> None:
        """Close the app's terminal."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def read(self, seconds: float) -> None:
        """Read what arrives within so many seconds."""
        while select.select([self._descriptor], [], [], seconds)[0]:
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:
                return
            if not data:
                return
            self.output += data
            self._stream.feed(data)

    def until(self, text: str) -> None:
        """Wait until a text is shown, after the first output since the last key."""
        deadline = time.monotonic() + PATIENCE
        while not self.output or text not in self.words:
            assert time.monotonic() < deadline, f"{text!r} did not appear in {self.words[-2000:]!r}"
            assert self.process.poll() is None or text in self.words, self.words[-2000:]
            self.read(0.05)

    def until_written(self, data: bytes) -> None:
        """Wait until the app has written something since the last key or answer."""
        deadline = time.monotonic() + PATIENCE
        while data not in self.output:
            assert time.monotonic() < deadline, self.output[-2000:]
            self.read(0.05)

    def press(self, keys: bytes, then: str = "") -> None:
        """Press keys and wait for a text."""
        self.output = b""
        os.write(self._descriptor, keys)
        if then:
            self.until(then)

    def type(self, keys: bytes) -> None:
        """Press keys and wait for nothing."""
        os.write(self._descriptor, keys)

    def answer(self) -> None:
        """Answer where the cursor is, as often as the app has asked since the last answer."""
        for column in re.findall(rb"\x1b\[(\d+)G\x1b\[6n", self.output):
            os.write(self._descriptor, b"\x1b[1;%sR" % column)
        self.output = b""

    @property
    def characters(self) -> list[list[str]]:
        """What stands in each cell; nothing in the second one of a wide character."""
        return [[self._screen.buffer[y][x].data for x in range(80)] for y in range(24)]

    @property
    def words(self) -> str:
        """What the screen shows."""
        return "\n".join(self._screen.display)


@contextmanager
def terminal(*arguments: object, module: Sequence[str] = ("-m", "tui.cli"), **environment: str) -> Iterator[Terminal]:
    """`autotag` in a terminal of 80x24."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, *module, *map(str, arguments)],
        stdin=child, stdout=child, stderr=child, start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )  # fmt: skip
    os.close(child)
    screen = Terminal(process, parent)
    try:
        yield screen
    finally:
        process.kill()
        process.wait()
        screen.close()
