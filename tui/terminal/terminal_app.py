"""An app that knows its terminal: it sends what differs, waits for a slow link, and ends when the terminal is gone."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import sys
import threading
from typing import Any

from textual import events
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from tui.terminal import garbage, silence
from tui.terminal.appearance import Appearance, Colours
from tui.terminal.canvas import Canvas, Changes
from tui.terminal.hangup import call_when_gone
from tui.terminal.input.driver import TerminalDriver
from tui.terminal.link import REPLY_LIMIT, Link
from tui.terminal.silence import SilenceWatch
from tui.terminal.textual_private import HookedApp, Painted

LONGEST_COPY = 74_994
"""Characters, in base 64, that terminals take into their clipboard: the limit of xterm, which others follow."""

_GRACE = 3.0
"""Seconds that the app may take to end."""

_START = 2.0
"""Seconds in which the app loads what it needs at first."""


class TerminalApp(HookedApp):
    """Base of the app.

    Args:
        appearance: what the terminal can do.
    """

    def __init__(self, appearance: Appearance) -> None:
        self.appearance = appearance
        self.link = Link()
        self._canvas = Canvas(erases_in_colour=appearance.erases_in_colour)
        self._overdue: Timer | None = None
        super().__init__(ansi_color=appearance.colours is Colours.SIXTEEN)

    def get_driver_class(self) -> type[Driver]:
        """Read input with this project's own grammar."""
        return TerminalDriver

    def start_terminal(self) -> None:
        """Measure the link, and leave when the terminal is gone or a signal says so."""
        self._leave_on_signals()
        if self.terminal:
            self.set_timer(_START, garbage.collect_often)
            self.terminal.write(self.link.ask())
            loop = asyncio.get_running_loop()
            call_when_gone(sys.stdin.fileno(), lambda: loop.call_soon_threadsafe(self.leave))
            if "SSH_CONNECTION" in os.environ:  # no other terminal disappears without a hang-up
                watch = SilenceWatch(self.link, self.terminal.write, self.leave)
                self.set_interval(silence.INTERVAL, watch.look)
        self.app_resume_signal.subscribe(self, lambda _: self._repaint())

    def suspend_to_shell(self) -> bool:
        """Stop the process until the shell continues it; return whether there is a shell that could.

        A shell with job control runs each command in a process group of its own. Elsewhere, as in
        `ssh -t host autotag`, nobody could continue a stopped process.
        """
        if not self.terminal or os.getpgrp() == os.getsid(0):
            return False
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        return True

    def leave(self) -> None:
        """End the app, after saving what has to be saved."""
        self.exit()

    def copy(self, text: str) -> bool:
        """Send text to the terminal's clipboard (OSC 52); return false if it is longer than terminals take.

        Nothing says whether it arrived: some terminals do not know the sequence, and others are set to ignore it.
        """
        encoded = base64.b64encode(text.encode()).decode()
        if len(encoded) > LONGEST_COPY:
            return False
        if self.terminal:
            sequence = f"\x1b]52;c;{encoded}\x07"
            self.terminal.write(sequence + self.link.ask(len(sequence)))
        return True

    @property
    def unanswered(self) -> int:
        """Questions that the terminal has not answered; the replies arrive even when the app has ended."""
        return self.link.unanswered

    def on_resize(self) -> None:
        """Repaint everything: a terminal of another size shows nothing for sure."""
        self._canvas.forget()

    def _repaint(self) -> None:
        self._canvas.forget()
        self.refresh(layout=True)

    def paint(self, screen: Screen[Any], update: Painted) -> None:
        """Send only what the terminal does not show yet, when the link has room for it."""
        self._canvas.take(update)
        self._send_changes(screen)

    def _send_changes(self, screen: Screen[Any]) -> None:
        if self.link.room > 0:
            self.write_update(screen, Changes(self._canvas, self.link, self.cursor_position.y))
        elif self._overdue is None:
            self._overdue = self.set_timer(REPLY_LIMIT, self._send_rest)

    def _send_rest(self) -> None:
        """Send what the link had no room for."""
        if self._overdue:
            self._overdue.stop()
            self._overdue = None
        if self._canvas.is_stale and self.screen_stack:
            self._send_changes(self.screen)

    def post_message(self, message: Message) -> bool:
        """Take the terminal's replies in at once. Other messages wait until the key before them is done with."""
        if not isinstance(message, events.CursorPosition):
            return super().post_message(message)
        self.link.receive(message.x)
        self._send_rest()
        return True

    def _leave_on_signals(self) -> None:
        """End in good order, so that the terminal is left without mouse tracking and on its main screen."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.leave)
            except (NotImplementedError, RuntimeError, ValueError):
                return  # not in the main thread, or a system without these signals

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """End the app, by force if that hangs: decisions are on disk already."""
        super().exit(*args, **kwargs)
        if not self.is_headless:
            timer = threading.Timer(_GRACE, self._end_process)
            timer.daemon = True
            timer.start()

    def _end_process(self) -> None:
        if self.terminal:
            self.terminal.stop_application_mode()
        os._exit(self.return_code or 0)
