"""The list of files has no column that is empty in all rows."""

from tests.tui.conftest import driven
from tui.widgets.row_list import RowList


def lines(app):
    shown = app.screen.query_one(RowList)
    return [shown.render_line(y).text for y in range(shown.size.height)]


async def test_which_files_are_kept_for_testing_is_shown_once_there_is_one(project):
    async with driven(project) as app:
        assert "Kept for" not in lines(app)[0]
        await app.press("t")
        await app.until(lambda: "Kept for" in lines(app)[0])
        assert lines(app)[1].rstrip().endswith("testing")
        assert not lines(app)[2].rstrip().endswith("testing")


async def test_the_length_of_a_file_is_counted_in_characters(project):
    async with driven(project) as app:
        assert "Length" in lines(app)[0]
        assert " 42 " in lines(app)[1]
