"""The colours of entities."""

import pytest

from core.domain.project.schema import COLOURS
from harness.contrast import contrast, shown_background
from tui.shell.themes import THEMES
from tui.terminal.appearance import Appearance, Colours


@pytest.mark.parametrize(
    "appearance",
    [Appearance(), Appearance(light=True), Appearance(Colours.TRUE, light=True), Appearance(Colours.SIXTEEN)],
    ids=["dark", "light", "light, true colours", "16 colours"],
)
def test_twelve_entities_have_twelve_colours(appearance):
    assert len({appearance.entity_colour(name) for name in COLOURS}) == len(COLOURS) == 12


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("colours", [Colours.MANY, Colours.TRUE])
@pytest.mark.parametrize("name", COLOURS)
def test_entities_can_be_read_on_the_background_on_which_they_are_drawn(theme, colours, name):
    colour = Appearance(colours, light=not theme.dark).entity_colour(name)
    assert colour is not None
    assert contrast(colour, shown_background(theme, colours)) >= 4.5


def test_entities_of_16_colours_that_differ_in_brightness_alone_differ_in_style_too():
    appearance = Appearance(Colours.SIXTEEN)
    hues = {name: (appearance.entity_colour(name) or "").removeprefix("bright_") for name in COLOURS}
    looks = {(hue, appearance.is_bold(name)) for name, hue in hues.items()}
    assert len(looks) == len(COLOURS) > len(set(hues.values()))


def test_colours_of_the_light_theme_that_are_alike_among_256_differ_in_style():
    appearance = Appearance(Colours.MANY, light=True)
    assert appearance.is_bold("orange") != appearance.is_bold("yellow")
    assert appearance.is_bold("olive") != appearance.is_bold("yellow")
    assert not any(Appearance(Colours.MANY).is_bold(name) for name in COLOURS)


def test_no_colour_is_used_where_none_is_wanted():
    assert {Appearance(Colours.NONE).entity_colour(name) for name in COLOURS} == {None}
