"""The command palette: every command of the screen by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.commands import Command
from tui.shell.screen import AutotagScreen


class Palette(CommandPalette):
    """Textual's command palette, which does not scroll by a page before its list has been laid out."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore the keys that would fail on a list without lines."""
        if action == "command_list" and str(parameters[0]).startswith("page"):
            return bool(self.query_one(CommandList).scrollable_content_region)
        return super().check_action(action, parameters)


class CommandSource(Provider):
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
