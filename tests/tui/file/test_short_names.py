"""Names that have no room are shortened, and stay unlike each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.short_names import ShortNames

LOANS = [
    "BorrowerAddress", "BorrowerCity", "BorrowerName", "BorrowerState", "Date", "InterestRate", "LenderAddress",
    "LenderCity", "LenderName", "LenderState", "LoanAmount", "Title",
]  # fmt: skip
WORDS = [
    "case",
    "Case number",
    "Case No 2",
    "Case No 3",
    "Party A",
    "Party B",
    "PARTY",
    "Firma",
    "Firmen",
    "東京都",
    "東京市",
]


@pytest.mark.parametrize("names", [LOANS, WORDS])
@pytest.mark.parametrize("width", range(3, 20))
def test_names_of_one_project_stay_unlike_each_other_in_three_cells_and_more(names, width):
    short = ShortNames(names, "…")
    forms = [short.fit(name, width) for name in names]
    assert len(set(forms)) == len(names), forms


@pytest.mark.parametrize(
    ("name", "width", "expected"),
    [
        ("BorrowerCity", 12, "BorrowerCity"),
        ("BorrowerCity", 8, "BorrCity"),
        ("BorrowerAddress", 8, "BorrAddr"),
        ("BorrowerAddress", 3, "BAd"),
        ("LoanAmount", 6, "LoanA…"),
        ("Title", 4, "Tit…"),
        ("Title", 0, ""),
    ],
)
def test_a_name_loses_its_end_or_the_ends_of_its_words_where_others_begin_alike(name, width, expected):
    assert ShortNames(LOANS, "…").fit(name, width) == expected


@given(st.lists(st.text("abAB 1カ\u0301\x1b", min_size=1, max_size=9), min_size=1, max_size=6), st.integers(0, 12))
def test_no_form_takes_more_cells_than_there_are_and_none_is_empty_that_need_not_be(names, width):
    short = ShortNames(names, "~")
    for name in names:
        assert cell_len(short.fit(name, width)) <= width
        assert width == 0 or short.fit(name, width)
