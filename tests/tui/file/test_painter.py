"""Rows are painted cell by cell: marks, names, selectors and labels."""

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
from tui.widgets.tagged_text.layout import Layout, RowIndex
from tui.widgets.tagged_text.painter import Painter
from tui.widgets.tagged_text.view import View

TEXT = "Acme met Ann Lee and Ben Roe in Oslo today."


def painted(text, tags=(), suggestions=(), selection=None, labels=None, width=60, unsaved=(), **looks):
    schema = Schema().added("Person").added("Company")
    view = View(
        schema,
        SpanSet(Tag(*span) for span in (*tags, *unsaved)),
        SpanSet(Tag(*span) for span in unsaved),
        suggestions=SpanSet(Suggestion(start, end, entity, 0.4) for start, end, entity in suggestions),
        selection=selection,
        labels=labels or {},
        shows_scores=looks.get("shows_scores", False),
    )
    appearance = Appearance(ascii=looks.get("ascii", False))
    row = Layout(text, width).row(RowIndex(0, 0))
    return [strip.text.rstrip() for strip in Painter(appearance, width, Style()).paint(row, view).strips]


def test_a_name_is_on_its_line_or_behind_it_or_is_cut():
    assert painted(TEXT, [(9, 16, "Person"), (0, 4, "Company")])[1] == "╰─── Co… ╰────── Person"


def test_a_tag_that_is_not_saved_yet_has_a_sign_after_its_name_even_if_that_is_cut():
    unsaved = [(0, 4, "Company"), (9, 16, "Person"), (21, 28, "Company")]
    assert painted(TEXT, unsaved=unsaved)[1] == "╰─── C…• ╰─Per…•     ╰────── Company•"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ((9, 16, "Person"), "╰┄ ✓  ✗  ╰────── Person"),
        ((9, 28, "Person"), "╰┄ ✓  ✗  ╰─Person───────────"),
        ((17, 20, "Person"), "╰┄ Co… 40%  ✓  ✗ ╰── Person"),
        ((21, 28, "Person"), "╰┄ Company 40%  ✓  ✗ ╰────── Person"),
        ((4, 8, "Person"), "╰┄  ╰─── Person"),
    ],
)
def test_score_and_selectors_go_where_they_cover_no_other_line(tag, expected):
    assert painted(TEXT, [tag], [(0, 2, "Company")], selection=(0, 2))[1] == expected


def test_a_label_of_one_letter_is_before_its_place_and_a_longer_one_over_it():
    assert painted("Acme met Ann", labels={0: "a", 5: "bc", 9: "d"})[0] == "acme bctdAnn"


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
def test_no_character_that_acts_on_a_terminal_is_painted_whatever_it_is_joined_to(text):
    layout = Layout(text, 200)
    row = layout.row(RowIndex(0, 0))
    for cluster in row.clusters:
        flag = cluster.shown.startswith("\U0001f3f4")
        acting = {c for c in cluster.shown if category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\u200d"}
        assert not acting or (flag and all("\U000e0020" <= c <= "\U000e007f" for c in acting))
        assert cluster.width >= 1
    assert "".join(text[c.start : c.end] for c in row.clusters) == text


def test_a_regional_flag_is_one_character_and_its_letters_alone_are_visible():
    [flag] = Layout("\U0001f3f4\U000e0067\U000e0062\U000e007f", 20).row(RowIndex(0, 0)).clusters
    assert flag.width == cell_len("\U0001f3f4")
    assert [c.shown for c in Layout("x\U000e0041", 20).row(RowIndex(0, 0)).clusters] == ["x", "\ufffd"]


def test_text_without_blanks_fills_its_rows_and_words_next_to_it_stay_whole():
    text = "支払い \u7530\u4e2d\u7f8e\u54b2\u3055\u3093\u306f2024\u5e74 settle today"
    rows = [text[row.start : row.end] for row in Layout(text, 12).rows(0)]
    assert rows == ["支払い 田中", "美咲さんは", "2024年 ", "settle today"]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters=":$&%*()+~#/?"), min_size=1, max_size=50)


