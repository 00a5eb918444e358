"""Pastes, and the keys that leave or suspend the app from everywhere."""

import pytest
from textual.command import CommandList
from textual.events import Paste

from core.services.project import files
from tests.tui.conftest import driven


async def paste(app, text):
    app.app.post_message(Paste(text))
    await app.settle()


async def test_several_pasted_lines_are_joined_into_an_answer(project):
    async with driven(project) as app:
        await app.press("/")
        await paste(app, "b\r\n  .t\x1b\nxt \n")
        assert app.screen.question_bar.query_one("Input").value == "b .t  xt"


async def test_a_paste_that_is_too_long_says_how_much_was_left_out(project):
    async with driven(project) as app:
        await app.press("/")
        await paste(app, "x" * 30_000)
        assert len(app.screen.question_bar.query_one("Input").value) == 10_000
        assert "Only the first 10,000 characters" in str(app.screen.question_bar.query_one(".refusal").render())


async def test_a_paste_where_nothing_asks_for_text_runs_nothing(project):
    async with driven(project) as app:
        await app.press("enter", "right")
        await paste(app, "1q2s\r")
        assert "what was pasted is left out" in app.message
        await app.press("D")  # which asks nothing, as nothing is unsaved
        assert not files.entry(project, "a.txt").unsaved


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
@pytest.mark.parametrize("before", [[], ["/", "x"], ["ctrl+p"], ["?"]])
async def test_control_keys_leave_from_everywhere(project, key, before):
    async with driven(project) as app:
        await app.press(*before)
        await app.pilot.press(key)
        await app.until(lambda: not app.app.is_running or app.app._exit)


@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_paging_in_a_palette_that_has_just_opened_ends_nothing(project, key):
    async with driven(project) as app:
        await app.press("ctrl+p")
        palette = app.screen
        commands = palette.query_one(CommandList)
        await app.until(lambda: commands.option_count)
        commands.styles.width = 0  # as before it has been laid out
        await app.until(lambda: not commands.scrollable_content_region)
        await app.pilot.press("down", key)
        await app.settle()
        commands.styles.width = "1fr"
        await app.until(lambda: commands.scrollable_content_region)
        await app.pilot.press(key, "escape")
        assert app.app.is_running
