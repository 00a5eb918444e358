"""Pages of a project by keys: entities, list of files, projects, settings, quota."""

from textual.widgets import Input

from core.domain.text.spans import Span
from core.services.jobs import quota
from core.services.project import entities, files, projects
from core.services.review import open_file
from tests.tui.conftest import driven
from tui.screens.jobs.job import JobScreen
from tui.screens.jobs.jobs import AutotagDataScreen
from tui.screens.projects.projects import ProjectsScreen
from tui.screens.wizard.review import ReviewDraftScreen


async def test_a_quota_too_small_is_said_with_figures_and_the_job_cannot_start(tickets):
    quota.set_limit(3)
    async with driven(tickets) as app:
        await app.press("f4", "enter")
        await app.answer("quick")
        await app.press("down", "enter")
        await app.answer("matches")
        await app.press("s")
        await app.until(lambda: isinstance(app.screen, JobScreen) and app.screen._job is not None)
        await app.until(lambda: not app.screen._job.state.is_active)
        await app.press("f6", "t", "enter", "enter", "*", "enter")
        assert "needs 40 text records, but only 3 of 3 are left" in app.message
        await app.press("enter")
        assert isinstance(app.screen, ReviewDraftScreen)


async def test_entities_are_managed_by_keys(project):
    async with driven(project) as app:
        await app.press("f3", "n")
        await app.answer("Sum of money")
        await app.press("r")
        await app.answer("Money")
        await app.press("c")
        await app.answer("purple")
        await app.press("k")
        await app.answer("9")
        entity = entities.load_schema(project).get("Money")
        assert (entity.colour, entity.hotkey) == ("purple", "9")
        await app.press("n")
        await app.until(lambda: app.screen.question_bar.display)
        await app.type("50%")
        await app.pilot.press("enter", "escape")
        await app.press("d")
        await app.answer("y")
        assert entities.load_schema(project).names == ["Person", "City"]


async def test_files_are_filtered_searched_and_put_into_the_testing_set(project):
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.tag(Span(0, 5, "City")))
    opened.save()
    async with driven(project) as app:
        shown = lambda: [entry.name for entry in app.screen._list.rows]  # noqa: E731
        for letters, expected in (
            ("untagged", ["a.txt", "sub/c.txt"]), ("tagged", ["b.txt"]), ("with entity city", ["b.txt"]),
            ("auto", []), ("all", ["a.txt", "b.txt", "sub/c.txt"]),
        ):  # fmt: skip
            await app.press("f")
            await app.answer(letters)
            assert shown() == expected
        await app.press("/")
        await app.answer("sub")
        assert shown() == ["sub/c.txt"]
        await app.press("t")
        assert files.entry(project, "sub/c.txt").dataset == "testing"


async def test_a_project_is_opened_from_the_list_and_a_sample_copied(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    projects.note_opened(projects.open_project(folder))
    async with driven(None) as app:
        assert isinstance(app.screen, ProjectsScreen)
        await app.press("enter")
        assert app.app.project.folder == folder
        await app.press("f9", "d")
        await app.answer("support")
        await app.until(lambda: app.app.project.folder.name == "autotag-demo-support_tickets")
        await app.press("f9", "o")
        await app.until(lambda: app.screen.question_bar.display)
        app.screen.question_bar.query_one(Input).value = str(tmp_path / "nowhere")
        await app.pilot.press("enter")
        await app.until(lambda: "no folder" in app.message)


async def test_keys_can_be_changed_and_the_quota_set_in_the_settings(project):
    async with driven(project) as app:
        await app.press("f7", "enter")
        await app.answer("none")
        assert quota.current_quota().limit is None
        await app.press("k")
        await app.answer("discard")
        await app.answer("j")
        assert app.app.preferences.keymap == {"file.discard": "j"}
        await app.press("f1")
        assert app.screen.HEADING == "Help"
        await app.press("escape", "f6")
        assert isinstance(app.screen, AutotagDataScreen)