@st.composite
def spans_apart(draw, length):
    """Borders of one to four spans of a text, none overlapping another."""
    cuts = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=8)))
    return list(zip(cuts[::2], cuts[1::2], strict=False))


@given(
    name=NAMES,
    spans=spans_apart(30),
    text=st.text("ab カ👩\t", min_size=30, max_size=30),
    width=st.integers(1, 40),
    is_ascii=st.booleans(),
    is_selected=st.booleans(),
    data=st.data(),
)
def test_a_tag_and_a_suggestion_never_look_alike_without_colour(name, spans, text, width, is_ascii, is_selected, data):
    """The text, the marks and their number are the same; one of the spans is once a tag and once a suggestion."""
    changed = data.draw(st.sampled_from(spans))
    others = [span for span in spans if span != changed]
    start, end = changed
    tag, suggestion = Tag(start, end, name), Suggestion(start, end, name, 0.5)
    other_tags = [Tag(start, end, "X") for start, end in others]
    selection = changed if is_selected else None
    layout, painter = Layout(text, width), Painter(Appearance(ascii=is_ascii), width, Style())
    as_tag = View(tags=SpanSet([tag, *other_tags]), selection=selection)
    as_suggestion = View(tags=SpanSet(other_tags), suggestions=SpanSet([suggestion]), selection=selection)
    for row in layout.rows(0):
        if row.start < changed[1] and changed[0] < row.end and row.end - row.start <= width:
            lines = [painter.paint(row, view).strips[1] for view in (as_tag, as_suggestion)]
            assert lines[0].text != lines[1].text


@given(spans_apart(30), st.booleans(), st.data())
def test_every_mark_shows_its_own_line_whatever_is_in_focus(spans, shows_scores, data):
    focus = data.draw(st.sampled_from(spans))
    tags = [(*span, "Person") for span in spans if span != focus]
    line = painted("x" * 30, tags, [(*focus, "Company")], focus, width=30, shows_scores=shows_scores)[1].ljust(30)
    for first, last in spans:
        assert ("┄" if (first, last) == focus else "─") in line[first:last]


def test_every_suggestion_shows_its_score_behind_or_in_place_of_its_name():
    spans = [(9, 16, "Person"), (21, 28, "Person")]
    assert painted(TEXT, suggestions=spans, shows_scores=True)[1] == "         ╰┄40%┄┄     ╰┄┄┄┄┄┄ Person 40%"


def test_tabs_stop_at_multiples_of_eight_so_that_columns_line_up():
    rows = [painted(line)[0] for line in ("Name\tCity", "Ann Lee\tOslo", "Benjamin\tRome", "\tParis")]
    assert rows == ["Name    City", "Ann Lee Oslo", "Benjamin        Rome", "        Paris"]


@pytest.mark.parametrize("emoji", ["👍🏽", "👩\u200d👩\u200d👧", "❤\ufe0f", "🇩🇪", "1\ufe0f\u20e3", "👍"])
@pytest.mark.parametrize("width", range(2, 14))
def test_an_emoji_at_the_end_of_a_line_is_whole(emoji, width):
    text = f"abc def {emoji}{emoji} xyz{emoji}"
    layout = Layout(text, width)
    painter = Painter(Appearance(), width, Style())
    shown = "".join(painter.paint(row, View()).strips[0].text for row in layout.rows(0))
    assert shown.count(emoji) == 3


@pytest.mark.parametrize("end", ["", "👍", "é\u0301"])
@pytest.mark.parametrize("words", ["the quick fox ", "東京都の会議室。", "x", "مرحبا ", "e\u0301"])
def test_a_very_long_line_is_wrapped_in_pieces_and_whole(words, end):
    text = words * (60_000 // len(words)) + end + "\r\nnext"
    layout = Layout(text, 40)
    rows = [layout.rows(paragraph) for paragraph in range(layout.last.paragraph + 1)]
    borders = [(row.start, row.end) for paragraph in rows for row in paragraph]
    assert [start for start, _ in borders[1:-1]] == [end for _, end in borders[:-2]]
    assert (borders[0][0], text[slice(*borders[-1])]) == (0, "next")
    assert all(row.width <= 41 for paragraph in rows for row in paragraph)
    assert len(rows) > 3 or words == "e\u0301"
