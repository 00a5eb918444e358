"""A command: one value from which its keys, footer entry, palette entry, help and key change derive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.commands.keys import key_name

if TYPE_CHECKING:
    from textual.events import Key


@dataclass(frozen=True, slots=True)
class Command:
    """Something a user can do. In a sentence it stands for its key: `f"{commands.UNDO} takes it back."`.

    Attributes:
        id: unique; the part before the dot names the group of screens. The user's keymap refers to it.
        keys: comma separated, as Textual names them; the first one is shown.
        label: shown in the footer and the palette.
        help: a sentence.
        footer: whether the footer shows it when there is room; that of a file goes by the file's state instead.
    """

    id: str
    keys: str
    label: str
    help: str
    footer: bool = True

    def __str__(self) -> str:
        """Return a placeholder, which `with_keys` replaces by the key when the sentence is shown."""
        return f"{{key:{self.id}}}"

    def keys_in(self, keymap: Mapping[str, str]) -> list[str]:
        """Return its keys, as Textual names them, after the user's changes."""
        return [key.strip() for key in keymap.get(self.id, self.keys).split(",")]

    def is_run_by(self, event: Key, keymap: Mapping[str, str]) -> bool:
        """Return whether the key pressed is one of its keys, after the user's changes."""
        return any(key in (event.key, event.character) for key in self.keys_in(keymap))

    def shown_keys(self, keymap: Mapping[str, str]) -> str:
        """Return its keys as people know them, separated by blanks."""
        return " ".join(map(key_name, self.keys_in(keymap)))

    def shown_key(self, keymap: Mapping[str, str]) -> str:
        """Return its first key as people know it."""
        return key_name(self.keys_in(keymap)[0])

    def meets(self, other: Command) -> bool:
        """Return whether one screen can offer both, so that they must not share a key."""
        group, other_group = self.id.partition(".")[0], other.id.partition(".")[0]
        return group == other_group or "anywhere" in (group, other_group)


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Offer:
    """A command on a screen, with what it does there.

    Attributes:
        command: what the user sees of it.
        run: does it; plain or async.
        when: whether it makes sense now; if not, the footer shows it dim and its key does nothing.
    """

    command: Command
    run: Callable[[], Awaitable[None] | None]
    when: Callable[[], bool] = _always
