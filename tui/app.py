"""The full-screen app: which screen is open, how it looks, which keys it knows. No business step."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

from core.domain.statistics import Statistics
from core.errors import AutotagError
from core.services.bookmarks import leave_bookmark, return_to_bookmark
from core.services.files import known_files
from core.services.preferences import Preferences
from core.services.projects import Project
from tui.appearance import Appearance, Colours
from tui.canvas import Canvas, Changes
from tui.commands.palette import CommandPalette
from tui.screens.base import AutotagScreen
from tui.themes import THEMES, chosen_theme

_GRACE = 3.0
"""Seconds that the app may take to end."""


class AutotagApp(App[None]):
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
        self.project = project
        self.preferences = preferences
        self.appearance = appearance
        self._note = note
        self._canvas = Canvas(erases_in_colour=appearance.erases_in_colour)
        super().__init__(ansi_color=appearance.colours is Colours.SIXTEEN)
        self.animation_level = "none"
        self.statistics = Statistics()
        self.opened_at = time.monotonic()

    def on_mount(self) -> None:
        """Looks, keys, signals, and the first screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_preferences(self.preferences)
        self._leave_on_signals()
        self.app_resume_signal.subscribe(self, lambda _: self._canvas.forget())
        self.open_section("tag-data" if self.project else "projects")
        if self.project:
            self._return_to_bookmark(self.project)
        if self._note:
            self.call_after_refresh(self._show_note)

    def on_resize(self) -> None:
        """A terminal of another size shows nothing for sure."""
        self._canvas.forget()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Sends what Textual has painted; only what the terminal does not show yet."""
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            self._canvas.take(renderable)
            renderable = Changes(self._canvas)
        super()._display(screen, renderable)

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

    def apply_preferences(self, preferences: Preferences) -> None:
        """Takes new preferences over."""
        self.preferences = preferences
        self.theme = chosen_theme(preferences.theme, self.appearance)

    def open_project(self, project: Project) -> None:
        """Shows another project."""
        self.project = project
        self.open_section("tag-data")

    def open_section(self, name: str) -> None:
        """Opens a section in place of all that is open."""
        if self.project is None and name not in ("projects", "settings"):
            name = "projects"
        while len(self.screen_stack) > 2:
            self.pop_screen()
        screen = _section(name)
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _show_note(self) -> None:
        if isinstance(self.screen, AutotagScreen):
            self.screen.say(self._note)

    def _leave_on_signals(self) -> None:
        """A dropped line or a kill must not leave the terminal with mouse tracking and another screen on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self._leave)
            except (NotImplementedError, RuntimeError, ValueError):
                return  # not in the main thread, or a system without these signals

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Ends the app; if that hangs, by force: what was decided is on disk, and nobody shall be kept from leaving."""
        super().exit(*args, **kwargs)
        if not self.is_headless:
            timer = threading.Timer(_GRACE, self._end_process)
            timer.daemon = True
            timer.start()

    def _end_process(self) -> None:
        if self._driver is not None:
            self._driver.stop_application_mode()
        os._exit(self.return_code or 0)

    def _leave(self) -> None:
        """Ends the app, and notes where: whoever logs in again goes on there."""
        marks = [screen.bookmark() for screen in self.screen_stack if isinstance(screen, AutotagScreen)]
        mark = next((mark for mark in reversed(marks) if mark), None)
        if self.project and mark:
            with suppress(AutotagError):  # there is nobody to tell
                leave_bookmark(self.project, *mark)
        self.exit()

    def _return_to_bookmark(self, project: Project) -> None:
        try:
            bookmark = return_to_bookmark(project)
        except AutotagError as error:
            self._note = self._note or str(error)
            return
        if bookmark:
            from tui.screens.file import FileScreen

            self.push_screen(FileScreen(bookmark.file, known_files(project).usable().names, bookmark.selection))


# Each is imported when first opened: the first frame waits for one screen, not for all.
_SECTIONS = {
    "projects": "projects.ProjectsScreen",
    "tag-data": "tag_data.TagDataScreen",
    "entities": "entities.EntitiesScreen",
    "train": "train.TrainScreen",
    "performance": "performance.PerformanceScreen",
    "autotag": "autotag_data.AutotagDataScreen",
    "settings": "settings.SettingsScreen",
}


def _section(name: str) -> AutotagScreen:
    module, _, class_name = _SECTIONS[name].partition(".")
    screen: AutotagScreen = getattr(import_module(f"tui.screens.{module}"), class_name)()
    return screen
