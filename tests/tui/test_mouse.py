"""All that the mouse does, clicked on the real screen."""

import pytest
from textual import events

from core.services.project import projects
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.file.screen import FileScreen
from tui.screens.entities.entities import EntitiesScreen
from tui.screens.help import HelpScreen
from tui.widgets.bars import CommandBar, SectionBar
from tui.widgets.legend import Legend
from tui.widgets.row_list import RowList
from tui.widgets.tagged_text import TaggedText

TEXT = "Ann Lee met the board of Acme Corp in Oslo.\n" + "Nothing more to say.\n" * 80


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    project = projects.create_project(tmp_path, ["Person", "Company", "City"])
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.8), (38, 42, "City", 0.7))
    return project


def tags(app):
    return [(TEXT[t.start : t.end], t.entity) for t in app.screen.state.session.current.tags]


def selected(app):
    return app.screen.state.selected_text


async def click(app, where, word=None, line=0, at=0, times=1):
    """Click on a widget: on the first place of a word in one of its lines, or in a cell of it."""
    widget = app.screen.query_one(where)
    if word is not None:
        at = text_of(widget, line).index(word) + at
    await app.pilot.click(widget, offset=(at, line), times=times)
    await app.settle()


def text_of(widget, line):
    return widget.render_line(line).text


async def test_a_click_on_a_name_a_mark_or_a_word_selects_it(project):
    async with driven(project) as app:
        await app.press("enter")
        await click(app, TaggedText, "Acme")
        assert selected(app) == "Acme Corp"
        await click(app, TaggedText, "City", line=1)
        assert selected(app) == "Oslo"
        await click(app, TaggedText, at=1, line=1)
        assert selected(app) == "Ann Lee"
        await click(app, TaggedText, "board", times=2)
        assert selected(app) == "board"


async def test_a_click_on_the_signs_accepts_and_rejects(project):
    async with driven(project) as app:
        await app.press("enter")
        await click(app, TaggedText, "✓", line=1)
        assert tags(app) == [("Ann Lee", "Person")]
        assert selected(app) == "Acme Corp"
        await click(app, TaggedText, "✗", line=1)
        assert tags(app) == [("Ann Lee", "Person")]
        assert selected(app) == "Oslo"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_click_on_the_legend_gives_the_selection_an_entity(project, size):
    async with driven(project, size=size) as app:
        await app.press("enter")
        await click(app, TaggedText, "board")
        legend = app.screen.query_one(Legend)
        line = next(line for line in range(legend.size.height) if "City" in text_of(legend, line))
        await click(app, Legend, "City", line=line)
        assert ("board", "City") in tags(app)


async def test_a_click_on_the_last_line_runs_the_command(project):
    async with driven(project) as app:
        await app.press("enter")
        await click(app, CommandBar, "Accept")
        assert tags(app) == [("Ann Lee", "Person")]
        await click(app, CommandBar, "Undo")
        assert tags(app) == []
        await click(app, CommandBar, "Help")
        assert isinstance(app.screen, HelpScreen)


async def test_a_click_on_a_section_does_nothing_while_a_question_waits(project):
    async with driven(project) as app:
        await app.press("enter", "A")
        await click(app, SectionBar, "Entities")
        assert isinstance(app.screen, FileScreen)
        await app.press("n")
        assert tags(app) == []


async def test_a_click_on_the_first_line_opens_a_section(project):
    async with driven(project) as app:
        await click(app, SectionBar, "Entities")
        assert isinstance(app.screen, EntitiesScreen)


async def test_a_click_on_a_row_moves_the_cursor_and_another_opens_it(project):
    async with driven(project) as app:
        await click(app, RowList, at=3, line=2)
        assert app.screen.query_one(RowList).current.name == "b.txt"
        await click(app, RowList, at=3, line=2)
        assert app.screen.state.name == "b.txt"


async def test_dragging_selects_characters(project):
    async with driven(project) as app:
        await app.press("enter")
        text = app.screen.query_one(TaggedText)
        await app.pilot.mouse_down(text, offset=(TEXT.index("Oslo"), 0))
        await app.pilot.hover(text, offset=(TEXT.index("Oslo") + 1, 0))
        await app.pilot.mouse_up(text, offset=(TEXT.index("Oslo") + 2, 0))
        await app.settle()
        assert selected(app) == "Osl"


async def test_the_wheel_scrolls_the_text_and_keeps_the_selection(project):
    async with driven(project) as app:
        await app.press("enter")
        text = app.screen.query_one(TaggedText)
        before = text.visible_stretch
        await app.pilot._post_mouse_events([events.MouseScrollDown], text, offset=(5, 5), button=0)
        await app.settle()
        assert text.visible_stretch[0] > before[0]
        await app.pilot._post_mouse_events([events.MouseScrollUp], text, offset=(5, 5), button=0)
        await app.settle()
        assert text.visible_stretch == before
        assert selected(app) == "Ann Lee"
