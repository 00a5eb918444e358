"""The keys of the screen on which help was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import Command, Offer, anywhere
from tui.commands import help_screen as commands
from tui.shell.screen import AutotagScreen

_LOOP = (
    "Tag a few files by hand, train a model on them, let it tag others, review its suggestions "
    "one key at a time, train again. A solid line is a tag; a dotted line is a suggestion, which counts "
    "as a tag only after you have accepted and saved it. Every decision is on disk at once; "
    "Save tags makes it final."
)

_MORE = f"{anywhere.PALETTE} finds any command by its name; Settings ({anywhere.SETTINGS}) changes keys."


_KEYS = len("shift+right")
"""Cells of keys; a command with several may take two lines."""


class HelpScreen(AutotagScreen):
    """Keys under headings, those that work now first, then how it all works.

    Args:
        listed: the commands of the screen, each with whether it can be run now.
    """

    HEADING: ClassVar[str] = "Help"

    def __init__(self, listed: Sequence[tuple[Command, bool]]) -> None:
        super().__init__()
        self._listed = listed
        self._letters = ""
        self._keys = Static()
        self._scroll = VerticalScroll(classes="pad")

    def compose_body(self) -> Iterable[Widget]:
        """Compose one scrolling text."""
        with self._scroll:
            yield self._keys
            yield Static(f"\n{_LOOP}\n\n{self.host.with_keys(_MORE)}\n", markup=False)

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.SEARCH, self.do_search),)

    async def load(self) -> None:
        """Show the keys."""
        self._scroll.focus()
        self._show()

    async def do_search(self) -> None:
        """Ask for letters, and show only what contains them."""
        letters = await self.question_bar.ask_text("Keys for:", self._letters)
        if letters is not None:
            self._letters = letters.strip()
            self._show()
            self._scroll.scroll_home(animate=False)

    def do_help(self) -> None:
        """Leave help."""
        self.host.navigation.back()

    async def do_back(self) -> None:
        """Leave the search if there is one, else help."""
        if not self._letters:
            await super().do_back()
        self._letters = ""
        self._show()

    def _show(self) -> None:
        groups = commands.grouped(self._listed, self._letters)
        self._keys.update(self._table(groups))
        if self._letters:
            none = "" if groups else f"No command here contains {self._letters!r}. "
            self.say(f"{none}{anywhere.BACK} shows all keys again.")

    def _table(self, groups: dict[str, list[commands.Listed]]) -> Table:
        """Return keys on the left, and on the right what they do, which may take several lines."""
        keymap = self.host.preferences.keymap
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", style=Style(bold=True), max_width=_KEYS)
        for heading, group in groups.items():
            if table.row_count:
                table.add_row("", "")
            table.add_row("", Text(heading, Style(bold=True, underline=True)))
            for command, can_run in group:
                text = Text.assemble((f"{command.label}: ", "bold"), command.help)
                table.add_row(Text(command.shown_keys(keymap)), text, style=Style(dim=not can_run))
        return table
