"""Quota and settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.quota import Quota
from core.services.jobs import quota
from core.services.project import preferences
from core.services.project.preferences import Preferences
from core.settings import AUTO
from tui.commands import Offer, all_commands
from tui.commands import settings as commands
from tui.commands.key_changes import parse_keys
from tui.shell.screen import AutotagScreen
from tui.shell.themes import theme_names
from tui.terminal.appearance import Colours
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

LIMIT, USED, THEME, COLOURS, DRAWING, AUTHOR = "Limit", "Used", "Theme", "Colours", "Drawing", "Your name"
AGREED = "Host "
_DRAWINGS = {"auto": None, "ascii": True, "unicode": False}


@dataclass(frozen=True, slots=True)
class Setting:
    """A row: what it is, its value, and what that means."""

    name: str
    value: str
    meaning: str


class SettingsScreen(AutotagScreen):
    """Quota by month, theme, keys; enter changes a row."""

    SECTION: ClassVar[str] = "Settings"
    HEADING: ClassVar[str] = "Quota and settings"

    def __init__(self) -> None:
        super().__init__()
        self._list: RowList[Setting] = RowList(
            [Column("Setting", 22), Column("Value", 12), Column("")],
            lambda setting: [setting.name, setting.value, setting.meaning],
            lambda setting: setting.name,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the rows."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.KEYS, self.do_keys),
            Offer(commands.RESET, self.do_reset),
        )

    async def load(self) -> None:
        """Get quota and preferences."""
        self._list.focus()
        current = await self.blocking(quota.current_quota)
        past = await self.blocking(quota.past_quotas)
        chosen = self.host.preferences
        drawing = next(name for name, value in _DRAWINGS.items() if value == chosen.ascii)
        self._list.set_rows(
            [
                Setting(LIMIT, _limit(current), "text records (1,000 characters) a month"),
                Setting(f"{USED} in {current.month}", f"{current.used:,}", _left(current)),
                *(Setting(f"{USED} in {month.month}", f"{month.used:,}", "") for month in past),
                Setting(THEME, chosen.theme, "colours of the screen"),
                Setting(COLOURS, chosen.colours, "how many; from the next start on"),
                Setting(DRAWING, drawing, "lines and signs; from the next start on"),
                Setting(AUTHOR, chosen.author or await self.blocking(preferences.author), "noted with each tag"),
                *await self._agreements(),
                *self._changed_keys(),
            ]
        )
        self.say(f"enter changes a row, {commands.KEYS} the key of a command.")

    async def _agreements(self) -> list[Setting]:
        """Return hosts that texts of the open project may be sent to."""
        if self.host.project is None:
            return []
        from core.services.jobs import guessers

        agreed = await self.blocking(guessers.list_agreements, self.project)
        return [
            Setting(
                f"{AGREED}{each.host}", "agreed", f"texts may go there ({each.by}, {each.at[:10]}); enter withdraws"
            )
            for each in agreed
        ]

    async def _withdraw(self, host: str) -> None:
        from core.services.jobs import guessers

        if await self.ask(f"Withdraw the agreement? No text of this project is sent to {host} any more."):
            await self.blocking(guessers.withdraw, self.project, host)

    def _changed_keys(self) -> list[Setting]:
        by_id = {command.id: command for command in all_commands()}
        keymap = self.host.preferences.keymap
        return [
            Setting(f"Key of {by_id[command_id].label}", by_id[command_id].shown_keys(keymap), by_id[command_id].help)
            for command_id in keymap
            if command_id in by_id
        ]

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.perform(lambda: self._change(event.key))

    async def _change(self, name: str) -> None:
        chosen, ask = self.host.preferences, self.question_bar
        if name == LIMIT:
            value = await ask.ask_text("Text records a month, or none:", check=quota.parse_limit)
            if value is not None:
                await self.blocking(quota.set_limit, quota.parse_limit(value))
        elif name == THEME and (value := await ask.ask_choice("Theme:", theme_names(), chosen.theme)):
            await self._keep(replace(chosen, theme=value))
        elif name == COLOURS and (value := await ask.ask_choice("Colours:", [AUTO, *Colours], chosen.colours)):
            await self._keep(replace(chosen, colours=value))
        elif name == DRAWING and (value := await ask.ask_choice("Drawing:", list(_DRAWINGS))):
            await self._keep(replace(chosen, ascii=_DRAWINGS[value]))
        elif name == AUTHOR:
            value = await ask.ask_text("Your name, or empty for the user name:", chosen.author)
            if value is not None:
                await self._keep(replace(chosen, author=value.strip()))
        elif name.startswith(AGREED):
            await self._withdraw(name.removeprefix(AGREED))
        await self.load()

    async def do_keys(self) -> None:
        """Ask for a command and its keys."""
        by_label = {f"{command.label}: {command.help}": command for command in all_commands()}
        label = await self.question_bar.ask_choice("Command:", list(by_label))
        if label is None:
            return
        command = by_label[label]
        keymap = self.host.preferences.keymap
        check = partial(parse_keys, command, keymap=keymap)
        present = ",".join(command.keys_in(keymap))
        written = await self.question_bar.ask_text(f"Keys of {command.label}, with commas:", present, check)
        if written is not None:
            changed = {**keymap, command.id: parse_keys(command, written, keymap)}
            if changed[command.id] == command.keys:
                del changed[command.id]
            await self._keep(replace(self.host.preferences, keymap=changed))
            await self.load()

    async def do_reset(self) -> None:
        """Reset the keys of all commands."""
        await self._keep(replace(self.host.preferences, keymap={}))
        await self.load()

    async def _keep(self, chosen: Preferences) -> None:
        await self.blocking(preferences.save_preferences, chosen)
        self.host.apply_preferences(chosen)


def _limit(current: Quota) -> str:
    return quota.UNLIMITED if current.limit is None else f"{current.limit:,}"


def _left(current: Quota) -> str:
    return "" if current.left is None else f"{current.left:,} left; starts again each month"
