"""Splitting an entity and looking for more of one, by keys."""

import pytest

from core.domain.text.spans import Span
from core.services.project import entities, files, projects
from core.services.review import open_file
from tests.tui.conftest import driven
from tui.file.screen import FileScreen
from tui.screens.data.places import PlacesScreen
from tui.screens.data.sorting import SortingScreen

TEXTS = {"a.txt": "Ann met Acme Corp. Case K-12.\n", "b.txt": "Acme Corp wrote to Bo. Case M-7.\n"}


@pytest.fixture
def project(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    made = projects.create_project(tmp_path, ["Name", "Case"])
    for name, string, entity in [
        ("a.txt", "Ann", "Name"),
        ("a.txt", "Acme Corp", "Name"),
        ("b.txt", "Acme Corp", "Name"),
        ("b.txt", "Bo", "Name"),
        ("a.txt", "K-12", "Case"),
    ]:
        opened = open_file.open_file(made, name)
        start = TEXTS[name].index(string)
        opened.record(opened.session.tag(Span(start, start + len(string), entity)))
        opened.save()
    return made


async def test_an_entity_is_split_text_by_text(project):
    async with driven(project) as app:
        await app.press("f3", "s", *"Company", "enter")
        assert isinstance(app.screen, SortingScreen)
        assert [pile.text for pile in app.screen._list.rows] == ["Acme Corp", "Ann", "Bo"]
        await app.press("a", "x", "u", "u", "U", "s")
        assert [pile.text for pile in app.screen._list.rows] == ["Ann", "Bo"]
    assert files.list_files(project).tags == {"Name": 2, "Company": 2, "Case": 1}
    assert entities.load_schema(project).names == ["Name", "Case", "Company"]


async def test_tags_are_looked_at_one_by_one(project):
    async with driven(project) as app:
        await app.press("f3", "s", *"Company", "enter", "o")
        assert len(app.screen._list.rows) == 4
        await app.press("x", "a", "s")
        assert len(app.screen._list.rows) == 2
    assert files.list_files(project).tags == {"Name": 3, "Company": 1, "Case": 1}


async def test_places_are_opened_and_what_was_left_out_is_not_asked_again(project):
    async with driven(project) as app:
        await app.press("f3", "s", *"Company", "enter", "enter")
        assert isinstance(app.screen, PlacesScreen)
        await app.press("escape", "x", "enter")
        assert isinstance(app.screen, FileScreen)
        await app.press("escape", "escape", "s", *"Company", "enter")
        assert [pile.text for pile in app.screen._list.rows] == ["Ann", "Bo"]


async def test_more_of_an_entity_is_looked_for(project):
    async with driven(project) as app:
        await app.press("f3", "down", "w")
        assert [pile.text for pile in app.screen._list.rows] == ["M-7"]
        await app.press("A", "y", "s")
    assert files.list_files(project).tags["Case"] == 2


async def test_without_a_tag_the_list_says_that_some_are_needed(project):
    entities.add_entity(project, "Empty")
    async with driven(project) as app:
        await app.press("f3", "down", "down", "w")
        assert "Tag a few places as Empty first" in app.screen.message_line.message
