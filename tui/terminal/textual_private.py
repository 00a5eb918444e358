"""The names of Textual that are not part of its public interface. No other module uses any.

Textual is pinned to one minor version, and `tests/tui/terminal/test_textual_private.py` tries each of these names.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message
from textual.screen import Screen

__all__ = ["ChopsUpdate", "CompositorUpdate", "HookedApp", "InputTables", "LayoutUpdate", "PlatformDriver"]

_inner_outer_of = StylesCache.get_inner_outer.__wrapped__


@lru_cache(maxsize=1024)
def _inner_outer(base_background: Color, background: Color) -> Any:
    return _inner_outer_of(None, base_background, background)


# Textual caches this method with the object that it belongs to, which keeps 1,024 closed widgets and all that they
# have painted: some 70 MiB after a long day. The result depends on the two colours alone.
StylesCache.get_inner_outer = lambda _, base, background: _inner_outer(base, background)  # type: ignore[method-assign, assignment]

Painted = LayoutUpdate | ChopsUpdate
"""What Textual has painted: the whole screen, or parts of lines."""


class HookedApp(App[None]):
    """An app with hooks in the places where Textual has private methods."""

    def paint(self, screen: Screen[Any], update: Painted) -> None:
        """Send to the terminal what Textual has painted."""
        self.write_update(screen, update)

    def report_error(self, error: BaseException) -> None:
        """Show an unexpected error while the app ends."""
        raise NotImplementedError

    def write_update(self, screen: Screen[Any], update: Any) -> None:
        """Write an update to the terminal."""
        super()._display(screen, update)

    @property
    def terminal(self) -> Driver | None:
        """The driver, while the app runs in a terminal."""
        return None if self.is_headless else self._driver

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, Painted):
            self.paint(screen, renderable)
        else:
            super()._display(screen, renderable)

    def _fatal_error(self) -> None:
        if self._exception is not None:
            self.report_error(self._exception)


class PlatformDriver(LinuxDriver):
    """The driver for Linux and macOS."""

    @property
    def app(self) -> App[Any]:
        """The app that is driven."""
        return self._app


class InputTables:
    """Textual's tables of keys and mouse reports, without its parser of the stream."""

    def __init__(self) -> None:
        self._parser = XTermParser()

    @staticmethod
    def is_key(sequence: str) -> bool:
        """Check whether an escape sequence is listed as a single key."""
        keys = ANSI_SEQUENCES_KEYS.get(sequence)
        return isinstance(keys, str) or (isinstance(keys, tuple) and len(keys) == 1)

    @staticmethod
    def is_functional_key(code: str) -> bool:
        """Check whether number and final character, such as "15~", are a key of Kitty's keyboard protocol."""
        return code in FUNCTIONAL_KEYS

    def keys(self, sequence: str) -> Iterable[Key]:
        """Return the events for a character, or for a sequence that is a key."""
        return self._parser._sequence_to_key_events(sequence)

    def mouse(self, sequence: str) -> Message | None:
        """Return the event for an SGR mouse report; None if its position is off the screen."""
        return self._parser.parse_mouse_code(sequence)


def color_system(console: Console) -> ColorSystem:
    """Return the colours that a console writes."""
    return console._color_system or ColorSystem.TRUECOLOR
