"""The command palette: every command of the screen by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands.command import Command
from tui.shell.screen import AutotagScreen


class CommandPalette(Provider):
    """Gives the palette the commands of the screen that it was opened on."""

    async def discover(self) -> Hits:
        """All commands that can be run now."""
        for command, run in self._commands():
            yield DiscoveryHit(command.label, run, help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands that the query fits."""
        matcher = self.matcher(query)
        for command, run in self._commands():
            score = matcher.match(f"{command.label} {command.help}")
            if score:
                yield Hit(score, matcher.highlight(command.label), run, help=command.help)

    def _commands(self) -> list[tuple[Command, Callable[[], None]]]:
        screen = self.screen
        if not isinstance(screen, AutotagScreen):
            return []
        return [(c, partial(screen.run_command, c)) for c in screen.commands if screen.can_run(c)]
