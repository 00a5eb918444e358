"""Names of keys: as Textual calls them, and as people know them; and which keys arrive from every terminal."""

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


_SIGNS = {sign: name for name, sign in _KEY_NAMES.items() if len(sign) == 1}
_NAMED = {
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace", "enter", "tab",
    "shift+tab", "escape", "space",
}  # fmt: skip
_FUNCTION_KEYS = {f"f{number}" for number in range(1, 13)}
# A terminal sends ctrl+h as backspace, ctrl+i as tab, ctrl+j and ctrl+m as enter; it or the app acts on the others.
_WITH_CONTROL = {f"ctrl+{letter}" for letter in "abdefgklnoprtuvwxy"}
_AS_PEOPLE_WRITE = {
    **{shown: name for name, shown in _KEY_NAMES.items() if len(shown) > 1 and shown[0] != "^"},
    **{f"^{name[-1]}": name for name in _WITH_CONTROL},
    "page up": "pageup", "page down": "pagedown", "pgup": "pageup", "del": "delete", "return": "enter",
}  # fmt: skip


def sent_key(written: str) -> str | None:
    """Return Textual's name of a key that a user has written; None if no terminal sends such a key.

    A letter or a sign stands for itself: `k`, `K`, `?`. Others have names, in capitals or not: `F12`, `ctrl+k`, `esc`.
    """
    written = written.strip()
    if len(written) == 1:
        return _SIGNS.get(written, written) if written.isprintable() else None
    name = _AS_PEOPLE_WRITE.get(written.lower(), written.lower())
    is_sign = name in _KEY_NAMES
    return name if is_sign or name in _NAMED or name in _FUNCTION_KEYS or name in _WITH_CONTROL else None
