"""The full-screen app: which screen is open, how it looks, which keys it knows. No business step."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.worker import WorkerFailed

from core.errors import AutotagError
from core.services.project.preferences import Preferences
from core.services.project.projects import Project
from tui.navigation import Navigator
from tui.shell.host import Host
from tui.shell.palette import CommandSource, Palette
from tui.shell.screen import AutotagScreen
from tui.shell.themes import THEMES
from tui.terminal.appearance import Appearance
from tui.terminal.plain import visible
from tui.widgets.scroll_bars import draw_scroll_bars

LEAVING_KEYS = ("ctrl+c", "ctrl+q")
"""Keys that leave the app everywhere, also where a letter would be typed."""

SUSPENDING_KEY = "ctrl+z"


class AutotagApp(Host):
    """autotag in a terminal.

    Args:
        project: to open at once; None for the list of projects.
        preferences: what the user has changed.
        appearance: what the terminal can do.
        note: a sentence to show on the first screen.
    """

    CSS = """
    AutotagScreen { layout: vertical; align-horizontal: center; background: $background; }
    .pad { padding: 0 1; }
    """
    TITLE = "autotag"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {CommandSource}
    BINDINGS: ClassVar = []

    def __init__(
        self, project: Project | None, preferences: Preferences, appearance: Appearance, note: str = ""
    ) -> None:
        super().__init__(project, preferences, appearance, Navigator)
        self._note = note
        self.animation_level = "none"
        draw_scroll_bars(ascii_only=appearance.ascii)

    async def on_mount(self) -> None:
        """Set up themes, keys and the terminal, and open the first screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self.apply_preferences(self.preferences)
        self.start_terminal()
        try:
            await self.navigation.start()  # keys wait for it
        except AutotagError as error:
            self._note = self._note or str(error)
        if self._note:
            self.call_after_refresh(self._show_note)

    def action_command_palette(self) -> None:
        """Open the command palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="command-palette"))

    async def on_event(self, event: events.Event) -> None:
        """Pass each key to the screen, and wait until it has dealt with the key before.

        Textual sends a key to the widget in focus first and runs bindings when it has bubbled up to the app, so that
        of keys that arrive in one burst, as they do over a slow line, a later one may act before an earlier one.
        """
        if event.is_forwarded or not await self._took(event):
            await super().on_event(event)

    async def _took(self, event: events.Event) -> bool:
        """Act on a key or a paste; return whether it means something on the screen at hand."""
        screen = self.screen if self.screen_stack else None
        if isinstance(event, events.Key) and event.key in LEAVING_KEYS:
            self.leave()
        elif isinstance(event, events.Key) and event.key == SUSPENDING_KEY:
            self._suspend()
        elif isinstance(event, events.Key) and isinstance(screen, AutotagScreen):
            return await screen.take_key(event)
        elif isinstance(event, events.Paste) and isinstance(screen, AutotagScreen):
            screen.take_paste(event.text)
        else:
            return False
        return True

    def _suspend(self) -> None:
        if not self.suspend_to_shell() and isinstance(self.screen, AutotagScreen):
            self.screen.say("There is no shell to return to, so autotag was not suspended.")

    def _show_note(self) -> None:
        if isinstance(self.screen, AutotagScreen):
            self.screen.say(self._note)

    def report_error(self, error: BaseException) -> None:
        """End after an error with one line. Textual would print all variables, and the user's texts in them."""
        from tui.shell.crash import kept  # late: the first frame does without

        if isinstance(error, WorkerFailed):
            error = error.error
        sentence = str(error) if isinstance(error, AutotagError) else kept(error)
        self.panic(Text(f"autotag: {visible(sentence)}"))

    def leave(self) -> None:
        """End the app, and leave a bookmark at the place in the file that is open."""
        self.navigation.leave()
