"""Modes of an open file: what each key means in them.

A mode is a value. Letters of labels are those that no live command has, whatever keys the user has given to commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TypeAlias

from core.domain.project.schema import HOTKEYS
from core.domain.text.selection import Borders
from tui.commands import Command, anywhere
from tui.commands import file as commands

_OF_FILE = tuple(value for value in vars(commands).values() if isinstance(value, Command))
_ANYWHERE = tuple(value for value in vars(anywhere).values() if isinstance(value, Command))

Keymap: TypeAlias = Mapping[str, str]
"""The user's keys of commands, by the command's id."""

NEED_SUGGESTION = frozenset({commands.ACCEPT, commands.REJECT})
NEED_SUGGESTIONS = frozenset(
    {
        commands.NEXT,
        commands.PREVIOUS,
        commands.ACCEPT_ALL,
        commands.REJECT_ALL,
        commands.ACCEPT_REST,
        commands.REJECT_REST,
        commands.ACCEPT_MANY,
        commands.REJECT_MANY,
    }
)
NEED_NOTES = frozenset({commands.RESOLVE, commands.NEXT_NOTE})
_MAKE_WAY = (
    NEED_SUGGESTION
    | NEED_SUGGESTIONS
    | {commands.ENTITY, commands.PHRASE, commands.FLAG, commands.REMOVE, commands.NOTE}
)
"""Commands that leave their letters to labels: while labels are shown nothing waits for most of them."""


@dataclass(frozen=True, slots=True)
class LabelLetter:
    """A letter of a label."""

    letter: str


@dataclass(frozen=True, slots=True)
class EntityKey:
    """A digit, which belongs to an entity."""

    digit: str


@dataclass(frozen=True, slots=True)
class LeaveLabels:
    """The key that takes labels off."""


Meaning: TypeAlias = Command | LabelLetter | EntityKey | LeaveLabels


@dataclass(frozen=True, slots=True)
class Deciding:
    """Keys are commands, digits are entities."""

    def letters(self, _keymap: Keymap) -> str:
        """Return the letters that belong to labels: none."""
        return ""


@dataclass(frozen=True, slots=True)
class KeptLabels:
    """Labels stay on likely places, also in the next files.

    Attributes:
        typed: letters typed of a label of several letters.
    """

    typed: str = ""

    def letters(self, keymap: Keymap) -> str:
        """Return the letters that belong to labels: those of no command, and those of commands that make way."""
        live = (command for command in (*_OF_FILE, *_ANYWHERE) if command not in _MAKE_WAY)
        return _letters_without(live, keymap)


BaseMode: TypeAlias = Deciding | KeptLabels


@dataclass(frozen=True, slots=True)
class Stepping:
    """The user goes from one likely place to the next; tagging one goes on to the next.

    Attributes:
        base: the mode to return to.
    """

    base: BaseMode

    def letters(self, _keymap: Keymap) -> str:
        """Return the letters that belong to labels: none."""
        return ""


@dataclass(frozen=True)
class OneLabel:
    """Labels are shown for one choice; any key but their letters leaves them.

    Attributes:
        base: the mode to return to.
        labels: places by the letters left to type.
        grows: the choice grows the selection instead of replacing it.
    """

    base: BaseMode
    labels: Mapping[str, Borders]
    grows: bool

    def letters(self, keymap: Keymap) -> str:
        """Return the letters that belong to labels."""
        return letters_of_a_choice(keymap)


Mode: TypeAlias = Deciding | KeptLabels | Stepping | OneLabel


def base_of(mode: Mode) -> BaseMode:
    """Return the mode to return to when stepping or a choice ends."""
    return mode.base if isinstance(mode, Stepping | OneLabel) else mode


def meaning_of(mode: Mode, key: str, character: str | None, keymap: Keymap, *, is_labelled: bool) -> Meaning | None:
    """Return what a key means in a mode; None if it means nothing in a file.

    Args:
        mode: of the file.
        key: as Textual names it.
        character: that it types, if any.
        keymap: the user's keys.
        is_labelled: whether labels are shown.
    """
    if is_labelled:
        if character and character in mode.letters(keymap):
            return LabelLetter(character)
        if key == "escape":
            return LeaveLabels()
    for command in _OF_FILE:
        if not {key, character}.isdisjoint(command.keys_in(keymap)):
            return command
    return EntityKey(character) if character and character in HOTKEYS else None


def is_covered(mode: Mode, command: Command, keymap: Keymap) -> bool:
    """Return whether labels that are shown have taken all keys of a command."""
    letters = mode.letters(keymap)
    return all(len(key) == 1 and key in letters for key in command.keys_in(keymap))


def letters_of_a_choice(keymap: Keymap) -> str:
    """Return the letters of labels for one choice: all but those of commands that work on every screen."""
    return _letters_without(_ANYWHERE, keymap)


def _letters_without(live: Iterable[Command], keymap: Keymap) -> str:
    taken = {key for command in live for key in command.keys_in(keymap)}
    return "".join(letter for letter in ascii_lowercase if letter not in taken)
