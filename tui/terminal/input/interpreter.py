"""What each token of the input means to the app."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from textual import events, messages
from textual.message import Message

from tui.terminal.input.tokens import POSITION_REPORT, Character, Paste, Sequence, Token
from tui.terminal.textual_private import InputTables

_EXTENDED_KEY = re.compile(
    r"\x1b\[(?P<code>\d{0,7})(?::[\d:]*)?"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>\d))?)?"
    r"(?:;(?P<text>[\d:]*))?(?P<final>[u~A-DFHPQS])"
)  # fmt: skip
"""A key as xterm and Kitty's keyboard protocol write it."""

_RELEASED = "3"
_MOUSE_REPORT = re.compile(r"\x1b\[<\d{1,3};-?\d{1,5};-?\d{1,5}[Mm]")
_SYNCHRONIZED = re.compile(r"\x1b\[\?2026;[123]\$y")

_PRIVATE_USE = range(0xE000, 0xF900)
"""Code points that Kitty's protocol uses for keys without a character."""

PUTTY_KEYS = {f"\x1bO{final}": f"f{number}" for number, final in enumerate("TUVWXYZ[", 5)}
"""F5 to F12 as PuTTY sends them when it is set to VT100+; its F1 to F4 are those of other terminals."""


class Interpreter:
    """Turns tokens into Textual's messages.

    Args:
        keys: sequences that this terminal sends for keys, in addition to those that Textual knows, and the keys' names.
        dropped: counts what has no meaning, by kind.
    """

    def __init__(self, keys: Mapping[str, str], dropped: Counter[str]) -> None:
        self._keys = {**PUTTY_KEYS, **keys}
        self._dropped = dropped
        self._tables = InputTables()

    def messages(self, token: Token) -> Iterator[Message]:
        """Yield the messages that a token stands for; none for what is no key, event or expected reply."""
        if isinstance(token, Character):
            yield from self._tables.keys(token.text)
        elif isinstance(token, Paste):
            yield events.Paste(token.text.replace("\x00", ""))
        elif isinstance(token, Sequence):
            found = list(self._of_sequence(token.text))
            if not found:
                self._dropped[_kind(token.text)] += 1
            yield from found

    def _of_sequence(self, text: str) -> Iterator[Message]:
        if text in self._keys:
            yield events.Key(self._keys[text], None)
        elif text == "\x1b[I":
            yield events.AppFocus()
        elif text == "\x1b[O":
            yield events.AppBlur()
        elif match := POSITION_REPORT.fullmatch(text):
            row, column = map(int, match.groups())
            yield events.CursorPosition(column - 1, row - 1)
        elif _SYNCHRONIZED.fullmatch(text):
            yield messages.TerminalSupportsSynchronizedOutput()
        elif _MOUSE_REPORT.fullmatch(text):
            if event := self._tables.mouse(text):
                yield event
        else:
            yield from self._of_key(text)

    def _of_key(self, text: str) -> Iterator[Message]:
        if match := _EXTENDED_KEY.fullmatch(text):
            if sequence := self._extended_key(match):
                yield from self._tables.keys(sequence)
        elif self._tables.is_key(text):
            yield from self._tables.keys(text)
        elif len(text) == 2 and text[1].isprintable():  # alt and a character
            yield events.Key(f"alt+{text[1]}", None)

    def _extended_key(self, match: re.Match[str]) -> str:
        """Return the key in the form that Textual's tables take; nothing if it is none, or was released."""
        code, modifiers, text, final = (match[name] or "" for name in ("code", "modifiers", "text", "final"))
        if match["event"] == _RELEASED or int(modifiers or 1) not in range(1, 257):
            return ""
        if final == "~" and code == "27" and text.isdecimal():  # xterm's modifyOtherKeys
            code, text, final = text, "", "u"
        if final == "u":
            is_key = _is_key_code(code, self._tables) and all(map(_is_printable_code, text.split(":") if text else ()))
        else:
            is_key = not text and self._tables.is_functional_key(f"{code or 1}{final}")
        return f"\x1b[{code};{modifiers}{';' if text else ''}{text}{final}" if is_key else ""


def _is_key_code(code: str, tables: InputTables) -> bool:
    if tables.is_functional_key(f"{code}u"):
        return True
    return _is_printable_code(code) and int(code) not in _PRIVATE_USE


def _is_printable_code(code: str) -> bool:
    return code.isdecimal() and len(code) <= 7 and int(code) <= 0x10FFFF and chr(int(code)).isprintable()


def _kind(text: str) -> str:
    """Name a sequence without its parameters, which may hold what was typed or shown."""
    if text[1] == "[":
        return f"unknown CSI ...{text[-1]}"
    return "unknown single shift" if text[1] in "NO" else "unknown ESC sequence"
