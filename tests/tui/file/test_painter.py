"""What is painted of a row: marks, names, selectors and labels, cell by cell."""

from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from core.domain.project.schema import Schema
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import SpanSet
from tui.terminal.appearance import Appearance
from tui.terminal.plain import shortened
from tui.widgets.tagged_text.layout import Layout, Place
from tui.widgets.tagged_text.painter import Painter
from tui.widgets.tagged_text.view import View

TEXT = "Acme met Ann Lee and Ben Roe in Oslo today."


def painted(text, tags=(), suggestions=(), selection=None, hints=None, width=60, unsaved=()):
    schema = Schema().added("Person").added("Company")
    view = View(
        schema,
        SpanSet(Tag(*span) for span in (*tags, *unsaved)),
        SpanSet(Tag(*span) for span in unsaved),
        suggestions=SpanSet(Suggestion(*span, 0.4) for span in suggestions),
        selection=selection,
        hints=hints or {},
    )
    row = Layout(text, width).row(Place(0, 0))
    return [strip.text.rstrip() for strip in Painter(Appearance(), width, Style()).paint(row, view).strips]


def test_a_name_stands_on_its_line_or_beside_it_or_is_cut():
    assert painted(TEXT, [(9, 16, "Person"), (0, 4, "Company")])[1] == "╰─── Co… ╰Person"


def test_what_is_not_saved_yet_bears_a_sign_after_its_name_even_if_that_is_cut():
    unsaved = [(0, 4, "Company"), (9, 16, "Person"), (21, 28, "Company")]
    assert painted(TEXT, unsaved=unsaved)[1] == "╰─── C…• ╰Pers…•     ╰────── Company•"


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


PARTS = ("a", "é", "\u0301", "カ", "👩", "\U0001f3f4\U000e0067\U000e0062", "\U000e0041", "\u200d", "\ufe0f", "🏽", " ")
HOSTILE = (
    "\x1b",
    "\x07",
    "\x00",
    "\t",
    "\r",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u061c",
    "\u00ad",
    "\u2028",
    "\u206a",
    "\ufff9",
)


@given(st.lists(st.sampled_from([*PARTS, *HOSTILE]), min_size=1, max_size=30).map("".join))
@example("x\u200d\x1b]52;c;cm0=\u200d\x07")
@example("a\u200d\u202eb")
def test_nothing_that_acts_on_a_terminal_is_painted_whatever_it_is_joined_to(text):
    layout = Layout(text, 200)
    row = layout.row(Place(0, 0))
    for cluster in row.clusters:
        flag = cluster.shown.startswith("\U0001f3f4")
        acting = {c for c in cluster.shown if category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\u200d"}
        assert not acting or (flag and all("\U000e0020" <= c <= "\U000e007f" for c in acting))
        assert cluster.width >= 1
    assert "".join(text[c.start : c.end] for c in row.clusters) == text


def test_a_flag_of_a_region_is_one_character_and_its_letters_alone_are_seen():
    [flag] = Layout("\U0001f3f4\U000e0067\U000e0062\U000e007f", 20).row(Place(0, 0)).clusters
    assert flag.width == cell_len("\U0001f3f4")
    assert [c.shown for c in Layout("x\U000e0041", 20).row(Place(0, 0)).clusters] == ["x", "\ufffd"]


def test_text_without_blanks_fills_its_rows_and_words_beside_it_stay_whole():
    text = "支払い \u7530\u4e2d\u7f8e\u54b2\u3055\u3093\u306f2024\u5e74 settle today"
    rows = [text[row.start : row.end] for row in Layout(text, 12).rows(0)]
    assert rows == ["支払い 田中", "美咲さんは", "2024年 ", "settle today"]


@pytest.mark.parametrize(
    ("width", "expected"), [(12, "BorrowerCity"), (9, "Borr…City"), (6, "Bor…ty"), (5, "Borr…"), (1, "…")]
)
def test_a_long_name_keeps_both_its_ends_where_there_is_room(width, expected):
    assert shortened("BorrowerCity", width, "…") == expected
