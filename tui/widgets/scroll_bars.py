"""Scroll bars for terminals that draw only ASCII."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class _PlainRender(ScrollBarRender):
    """Draws whole cells only, where Textual's draws parts of a block."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * len(ScrollBarRender.VERTICAL_BARS)
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * len(ScrollBarRender.HORIZONTAL_BARS)


def draw_scroll_bars(*, ascii_only: bool) -> None:
    """Choose how all scroll bars are drawn from now on."""
    ScrollBar.renderer = _PlainRender if ascii_only else ScrollBarRender
