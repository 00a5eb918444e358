"""While a question is open, the last line shows the keys that answer it, and nothing that does not act."""

import pytest

from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.widgets.bars import CommandBar


def last_line(app):
    return app.screen.query_one(CommandBar).render_line(0).text.strip()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["/"], "enter OK  esc Back"),
        (["f"], "up down Move  a-z Narrow down  enter Choose  esc Back"),
        (["enter", "A"], "y Yes  n No  esc Back"),
        (["enter", "1", "t"], "y Yes  n No  a All that follow  esc Back"),
    ],
    ids=["text", "choice", "yes or no", "several keys"],
)
async def test_the_last_line_shows_the_keys_of_an_open_question_and_the_commands_after_it(project, keys, shown):
    suggest(project, "a.txt", (9, 12, "Person", 0.9))
    async with driven(project) as app:
        await app.press(*keys[:-1])
        before = last_line(app)
        await app.press(keys[-1])
        assert last_line(app) == shown
        await app.press("escape")
        assert last_line(app) == before


async def test_a_click_on_a_key_of_the_last_line_answers_the_question(project):
    suggest(project, "a.txt", (9, 12, "Person", 0.9))
    async with driven(project) as app:
        await app.press("enter", "A")
        await app.pilot.click(CommandBar, offset=(last_line(app).index("Yes") + 1, 0))
        await app.settle()
        assert not app.screen.question_bar.display
        assert len(app.screen.state.session.current.tags) == 1
        await app.press("/")
        await app.pilot.click(CommandBar, offset=(last_line(app).index("Back") + 1, 0))
        await app.settle()
        assert not app.screen.question_bar.display
