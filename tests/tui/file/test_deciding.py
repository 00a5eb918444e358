"""Deciding on suggestions by keys: many at once, the rest, evidence, undo."""

import pytest

from core.services.project import files, projects
from core.services.review import open_file
from tests.tui.conftest import driven
from tests.tui.file.meeting import TEXT, labels, notes, selected, tags
from tests.tui.file.opened import suggest


@pytest.fixture
def project(tmp_path):
    return notes(tmp_path)


async def test_kept_labels_make_way_for_suggestions_and_come_when_all_are_decided(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter", "h")
        assert not app.screen.state.shown_labels
        await app.press("a")
        await app.press("home", "w")
        assert not app.screen.state.shown_labels  # n leads to the suggestion that is left
        await app.press("n", "x")
        assert "Ann Lee" in set(labels(app))
        await app.press("escape")
        assert not app.screen.state.shown_labels


async def test_many_are_decided_in_one_step_that_undo_takes_back(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Person", 0.3), (38, 42, "City", 0.8))
    async with driven(project) as app:
        await app.press("enter", "b")
        await app.answer("of Person")
        assert "Accept 2 suggestions of Person?" in str(app.screen.question_bar._prompt.render())
        assert "The lowest score is 30%: Acme Corp" in app.message
        await app.press("y")
        assert tags(app) == [("Ann Lee", "Person"), ("Acme Corp", "Person")]
        await app.press("u")
        assert tags(app) == []
        assert len(app.screen.state.session.current.suggestions) == 3


async def test_many_are_decided_from_a_score_that_the_user_types(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Person", 0.3), (38, 42, "City", 0.8))
    async with driven(project) as app:
        await app.press("enter", "b")
        await app.answer("with a score to type")
        await app.answer("75%")
        assert "Accept 2 suggestions at 75% and above?" in str(app.screen.question_bar._prompt.render())
        await app.press("y")
        assert tags(app) == [("Ann Lee", "Person"), ("Oslo", "City")]
        await app.press("b")
        await app.answer("with a score to type")
        await app.answer("0.5")
        assert "No suggestion here has a score of 50% or more" in app.message


async def test_a_suggestion_in_focus_shows_its_evidence(project):
    other = open_file.open_file(project, "b.txt")
    suggest(project, "b.txt", (7, 16, "Company", 0.9))
    other = open_file.open_file(project, "b.txt")
    other.record(other.session.accept(other.session.current.suggestions[0]))
    other.save()
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter")
        assert "Never tagged before" in app.message
        await app.press("n")
        await app.until(lambda: "Tagged 1x as Company, as in b.txt." in app.message)


async def test_a_file_whose_decisions_were_all_undone_is_not_left_as_unsaved(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "u", "escape")
        assert not app.screen._list.current.unsaved


async def test_one_key_accepts_the_rest_saves_and_goes_on_and_can_be_undone(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.8), (38, 42, "City", 0.7))
    suggest(project, "b.txt", (7, 16, "Company", 0.9), (26, 30, "Person", 0.2))
    async with driven(project, size=(120, 40)) as app:
        await app.press("enter", "x", "v")
        assert app.screen.state.name == "b.txt"
        await app.until(lambda: "2 suggestions accepted in a.txt." in app.message)
        await app.press("r")
        assert "2 suggestions rejected in b.txt. Saved. Every file is done" in app.message
        await app.press("left_square_bracket", "u")
        assert "Accept all (2 places) was undone." in app.message
        assert len(app.screen.state.session.current.suggestions) == 2
    _, tagging = files.read_tagging(project, "a.txt")
    assert [(TEXT[t.start : t.end], t.origin.unseen) for t in tagging.tags] == [("Acme Corp", True), ("Oslo", True)]
    _, tagging = files.read_tagging(project, "b.txt")
    assert not tagging.tags
    assert len(tagging.rejected) == 2


async def test_a_decision_on_the_rest_asks_first_if_some_of_it_is_out_of_view(tmp_path):
    (tmp_path / "a.txt").write_text("Ann\n" + "\n" * 60 + "Ben\n", "utf-8")
    project = projects.create_project(tmp_path, ["Person"])
    suggest(project, "a.txt", (0, 3, "Person", 0.9), (64, 67, "Person", 0.3))
    async with driven(project) as app:
        await app.press("enter", "v")
        assert "The lowest score is 30%: Ben" in app.message
        await app.press("n")
        assert len(app.screen.state.session.current.suggestions) == 2
        await app.press("v", "y")
        assert "2 suggestions accepted in a.txt. Saved. Every file is done" in app.message


async def test_a_file_is_searched_for_text_entity_and_score(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3), (38, 42, "City", 0.6))
    async with driven(project) as app:
        await app.press("enter", "/")
        await app.answer("entity:city")
        assert selected(app) == "Oslo"
        await app.press("/")
        await app.answer("score<0.5")
        assert selected(app) == "Acme Corp"
        await app.press("/")
        await app.answer("then")
        assert selected(app) == "Then"
        await app.press("/")
        await app.answer("entity:Ship")
        assert "'entity:Ship' is not in this file." in app.message


async def test_undo_returns_to_the_file_before_if_nothing_was_done_in_this_one(project):
    suggest(project, "a.txt", (25, 34, "Company", 0.8))
    async with driven(project) as app:
        await app.press("enter", "v")
        assert app.screen.state.name == "b.txt"
        await app.press("tab", "1", "u")
        assert app.screen.state.name == "b.txt"
        await app.press("u")
        assert app.screen.state.name == "a.txt"
        assert app.message == "Back in a.txt: u takes back what was decided here."
        assert tags(app) == [("Acme Corp", "Company")]
        await app.press("u")
        assert tags(app) == []
        await app.press("u")
        assert "There is nothing to undo" in app.message
