"""The footer of a file shows what is needed now, in 80 columns."""

import pytest

from core.services.project import projects
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text("Ann Lee met the board of Acme Corp in Oslo.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    project = projects.create_project(tmp_path, ["Person", "Company", "City"])
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (38, 42, "City", 0.8))
    return project


CASES = {
    "suggestion": ((), "a x n p v u ? q"),
    "text, suggestions left": (("right",), "space tab / n p u ? q"),
    "text": (("]", "right"), "space tab / enter u ? q"),
    "tag": (("]", "right", "1"), "d e t enter u ? q"),
    "unsaved": (("a", "x"), "enter u s tab / ? q"),
    "saved": (("a", "x", "s"), "enter tab h / u ? q"),
    "labels": (("]", "h"), "h enter tab / u ? q"),
}


@pytest.mark.parametrize("case", CASES)
async def test_keys_of_the_footer_by_state(project, case):
    pressed, shown = CASES[case]
    names = {"]": "right_square_bracket"}
    async with driven(project) as app:
        await app.press("enter", *(names.get(key, key) for key in pressed))
        bar = app.screen.command_bar
        line = bar.render()
        keys = [line.plain[span.start : span.end].strip() for span in line.spans if getattr(span.style, "bold", False)]
        assert " ".join(keys) == shown
        assert len(line.plain) <= 80


async def test_a_wide_footer_has_room_for_more(project):
    async with driven(project, size=(120, 40)) as app:
        await app.press("enter")
        line = app.screen.command_bar.render().plain
        assert " e Entity " in line
        assert " s Save tags " in line
