"""The keys of the screen that help was asked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import Command
from tui.screens.base import AutotagScreen

_LOOP = (
    "Tag a few files by hand, train a model on them, let it tag others, review its suggestions "
    "one key at a time, train again. A solid line is a tag; a dotted line is a suggestion, which counts "
    "as a tag only after you have accepted and saved it. Whatever you decide is on disk at once; "
    "Save tags makes it final."
)


class HelpScreen(AutotagScreen):
    """Keys and what they do, then how it all works."""

    HEADING: ClassVar[str] = "Help"

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands

    def compose_body(self) -> Iterable[Widget]:
        """One scrolling text."""
        with VerticalScroll(classes="pad"):
            yield Static(self._text())

    def _text(self) -> Text:
        keymap = self.autotag.preferences.keymap
        text = Text()
        for command in self._commands:
            text.append(f"{command.shown_keys(keymap):>12}  ", Style(bold=True))
            text.append(f"{command.label}: ", Style(bold=True))
            text.append(f"{command.help}\n")
        text.append(f"\n{_LOOP}\n")
        text.append("\nAll commands can be found by name with ^p, and their keys changed in Settings (F7).\n")
        return text
