"""Descriptions in the legend."""

import pytest
from rich.cells import cell_len
from rich.console import Console

from core.domain.project.schema import Entity
from tui.terminal.appearance import Appearance
from tui.widgets.described_entities import described_entities

PERSON = Entity("Person", "orange", "1", "People by name, without titles such as Mr or Dr.")
CITY = Entity("City", "sky", "2", "Towns and cities.")
FIRM = Entity(
    "Firm", "green", "3", "Companies; not the authorities that watch them, nor the places they are named for."
)
ENTITIES = (PERSON, CITY, FIRM)


def lines(width, room, entities=ENTITIES, first="", counts=None):
    size = (width, room)
    text = described_entities(entities, counts or {}, first, size, Appearance(ascii=True), Console())
    return text.plain.split("\n")


def test_a_wide_legend_has_key_name_count_and_description_in_one_line():
    shown = lines(100, 10, counts={"City": 3})
    assert shown[0] == "1 Person  People by name, without titles such as Mr or Dr."
    assert shown[1].startswith("2 City")
    assert shown[1].endswith("3  Towns and cities.")


def test_a_narrow_one_has_the_description_below_the_name():
    assert lines(27, 20)[:4] == ["1 Person", "  People by name, without", "  titles such as Mr or Dr.", "2 City"]


@pytest.mark.parametrize("width", [1, 5, 27, 50, 76])
@pytest.mark.parametrize("room", [1, 3, 5, 50])
@pytest.mark.parametrize("first", ["", "City", "Firm", "Gone"])
def test_no_line_is_too_long_and_there_are_not_too_many(width, room, first):
    odd = Entity("名前" * 20, "sky", "", "\x1b[31m" + "説明" * 200 + " a" * 40 + "\u202e")
    shown = lines(width, room, (*ENTITIES, odd), first)
    assert len(shown) <= room
    assert all(cell_len(line) <= max(width, 5) for line in shown)
    assert "\x1b" not in "".join(shown)
    assert "\u202e" not in "".join(shown)


def test_without_room_for_all_the_one_in_focus_comes_first_and_the_others_are_counted():
    assert lines(100, 2, first="City")[0] == "2 City  Towns and cities."
    assert lines(100, 2, first="City")[1].startswith("+2")
    assert lines(100, 3, first="City")[0].startswith("1 Person")
