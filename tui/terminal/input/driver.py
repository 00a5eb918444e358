"""Reads the terminal for Textual, in a thread of its own."""

from __future__ import annotations

import os
import select
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Protocol, cast

from textual.message import Message

from tui.terminal.input.grammar import InputGrammar
from tui.terminal.input.interpreter import Interpreter
from tui.terminal.input.log import log_dropped
from tui.terminal.input.patience import ANSWERING, SILENT
from tui.terminal.input.terminfo import terminal_keys
from tui.terminal.input.tokens import Probe
from tui.terminal.link import Link
from tui.terminal.textual_private import PlatformDriver

_IDLE = 0.1
"""Seconds between two looks at whether the driver has to stop, as in Textual's own driver."""

_UNSETTLED = 0.02
"""Seconds between two looks at the clock while input is incomplete."""

_READ = 4096


class InputReader:
    """Turns bytes into messages, and asks the terminal where only it can say what they mean.

    Args:
        link: to ask, and to know whether the terminal answers.
        keys: sequences that this terminal sends for keys, with the names of the keys.

    Attributes:
        dropped: how much was dropped, by kind.
    """

    def __init__(self, link: Link, keys: dict[str, str]) -> None:
        self._link = link
        self._grammar = InputGrammar()
        self.dropped: Counter[str] = self._grammar.dropped
        self._interpreter = Interpreter(keys, self.dropped)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is incomplete."""
        return self._grammar.is_settled

    def read(self, data: bytes, now: float) -> Iterator[Message | str]:
        """Yield the messages for some bytes, or for none within a time, and strings to send to the terminal."""
        self._grammar.patience = ANSWERING if self._link.is_answering else SILENT
        if data:
            self._link.hear()
        for token in self._grammar.feed(data, now) if data else self._grammar.tick(now):
            if isinstance(token, Probe):
                yield self._link.ask()
            else:
                yield from self._interpreter.messages(token)


class _LinkedApp(Protocol):
    link: Link


class TerminalDriver(PlatformDriver):
    """Textual's driver for Linux and macOS, with this package's grammar in place of Textual's parser."""

    def suspend_application_mode(self) -> None:
        """Give the terminal back, and say how to go on."""
        super().suspend_application_mode()
        if sys.__stderr__:
            sys.__stderr__.write("autotag is suspended; fg brings it back.\n")
            sys.__stderr__.flush()

    def run_input_thread(self) -> None:
        """Read until the driver stops or the terminal is gone."""
        reader = InputReader(cast("_LinkedApp", self.app).link, terminal_keys(os.environ.get("TERM", "")))
        poll = select.poll()
        poll.register(self.fileno, select.POLLIN)
        try:
            while not self.exit_event.is_set():
                ready = poll.poll(1000 * (_IDLE if reader.is_settled else _UNSETTLED))
                data = self._read() if ready else b""
                if data is None:
                    return  # the app hears of it from `hangup`
                for output in reader.read(data, time.monotonic()):
                    self._pass_on(output)
        finally:
            log_dropped(reader.dropped)

    def _read(self) -> bytes | None:
        """Read what has come; None if the terminal is gone."""
        try:
            return os.read(self.fileno, _READ) or None
        except OSError:
            return None

    def _pass_on(self, output: Message | str) -> None:
        if isinstance(output, str):
            self.write(output)
        else:
            self.process_message(output)
