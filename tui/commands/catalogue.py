"""Every command there is, and sentences that name their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tui.commands import (
    adjudication,
    anywhere,
    audit,
    entities,
    exchange,
    file,
    help_screen,
    job,
    performance,
    places,
    projects,
    settings,
    tag_data,
    train,
    wizard,
)
from tui.commands.command import Command

_MODULES = (
    anywhere, help_screen, projects, tag_data, file, entities, train, performance, job, wizard, settings, exchange,
    places, audit, adjudication,
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{key:([a-z-]+\.[a-z-]+)\}")


@cache
def all_commands() -> tuple[Command, ...]:
    """Return every command of every screen once, in the order of their definition."""
    found = (value for module in _MODULES for value in vars(module).values() if isinstance(value, Command))
    return tuple(dict.fromkeys(found))


@cache
def _by_id() -> dict[str, Command]:
    return {command.id: command for command in all_commands()}


def with_keys(sentence: str, keymap: Mapping[str, str]) -> str:
    """Return a sentence with the key of each command that it names: `{key:file.undo}` becomes `u`."""
    if "{key:" not in sentence:
        return sentence

    def key(found: re.Match[str]) -> str:
        command = _by_id().get(found[1])
        return command.shown_key(keymap) if command else found[0]  # a text may happen to look like a placeholder

    return _PLACEHOLDER.sub(key, sentence)
