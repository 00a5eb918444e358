"""Names of keys: as Textual calls them, and as people know them."""

from __future__ import annotations

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
    "equals_sign": "=",
    "minus": "-",
    "percent_sign": "%",
    "delete": "del",
    "backspace": "bksp",
    "ctrl+p": "^p",
    "space": "space",
}


def key_name(key: str) -> str:
    """Return a key as people know it: `?` for `question_mark`, `F8` for `f8`."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key
