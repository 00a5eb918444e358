"""Text in a colour of a theme can be read on each of the theme's backgrounds."""

import pytest

from harness.contrast import contrast
from tui.shell.themes import THEMES

READABLE = 4.5
"""Least contrast of text by WCAG 2.1, level AA."""


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", ["background", "surface", "panel"])
@pytest.mark.parametrize("colour", ["primary", "secondary", "warning", "error", "success", "accent", "foreground"])
def test_colours_of_the_interface_can_be_read(theme, background, colour):
    assert contrast(getattr(theme, colour), getattr(theme, background)) >= READABLE
