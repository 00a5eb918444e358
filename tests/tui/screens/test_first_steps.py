"""A new project says what to do next, step by step."""

import pytest

from core.services.project import entities, projects
from core.services.project.files import list_files
from tests.tui.conftest import driven
from tui.file.screen import FileScreen


@pytest.fixture
def new_project(folder):
    return projects.open_project(folder)


async def test_the_line_moves_on_as_each_step_is_done(new_project):
    async with driven(new_project) as app:
        await app.until(lambda: "First name what to look for" in app.message)
        await app.press("f3", "n")
        await app.answer("Person, City")
        await app.until(lambda: "press F2 to open a file" in app.message)
        await app.press("f2")
        await app.until(lambda: "Open a file with enter" in app.message)
        await app.press("enter", "right", "1", "s", "escape")
        await app.until(lambda: "Tag all there is in 3 files (1 so far)" in app.message)
        for name in ("b.txt", "sub/c.txt"):
            await app.press("down", "enter", "s", "escape")
            await app.until(lambda name=name: list_files(new_project).named([name])[0].confirmed)
        await app.until(
            lambda: app.message.startswith("Every file is done: c checks the tags, x exports them, F4 trains")
        )


async def test_usual_entities_come_with_descriptions(new_project):
    async with driven(new_project) as app:
        await app.press("f3", "l", "space", "down", "space", "enter")
        await app.until(lambda: [e.name for e in app.screen._list.rows] == ["Person", "Location"])
    assert all(entity.description for entity in entities.load_schema(new_project))


async def test_enter_adds_the_usual_entity_at_the_cursor_if_none_is_checked(new_project):
    async with driven(new_project) as app:
        await app.press("f3", "l", "down", "enter")
        await app.until(lambda: entities.load_schema(new_project).names == ["Organization"])


async def test_the_first_page_offers_samples_each_with_a_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with driven(None) as app:
        rows = app.screen._list.rows
        assert [row.name for row in rows] == projects.sample_projects()
        assert all(row.about for row in rows)
        await app.press("end", "enter")
        await app.until(lambda: "20 files tagged: F8 trains a model" in app.message)
    assert (tmp_path / "autotag-demo-support_tickets").is_dir()


async def test_enter_under_a_filter_stays_among_the_files_of_the_filter(new_project):
    entities.add_entity(new_project, "Person")
    async with driven(new_project) as app:
        await app.press("slash", "b", "full_stop", "enter", "enter")
        await app.until(lambda: isinstance(app.screen, FileScreen) and app.screen.state)
        assert app.screen.state.names == ["b.txt"]
        await app.press("enter")
        assert app.screen.state.name == "b.txt"
        assert "Every file of this list is done; 2 other files in the project wait: F8" in app.message
