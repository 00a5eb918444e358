"""A progress bar as text, which changes only when there is news."""

from __future__ import annotations

from tui.terminal.appearance import Glyphs


def meter(share: float, width: int, glyphs: Glyphs) -> str:
    """Return a bar of `width` cells, filled up to a share between 0 and 1."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return glyphs.bar * filled + glyphs.gap * (width - filled)
