"""The page of the project's guidelines."""

import os

import pytest
from textual.widgets import Static

from core.services.project import entities
from core.services.project.guidelines import LARGEST
from tests.tui.conftest import driven
from tui.file.screen import FileScreen
from tui.screens.entities.entities import EntitiesScreen


def page(app):
    return str(app.screen.query_one(Static).render())


async def test_one_key_shows_the_guidelines_and_leads_back_to_the_place_in_the_file(project):
    (project.folder / "guidelines.md").write_text("# People\n\nNo titles.\n" + "More.\n" * 60, "utf-8")
    entities.describe_entity(project, "City", "a place with a mayor")
    async with driven(project) as app:
        await app.press("enter", "right", "right", "L")
        await app.until(lambda: page(app))
        assert page(app).startswith("# People\n\nNo titles.\n")
        assert "City\na place with a mayor\n" in page(app)
        assert "Person\nno description yet\n" in page(app)
        scroll = app.screen.query_one(Static).parent
        await app.press("end")
        await app.until(lambda: scroll.scroll_y > 0)
        await app.press("escape")
        assert isinstance(app.screen, FileScreen)
        assert app.screen.state is not None
        assert app.screen.state.selected_text == "met"


async def test_it_is_opened_from_the_entities_and_says_how_to_write_guidelines(project):
    async with driven(project) as app:
        await app.press("f3", "L")
        assert "write some into guidelines.md" in app.message
        assert "Person" in page(app)
        await app.press("escape")
        assert isinstance(app.screen, EntitiesScreen)


async def test_nothing_in_the_guidelines_acts_on_the_terminal(project):
    hostile = (
        b"\xef\xbb\xbf# \x1b[2J [bold]x[/bold]\r\n\x1b]0;title\x07 \xff \xe2\x80\xae \x00 \xe6\xbc\xa2\xe5\xad\x97\r\n"
    )
    (project.folder / "guidelines.md").write_bytes(hostile)
    async with driven(project) as app:
        await app.press("f3", "L")
        assert not set(page(app)) & set("\x1b\x07\x00\u202e\r\ufeff")
        assert "[bold]x[/bold]" in page(app)
        assert "\u6f22\u5b57" in page(app)


def too_large(path):
    path.write_text("x" * (LARGEST + 1))


@pytest.mark.parametrize(
    ("make", "told"), [(too_large, "shorten it"), (os.mkfifo, "regular file"), (os.mkdir, "guidelines.md")]
)
async def test_a_file_that_cannot_be_shown_is_said_and_the_entities_are_shown(project, make, told):
    make(project.folder / "guidelines.md")
    async with driven(project) as app:
        await app.press("f3", "L")
        assert told in app.message
        assert "Person" in page(app)
