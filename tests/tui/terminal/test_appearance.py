"""The colours of entities."""

import pytest

from core.domain.project.schema import COLOURS
from tui.terminal.appearance import Appearance, Colours


@pytest.mark.parametrize(
    "appearance",
    [Appearance(), Appearance(light=True), Appearance(Colours.SIXTEEN)],
    ids=["dark", "light", "16 colours"],
)
def test_twelve_entities_have_twelve_colours(appearance):
    assert len({appearance.entity_colour(name) for name in COLOURS}) == len(COLOURS) == 12


def test_no_colour_is_used_where_none_is_wanted():
    assert {Appearance(Colours.NONE).entity_colour(name) for name in COLOURS} == {None}
