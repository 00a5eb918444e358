"""Columns of a list share its room."""

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.terminal.appearance import Appearance
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

COLUMNS = [Column("File"), Column("Tags", 5, right=True), Column("Notes", optional=True)]


class _Listed(App[None]):
    def compose(self) -> ComposeResult:
        yield RowList(COLUMNS, lambda row: row, lambda row: row[0], Appearance())


@pytest.mark.parametrize(("width", "figures_end"), [(80, 24), (120, 24), (200, 24)])
async def test_figures_stay_near_what_they_belong_to(width, figures_end):
    app = _Listed()
    async with app.run_test(size=(width, 10)) as pilot:
        rows = app.query_one(RowList)
        rows.set_rows([("name", "12", "told at length " * 20)])
        await pilot.pause()
        line = rows.render_line(1).text
        assert line.index("12") + 2 == figures_end
        assert cell_len(line) == width
        assert "told" in line or width < 100
