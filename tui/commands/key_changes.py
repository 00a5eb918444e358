"""Changes of keys by the user: read from what they wrote, checked against all other keys."""

from __future__ import annotations

from collections.abc import Mapping

from core.domain.project.schema import HOTKEYS
from core.errors import RequestError
from tui.commands.catalogue import all_commands
from tui.commands.command import Command
from tui.commands.keys import sent_key


def parse_keys(command: Command, written: str, keymap: Mapping[str, str]) -> str:
    """Return the keys that a user has written for a command, as a keymap holds them.

    Raises:
        RequestError: there is none, no terminal sends one, or an entity or another command of a screen has one.
    """
    keys = [_parse_key(part) for part in written.split(",")]
    for other in all_commands():
        shared = set(keys) & set(other.keys_in(keymap))
        if shared and other.id != command.id and command.meets(other):
            raise RequestError(f"{shared.pop()} is the key of {other.label}; give that another key first, or choose:")
    return ",".join(dict.fromkeys(keys))


def _parse_key(written: str) -> str:
    if not written.strip():
        raise RequestError("At least one key is needed; the comma itself is called comma:")
    if (key := sent_key(written)) is None:
        raise RequestError(
            f"No terminal sends a key {written.strip()!r}; write a letter, a sign, or such as F12 or esc:"
        )
    if key in HOTKEYS:
        raise RequestError(f"{key} is the key of an entity; choose another:")
    return key


_RENAMED = {"file.hints": "file.go-to", "file.hints-grow": "file.grow-to"}
"""Present ids of commands by those that earlier versions wrote."""


def usable_keymap(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the changes whose keys terminals send; a command keeps its own keys where a file says otherwise."""
    return {_RENAMED.get(id_, id_): keys for id_, keys in keymap.items() if all(map(sent_key, keys.split(",")))}
