"""A first guess from the screen: F8 on a project without tags."""

import pytest

from core.domain.project.guessers import Guesser, GuesserKind
from core.services.jobs import guessers, jobs
from core.services.project import files
from harness.chat_server import MODEL, serving
from tests.tui.conftest import driven
from tui.screens.jobs.job import JobScreen

GOLD = [("Anna", "Person"), ("Ben", "Person"), ("Paris", "City")]


async def finished(app, project):
    await app.until(lambda: isinstance(app.screen, JobScreen))
    [job] = jobs.list_jobs(project)
    await app.until(lambda: not jobs.get_job(project, job.id).state.is_active)
    return jobs.get_job(project, job.id)


async def test_a_language_model_is_named_once_and_its_suggestions_come(project):
    with serving(GOLD) as server:
        async with driven(project) as app:
            await app.press("f8")
            assert "Nothing is tagged yet" in app.message
            await app.answer("A language model")
            await app.until(lambda: app.screen.question_bar.display)
            await app.pilot.press("?", "k", "enter")
            assert "no user name, password or query" in app.screen.question_bar._refusal.render().plain
            await app.answer(server.address)
            await app.answer(MODEL)
            await app.answer("")
            await app.until(lambda: app.screen.question_bar.display)
            asked = app.screen.question_bar._prompt.render().plain
            assert "3 files" in asked
            assert f"on this machine, at 127.0.0.1:{server.server_port}" in asked
            await app.answer("y")
            job = await finished(app, project)
    assert (job.suggested, files.list_files(project).suggestion_count) == (6, 6)
    assert [guesser.name for guesser in guessers.list_guessers(project)] == ["chat"]


@pytest.mark.parametrize("agrees", [True, False])
async def test_texts_go_to_another_host_only_after_the_question(project, agrees):
    with serving(GOLD) as server:
        address = server.address.replace("127.0.0.1", "0.0.0.0")
        guessers.add_guesser(project, Guesser("far", GuesserKind.CHAT, address, MODEL))
        async with driven(project) as app:
            await app.press("f8")
            await app.answer("far")
            await app.until(lambda: app.screen.question_bar.display)
            asked = app.screen.question_bar._prompt.render().plain
            assert f"3 texts of this project with 90 characters may be sent to 0.0.0.0:{server.server_port}" in asked
            await app.answer("y" if agrees else "n")
            if agrees:
                await app.answer("y")
                assert (await finished(app, project)).suggested == 6
                await app.press("f7")
                await app.settle()
                rows = {row.name: row for row in app.screen._list.rows}
                name = f"Host 0.0.0.0:{server.server_port}"
                assert rows[name].value == "agreed"
                app.screen._list.move_to(name)
                await app.press("enter")
                await app.answer("y")
                await app.settle()
                assert guessers.list_agreements(project) == []
            else:
                assert "Nothing was sent" in app.message
                assert server.requests == []
