"""Print for people: nothing in the names and texts of strangers can act on the terminal."""

from __future__ import annotations

from typing import TextIO

from tui.terminal.plain import visible


def show(text: str = "", *, file: TextIO | None = None, end: str = "\n") -> None:
    """Print one line, with symbols in place of characters that act on the terminal or begin a line."""
    print(visible(text), file=file, end=end, flush=True)
