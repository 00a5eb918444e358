"""Assigning files in the list of files, and finding one's own."""

import pytest

from core.services.project import files
from core.services.project.preferences import Preferences, save_preferences
from core.services.review import open_file
from core.services.team.assignments import assign
from tests.tui.conftest import driven


def listed(project):
    return {entry.name: entry.assigned_to for entry in files.list_files(project) if entry.assigned_to}


@pytest.fixture
def ann(project):
    """A project whose user is ann."""
    save_preferences(Preferences(author="ann"))
    return project


async def test_the_file_under_the_cursor_is_assigned_to_several(ann):
    async with driven(ann) as app:
        await app.press("down", "w", "enter")
        await app.answer("ann, root")
        await app.answer("2")
        await app.settle()
        assert app.message == "1 file assigned: 1 to ann, 1 to root."
        assert listed(ann) == {"b.txt": ("ann", "root")}
        assert str(app.screen._people.render()) == "Done: ann (me) 0/1, root 0/1"


async def test_checked_files_are_assigned_and_escape_unchecks(ann):
    async with driven(ann) as app:
        await app.press("space", "space", "escape", "home", "space", "down", "space", "w")
        await app.answer("bob")
        await app.settle()
        assert set(listed(ann)) == {"a.txt", "sub/c.txt"}
        assert not app.screen._list.checked
        assert "knows a user bob" in app.message


async def test_files_under_the_filter_are_assigned_after_a_question_about_those_of_others(ann):
    assign(ann, ["a.txt"], ["zoe"])
    async with driven(ann) as app:
        await app.press("w", "down", "enter")
        await app.answer("ann")
        await app.until(lambda: app.screen.question_bar.display)
        assert "1 file would be taken from zoe" in str(app.screen.question_bar._prompt.render())
        await app.answer("n")
        assert listed(ann) == {"a.txt": ("zoe",)}
        await app.press("f")
        await app.answer("Not assigned")
        await app.press("w", "down", "enter")
        await app.answer("ann")
        await app.settle()
        assert listed(ann) == {"a.txt": ("zoe",), "b.txt": ("ann",), "sub/c.txt": ("ann",)}


async def test_an_empty_answer_takes_files_away_and_a_wrong_one_is_asked_again(ann):
    assign(ann, ["a.txt"], ["ann"])
    async with driven(ann) as app:
        await app.press("space", "w")
        bar = app.screen.question_bar
        await app.until(lambda: bar.display)
        bar.query_one("Input").value = ","
        await app.pilot.press("enter")
        await app.until(lambda: bar._refusal.display)
        assert "No annotator is named" in str(bar._refusal.render())
        await app.answer("")
        await app.settle()
        assert listed(ann) == {}
        assert not app.screen._people.display


async def test_ones_own_files_are_a_filter_or_a_search_and_escape_shows_all(ann):
    assign(ann, ["a.txt", "b.txt"], ["ann"])
    assign(ann, ["sub/c.txt"], ["bob"])
    open_file.open_file(ann, "b.txt").save()
    async with driven(ann) as app:
        assert "Done: ann (me) 1/2, bob 0/1" in str(app.screen._people.render())
        await app.press("f")
        await app.answer("Assigned to ann")
        assert "Tag data: All, assigned to ann" in app.title
        assert "2/3 files" in app.title
        await app.press("f")
        await app.answer("Untagged")
        assert app.screen._list.rows.names == ["a.txt"]
        await app.press("escape")
        assert app.screen._list.rows.names == ["a.txt", "sub/c.txt"]
        await app.press("/")
        await app.answer("assigned:me")
        assert app.screen._list.rows.names == ["a.txt"]
        await app.press("f")
        await app.answer("All")
        await app.press("/")
        await app.answer("decided:ann")
        assert app.screen._list.rows.names == ["b.txt"]


async def test_hostile_names_of_annotators_and_files_are_only_shown(ann):
    (ann.folder / "x\x1b[2J.txt").write_text("One.\n")
    assign(ann, ["x\x1b[2J.txt"], ["日本語", "[/b] $x"], 2)
    async with driven(ann, size=(120, 40)) as app:
        await app.press("end")
        row = app.screen._list.render_line(4).text
        assert "[/b] $x, 日本" in row
        assert "\x1b" not in row
        await app.press("w", "enter")
        await app.answer("ann")
        await app.answer("y")
        await app.settle()
        assert listed(ann) == {"x\x1b[2J.txt": ("ann",)}
