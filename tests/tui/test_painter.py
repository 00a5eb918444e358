"""What is painted of a row: marks, names, selectors and labels, cell by cell."""

import pytest
from rich.style import Style

from core.domain.schema import Schema
from core.domain.spans import SpanSet
from core.domain.tags import Suggestion, Tag
from tui.appearance import Appearance
from tui.widgets.tagged_text.layout import Layout, Place
from tui.widgets.tagged_text.painter import Painter
from tui.widgets.tagged_text.view import View

TEXT = "Acme met Ann Lee and Ben Roe in Oslo today."


def painted(text, tags=(), suggestions=(), selection=None, hints=None, width=60):
    schema = Schema().added("Person").added("Company")
    view = View(
        schema,
        SpanSet(Tag(*span) for span in tags),
        suggestions=SpanSet(Suggestion(*span, 0.4) for span in suggestions),
        selection=selection,
        hints=hints or {},
    )
    row = Layout(text, width).row(Place(0, 0))
    return [strip.text.rstrip() for strip in Painter(Appearance(), width, Style()).paint(row, view).strips]


def test_a_name_stands_on_its_line_or_beside_it_or_is_cut():
    assert painted(TEXT, [(9, 16, "Person"), (0, 4, "Company")])[1] == "╰─── Co… ╰Person"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        # Of what the selectors cover only a line is left, never half a name.
        ((9, 16, "Person"), "╰┄ Comp… 40%  ✓  ✗"),
        ((9, 28, "Person"), "╰┄ Comp… 40%  ✓  ✗ ─Person──"),
        ((17, 20, "Person"), "╰┄ Company 40%  ✓  ✗"),
        ((21, 28, "Person"), "╰┄ Company 40%  ✓  ✗ ╰Person"),
    ],
)
def test_what_the_selectors_cover_in_part_is_drawn_again(tag, expected):
    assert painted(TEXT, [tag], [(0, 2, "Company")], selection=(0, 2))[1] == expected


def test_a_letter_stands_on_the_blank_before_its_place_and_a_longer_label_over_it():
    assert painted("Acme met Ann", hints={0: "a", 5: "bc", 9: "d"})[0] == "acme bctdAnn"
