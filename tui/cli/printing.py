"""Printing for people: names and texts of strangers stand in what is printed, and nothing in them may act."""

from __future__ import annotations

from typing import TextIO

from tui.widgets.plain import visible


def show(text: str = "", *, file: TextIO | None = None, end: str = "\n") -> None:
    """Prints lines with everything that could act on the terminal replaced by symbols."""
    print("\n".join(map(visible, text.split("\n"))), file=file, end=end)
