"""Contrast of two colours by WCAG 2.1."""

from __future__ import annotations

from rich.color import Color, ColorSystem
from textual.theme import Theme

from tui.terminal.appearance import Colours

_LUMINANCE = (0.2126, 0.7152, 0.0722)


def linear(written: str) -> tuple[float, float, float]:
    """Return the linear RGB of a colour written as `#rrggbb`."""
    parts = (int(written[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, bright = sorted(
        sum(share * part for share, part in zip(_LUMINANCE, linear(each), strict=True)) for each in (first, second)
    )
    return (bright + 0.05) / (dark + 0.05)


def shown_background(theme: Theme, colours: Colours) -> str:
    """Return the background of a theme as a terminal of so many colours shows it."""
    background = Color.parse(str(theme.background))
    if colours is Colours.MANY:
        background = background.downgrade(ColorSystem.EIGHT_BIT)
    return background.get_truecolor().hex
