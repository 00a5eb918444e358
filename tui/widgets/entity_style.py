"""How an entity's name and the words of its spans are written."""

from __future__ import annotations

from rich.style import Style

from tui.terminal.appearance import Appearance


def entity_style(appearance: Appearance, colour: str) -> Style:
    """Return the style of an entity's colour; bold where the terminal's colours alone do not tell it from others."""
    return Style(color=appearance.entity_colour(colour), bold=True if appearance.is_bold(colour) else None)
