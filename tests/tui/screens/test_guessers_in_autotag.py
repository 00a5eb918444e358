"""Trigger Autotag with a guesser in place of a model."""

import pytest

from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.guessers import Guesser, GuesserKind
from core.services.jobs import guessers, jobs
from core.services.project import files
from harness.chat_server import MODEL, serving
from tests.tui.conftest import driven
from tui.screens.jobs.job import JobScreen
from tui.screens.wizard.entities import ChooseEntitiesScreen
from tui.screens.wizard.model import ChooseModelScreen
from tui.screens.wizard.review import ReviewDraftScreen

GOLD = [("Anna", "Person"), ("Ben", "Person"), ("Paris", "City")]


async def test_a_guesser_is_chosen_like_a_model_and_the_review_says_what_it_reads(project):
    with serving(GOLD) as server:
        guessers.add_guesser(project, Guesser("near", GuesserKind.CHAT, server.address, MODEL))
        async with driven(project) as app:
            await app.press("f6", "t")
            assert isinstance(app.screen, ChooseModelScreen)
            assert app.message == f"near reads texts on this machine, at 127.0.0.1:{server.server_port}."
            await app.press("enter")
            assert isinstance(app.screen, ChooseEntitiesScreen)
            assert app.screen._cells("City") == ("City", "0", "", "", "0.00", "")
            await app.press("minus")
            assert app.screen._threshold("Person") == 0.0
            await app.press("enter", "plus", "enter")
            assert isinstance(app.screen, ReviewDraftScreen)
            shown = app.screen._page.render().plain
            assert "near reads 3 files with 90 characters on this machine" in shown
            await app.press("enter")
            await app.until(lambda: isinstance(app.screen, JobScreen))
            [job] = jobs.list_jobs(project)
            await app.until(lambda: not jobs.get_job(project, job.id).state.is_active)
    assert jobs.get_job(project, job.id).suggested == 6
    assert files.list_files(project).suggestion_count == 6


@pytest.mark.parametrize("agrees", [True, False])
async def test_another_host_is_asked_about_once(project, agrees):
    guessers.add_guesser(project, Guesser("far", GuesserKind.CHAT, "http://0.0.0.0:9/v1", MODEL))
    async with driven(project) as app:
        await app.press("f6", "t")
        assert "texts leave this machine" in app.message
        await app.press("enter")
        asked = app.screen.question_bar._prompt.render().plain
        assert "3 texts of this project with 90 characters may be sent to 0.0.0.0:9" in asked
        await app.answer("y" if agrees else "n")
        await app.settle()
        if agrees:
            assert isinstance(app.screen, ChooseEntitiesScreen)
            await app.press("left", "enter")
            assert isinstance(app.screen, ChooseEntitiesScreen)
        else:
            assert isinstance(app.screen, ChooseModelScreen)
            assert app.message == "Nothing was sent to 0.0.0.0:9."
    assert [each.host for each in guessers.list_agreements(project)] == (["0.0.0.0:9"] if agrees else [])


def test_another_model_starts_with_its_own_entities_and_thresholds():
    draft = AutotagDraft()
    draft.choose("guess:near")
    draft.entities, draft.thresholds = {"City"}, {"City": 0.3}
    draft.choose("guess:near")
    assert draft.entities == {"City"}
    draft.choose("m", without_guesses=True)
    assert draft.entities is None
    assert not draft.thresholds
    assert draft.spec().without_guesses
