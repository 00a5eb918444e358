"""The command palette: every command of the screen by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands import Command
from tui.shell.screen import AutotagScreen


class CommandPalette(Provider):
    """Offers the commands of the screen under the palette that can be run now."""

    async def discover(self) -> Hits:
        """List all of them."""
        for command, run in self._commands():
            yield DiscoveryHit(command.label, run, help=command.help)

    async def search(self, query: str) -> Hits:
        """List those that match a query."""
        matcher = self.matcher(query)
        for command, run in self._commands():
            score = matcher.match(f"{command.label} {command.help}")
            if score:
                yield Hit(score, matcher.highlight(command.label), run, help=command.help)

    def _commands(self) -> list[tuple[Command, Callable[[], None]]]:
        screen = self.screen
        if not isinstance(screen, AutotagScreen):
            return []
        return [(o.command, partial(screen.run_command, o.command)) for o in screen.offered if o.when()]
