"""The full-screen app: which screen is open, how it looks, which keys it knows. No business step."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from core.errors import AutotagError
from core.services.project.preferences import Preferences
from core.services.project.projects import Project
from tui.commands import anywhere
from tui.navigation import Navigator
from tui.shell.host import Host
from tui.shell.palette import CommandPalette
from tui.shell.screen import AutotagScreen
from tui.shell.themes import THEMES
from tui.terminal.appearance import Appearance
from tui.terminal.canvas import Canvas, Changes
from tui.terminal.hangup import call_when_gone
from tui.terminal.link import LOST, Line
from tui.terminal.plain import visible
from tui.widgets.scroll_bars import draw_scroll_bars

_GRACE = 3.0
"""Seconds that the app may take to end."""


class AutotagApp(Host):
    """autotag in a terminal.

    Args:
        project: to open at once; None for the list of projects.
        preferences: what the user has changed.
        appearance: what the terminal can do.
        note: a sentence to show on the first screen.
    """

    CSS = """
    AutotagScreen { layout: vertical; background: $background; }
    .pad { padding: 0 1; }
    """
    TITLE = "autotag"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {CommandPalette}
    BINDINGS: ClassVar = []

    def __init__(
        self, project: Project | None, preferences: Preferences, appearance: Appearance, note: str = ""
    ) -> None:
        super().__init__(project, preferences, appearance, Navigator)
        self._note = note
        self._canvas = Canvas(erases_in_colour=appearance.erases_in_colour)
        self._line = Line()
        self._overdue: Timer | None = None
        self.animation_level = "none"
        draw_scroll_bars(ascii_only=appearance.ascii)

    async def on_mount(self) -> None:
        """Looks, keys, signals, and the first screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_preferences(self.preferences)
        self._leave_on_signals()
        if self._driver and not self.is_headless:
            self._driver.write(self._line.ask())
            loop = asyncio.get_running_loop()
            call_when_gone(sys.stdin.fileno(), lambda: loop.call_soon_threadsafe(self.leave))
        self.app_resume_signal.subscribe(self, lambda _: self._canvas.forget())
        try:
            await self.navigation.start()  # keys wait for it
        except AutotagError as error:
            self._note = self._note or str(error)
        if self._note:
            self.call_after_refresh(self._show_note)

    def action_help_quit(self) -> None:
        """Tells how to leave: Textual asks for it where control and c are pressed, and names a key of its own."""
        if isinstance(self.screen, AutotagScreen):
            self.screen.say(f"{anywhere.QUIT} leaves autotag.")

    def on_resize(self) -> None:
        """A terminal of another size shows nothing for sure."""
        self._canvas.forget()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Sends what Textual has painted; only what the terminal does not show yet, when the line has room for it."""
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            self._canvas.take(renderable)
            self._send_changes(screen)
        else:
            super()._display(screen, renderable)

    def _send_changes(self, screen: Screen[Any]) -> None:
        if self._line.room > 0:
            changes: Any = Changes(self._canvas, self._line, self.cursor_position.y)
            super()._display(screen, changes)
        elif self._overdue is None:
            self._overdue = self.set_timer(LOST, self._send_rest)

    def _send_rest(self) -> None:
        """Sends what there was no room for."""
        if self._overdue:
            self._overdue.stop()
            self._overdue = None
        if self._canvas.is_stale and self.screen_stack:
            self._send_changes(self.screen)

    def post_message(self, message: Message) -> bool:
        """Takes the terminal's answers in at once: a key waits until the one before it is done with, they do not."""
        if not isinstance(message, events.CursorPosition):
            return super().post_message(message)
        self._line.answered(message.x)
        self._send_rest()
        return True

    @property
    def unanswered(self) -> int:
        """Questions that the terminal has not answered; the answers come even when the app has ended."""
        return self._line.unanswered

    async def on_event(self, event: events.Event) -> None:
        """Gives each key to the screen, and the next one only when that is done with it.

        Textual sends a key to the widget in focus first and runs bindings when it has bubbled up to here, so that of
        keys that arrive in one burst, as they do over a slow line, a later one may act before an earlier one.
        """
        if not (isinstance(event, events.Key) and not event.is_forwarded and await self._screen_took(event)):
            await super().on_event(event)

    async def _screen_took(self, key: events.Key) -> bool:
        screen = self.screen if self.screen_stack else None
        return isinstance(screen, AutotagScreen) and await screen.take_key(key)

    def _show_note(self) -> None:
        if isinstance(self.screen, AutotagScreen):
            self.screen.say(self._note)

    def _leave_on_signals(self) -> None:
        """A dropped line or a kill must not leave the terminal with mouse tracking and another screen on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.leave)
            except (NotImplementedError, RuntimeError, ValueError):
                return  # not in the main thread, or a system without these signals

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Ends the app; if that hangs, by force: what was decided is on disk, and nobody shall be kept from leaving."""
        super().exit(*args, **kwargs)
        if not self.is_headless:
            timer = threading.Timer(_GRACE, self._end_process)
            timer.daemon = True
            timer.start()

    def _fatal_error(self) -> None:
        """Ends the app after an error: with one line, where Textual would print all variables, and texts in them."""
        from tui.shell.crash import kept

        error: BaseException | None = self._exception
        if isinstance(error, WorkerFailed):
            error = error.error
        if error is not None:
            sentence = str(error) if isinstance(error, AutotagError) else kept(error)
            self.panic(Text(f"autotag: {visible(sentence)}"))

    def _end_process(self) -> None:
        if self._driver is not None:
            self._driver.stop_application_mode()
        os._exit(self.return_code or 0)

    def leave(self) -> None:
        """End the app, and note where."""
        self.navigation.leave()
