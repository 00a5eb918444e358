"""Printing for people: names and texts of strangers stand in what is printed, and nothing in them may act."""

from __future__ import annotations

from typing import TextIO

from tui.terminal.plain import visible


def show(text: str = "", *, file: TextIO | None = None, end: str = "\n") -> None:
    """Prints one line; what could act on the terminal, or begin a line of its own, is replaced by symbols."""
    print(visible(text), file=file, end=end, flush=True)
