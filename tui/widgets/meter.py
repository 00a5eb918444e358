"""A progress bar as text: nothing moves but when there is news."""

from __future__ import annotations

from tui.terminal.appearance import Glyphs


def meter(share: float, width: int, glyphs: Glyphs) -> str:
    """A bar of so many cells, the share of it filled."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return glyphs.bar * filled + glyphs.gap * (width - filled)
