"""The keys of the terminal at hand, from the system's description of it."""

from __future__ import annotations

import sys

_CAPABILITIES = {
    "khome": "home", "kend": "end", "kpp": "pageup", "knp": "pagedown", "kich1": "insert", "kdch1": "delete",
    "kcbt": "shift+tab", **{f"kf{number}": f"f{number}" for number in range(1, 13)},
}  # fmt: skip
"""The names of terminfo and those of Textual."""

_SHORTEST = 3
"""Characters of a sequence that is no control character, and not alt with another one."""


def terminal_keys(term: str) -> dict[str, str]:
    """Return the sequences that a terminal sends for its keys, and the keys' names; nothing if it is unknown.

    Only terminals whose keys are no part of xterm's need it: to SCO's, "ESC [ P" is F4, and to all others F1.
    """
    try:
        import curses

        curses.setupterm(term, sys.__stdout__.fileno() if sys.__stdout__ else -1)
        found = {curses.tigetstr(capability): key for capability, key in _CAPABILITIES.items()}
    except (ImportError, OSError, ValueError, curses.error):
        return {}
    texts = {sequence.decode("latin-1"): key for sequence, key in found.items() if sequence}
    return {text: key for text, key in texts.items() if text.startswith("\x1b") and len(text) >= _SHORTEST}
