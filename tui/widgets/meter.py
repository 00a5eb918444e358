"""Shares as bars of text."""

from __future__ import annotations

from tui.terminal.appearance import Glyphs


def meter(share: float, width: int, glyphs: Glyphs) -> str:
    """Return a bar of `width` cells, filled up to a share between 0 and 1."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return glyphs.bar * filled + glyphs.gap * (width - filled)


def stroke(share: float, width: int, glyphs: Glyphs) -> str:
    """Return a thick line over a share of `width` cells: in a list, it looks alike in the row under the cursor."""
    return glyphs.stroke * round(max(0.0, min(1.0, share)) * width)
