"""Colour themes: calm, since people look at them all day."""

from __future__ import annotations

from textual.theme import Theme

from core.settings import AUTO
from tui.terminal.appearance import Appearance, Colours

DARK = Theme(
    name="dark",
    primary="#7aa2c8",
    secondary="#8fb573",
    warning="#e0b050",
    error="#e8756a",
    success="#7fb685",
    accent="#d7ae5f",
    foreground="#d6d6d0",
    background="#16181b",
    surface="#1c1f23",
    panel="#262a30",
    dark=True,
)
LIGHT = Theme(
    name="light",
    primary="#2e638d",
    secondary="#42692b",
    warning="#7e5800",
    error="#a9382c",
    success="#296b3d",
    accent="#7e5800",
    foreground="#202326",
    background="#f6f5f1",
    surface="#edebe5",
    panel="#dedbd2",
    dark=False,
)
THEMES = (DARK, LIGHT)

TERMINAL = "terminal"
"""The terminal's own sixteen colours."""


def theme_names() -> list[str]:
    """Return the names of all themes."""
    return [AUTO, *(theme.name for theme in THEMES), TERMINAL]


def chosen_theme(name: str, appearance: Appearance) -> str:
    """Textual's name of the theme to use: with 16 colours, shades of our own would fall together."""
    if name == TERMINAL or (name == AUTO and appearance.colours is Colours.SIXTEEN):
        return "ansi-dark"
    return name if name in {theme.name for theme in THEMES} else DARK.name
