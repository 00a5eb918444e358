"""What only the screen of a file does: keys on their way to commands, and errors."""

import pytest

from core.services.project import entities, projects
from core.services.project.preferences import Preferences
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.file.screen import FileScreen
from tui.widgets.legend import Legend
from tui.widgets.selection_line import SelectionLine
from tui.widgets.tagged_text import TaggedText


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text("Ann Lee met the board of Acme Corp in Oslo.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    return projects.create_project(tmp_path, ["Person", "Company", "City"])


@pytest.mark.parametrize("labels", ["h", "g"])
async def test_quit_works_while_labels_are_shown(project, labels):
    async with driven(project) as app:
        await app.press("enter", labels)
        assert app.screen.state.shown_labels
        await app.pilot.press("q")
        await app.until(lambda: not app.app.is_running)


async def test_remapped_commands_work_while_labels_are_shown(project):
    keymap = {"file.next-file": "y", "file.labels": "k"}
    async with driven(project, preferences=Preferences(keymap=keymap)) as app:
        await app.press("enter", "k")
        assert "k takes the labels off" in app.screen.query_one(SelectionLine).render().plain
        assert "y" not in app.screen.state.shown_labels
        await app.press("y")
        assert app.screen.state.name == "b.txt"
        assert app.screen.state.shown_labels
        await app.press("k")
        assert not app.screen.state.shown_labels


async def test_any_other_key_leaves_the_labels_of_a_choice_and_still_acts(project):
    async with driven(project) as app:
        await app.press("enter", "right", "g", "1")
        assert not app.screen.state.shown_labels
        assert [tag.entity for tag in app.screen.state.session.current.tags] == ["Person"]
        await app.press("g", "right_square_bracket")
        assert not app.screen.state.shown_labels
        assert app.screen.state.name == "b.txt"


async def test_a_decision_that_is_on_disk_is_shown_though_saving_it_failed(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (38, 42, "City", 0.8))
    async with driven(project) as app:
        await app.press("enter")
        entities.rename_entity(project, "City", "Town")
        await app.press("v")
        assert "no entity City" in app.message
        assert isinstance(app.screen, FileScreen)
        assert "2 tags  0 suggested  unsaved: 2 tags" in app.title
        await app.press("u")
        assert "0 tags  2 suggested" in app.title


async def test_scores_are_shown_in_place_until_the_key_is_pressed_again(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (38, 42, "City", 0.8))

    def text(app):
        widget = app.screen.query_one("TaggedText")
        return "\n".join(widget.render_line(y).text for y in range(4))

    async with driven(project) as app:
        await app.press("enter")
        assert "80%" not in text(app)
        await app.press("percent_sign", "n")
        assert "90%" in text(app)
        await app.press("percent_sign")
        assert "90%" not in text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_descriptions_fill_the_legend_and_leave_room_for_the_text(project, size):
    for name in ("Person", "Company", "City"):
        entities.describe_entity(project, name, f"{name}: " + "what counts and what does not. " * 12)
    async with driven(project, size=size) as app:
        await app.press("enter", "right", "right", "2")
        below = app.screen.query_one(Legend).size.height
        await app.press("E")
        legend = app.screen.query_one(Legend)
        assert legend.render().plain.startswith("2 Company")
        assert below <= legend.size.height >= len(legend.render().plain.splitlines())
        assert app.screen.query_one(TaggedText).size.height >= size[1] // 3
        await app.press("E")
        assert legend.size.height == below


@pytest.mark.parametrize(("size", "cells"), [((80, 24), 80), ((120, 40), 88), ((200, 60), 100)])
async def test_lines_of_text_stay_readable_on_wide_terminals(tmp_path, size, cells):
    (tmp_path / "long.txt").write_text("word " * 500, "utf-8")
    project = projects.create_project(tmp_path, ["Person"])
    async with driven(project, size=size) as app:
        await app.press("enter")
        text, legend = app.screen.query_one(TaggedText), app.screen.query_one(Legend)
        assert text.size.width == cells
        if size[0] > 80:
            assert text.region.right < legend.region.x < legend.region.right <= size[0]
