"""The keys of the screen that help was asked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import Command, anywhere
from tui.shell.screen import AutotagScreen

_LOOP = (
    "Tag a few files by hand, train a model on them, let it tag others, review its suggestions "
    "one key at a time, train again. A solid line is a tag; a dotted line is a suggestion, which counts "
    "as a tag only after you have accepted and saved it. Whatever you decide is on disk at once; "
    "Save tags makes it final."
)

_MORE = f"{anywhere.PALETTE} finds any command by its name; Settings ({anywhere.SETTINGS}) changes keys."


class HelpScreen(AutotagScreen):
    """Keys and what they do, then how it all works."""

    HEADING: ClassVar[str] = "Help"

    def __init__(self, commands: Sequence[tuple[Command, bool]]) -> None:
        super().__init__()
        self._commands = commands

    def compose_body(self) -> Iterable[Widget]:
        """One scrolling text."""
        with VerticalScroll(classes="pad"):
            yield Static(self._keys())
            yield Static(f"\n{_LOOP}\n\n{self.host.with_keys(_MORE)}\n", markup=False)

    def _keys(self) -> Table:
        """Keys at the left, and what they do, which may take several lines, beside them."""
        keymap = self.host.preferences.keymap
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", style=Style(bold=True), no_wrap=True)
        for command, _ in self._commands:
            table.add_row(Text(command.shown_keys(keymap)), Text.assemble((f"{command.label}: ", "bold"), command.help))
        return table
