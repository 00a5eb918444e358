"""Tags that were set aside because their text changed are placed or dropped by keys."""

import pytest

from core.domain.text.spans import Span
from core.services.project import files, projects
from core.services.review import open_file
from tests.tui.conftest import driven
from tui.file.screen import FileScreen
from tui.screens.data.set_aside import SetAsideScreen

OLD = "The lender Anna Smith met Ben Ray in Paris.\n"
NEW = "Minutes, by hand. Anne Smith was there; so was Rita.\nLater Anna Jones wrote.\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    made = projects.create_project(tmp_path, ["Person"])
    opened = open_file.open_file(made, "a.txt")
    for quote in ("Anna Smith", "Ben Ray"):
        start = OLD.index(quote)
        opened.record(opened.session.tag(Span(start, start + len(quote), "Person")))
    opened.save()
    (tmp_path / "a.txt").write_text(NEW, "utf-8")
    return made


def stored(project):
    document, tagging = files.read_tagging(project, "a.txt")
    return [document.text[tag.start : tag.end] for tag in tagging.tags], [
        each.anchor.quote for each in tagging.set_aside
    ]


async def test_a_tag_is_placed_dropped_and_each_is_undone(project):
    async with driven(project) as app:
        await app.press("p")
        assert isinstance(app.screen, SetAsideScreen)
        await app.press("a")
        assert stored(project) == (["Anne Smith"], ["Ben Ray"])
        await app.press("x")
        assert stored(project) == (["Anne Smith"], [])
        assert "No tag is set aside" in app.message or "dropped" in app.message
        await app.press("u")
        assert stored(project) == (["Anne Smith"], ["Ben Ray"])
        await app.press("u")
        tags, aside = stored(project)
        assert not tags
        assert sorted(aside) == ["Anna Smith", "Ben Ray"]


async def test_another_place_is_chosen_and_the_file_opens_there(project):
    async with driven(project) as app:
        await app.press("p", "n", "a")
        assert stored(project)[0] == ["Anna Jones"]
        await app.press("u", "enter")
        assert isinstance(app.screen, FileScreen)
