"""One command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.events import Key

_KEY_NAMES = {
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "slash": "/",
    "escape": "esc",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "comma": ",",
    "full_stop": ".",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "delete": "del",
    "backspace": "bksp",
    "ctrl+p": "^p",
    "space": "space",
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something a user can do. Screens list theirs; whatever shows or runs one looks here.

    Attributes:
        id: unique; the part after the dot names the screen's method, `do_...`. A keymap changes keys by it.
        keys: comma separated, as Textual names them; the first is shown.
        label: in the footer and the palette.
        help: a sentence.
        footer: whether the footer shows it, if there is room.
    """

    id: str
    keys: str
    label: str
    help: str
    footer: bool = True

    @property
    def method(self) -> str:
        """Name of the screen's method that does it."""
        return "do_" + self.id.partition(".")[2].replace("-", "_")

    def is_run_by(self, event: Key, keymap: Mapping[str, str]) -> bool:
        """Whether a key is one of its keys, after the user's changes."""
        keys = (key.strip() for key in keymap.get(self.id, self.keys).split(","))
        return any(key in (event.key, event.character) for key in keys)

    def shown_keys(self, keymap: Mapping[str, str]) -> str:
        """Its keys as they are shown, after the user's changes."""
        keys = keymap.get(self.id, self.keys).split(",")
        return " ".join(key_name(key.strip()) for key in keys)

    def meets(self, other: Command) -> bool:
        """Whether the two can be offered on one screen, so that they must not share a key."""
        place, others = self.id.partition(".")[0], other.id.partition(".")[0]
        return place == others or "anywhere" in (place, others)

    def shown_key(self, keymap: Mapping[str, str]) -> str:
        """Its first key as it is shown."""
        return self.shown_keys(keymap).split(" ")[0]


def key_name(key: str) -> str:
    """A key as it is shown to people."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key
