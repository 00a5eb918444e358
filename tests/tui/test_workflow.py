"""The whole workflow by keys alone: entities, tags, training, suggestions, rounds."""

from core.domain.text.spans import Span
from core.services.jobs import jobs, quota
from core.services.project import entities, files, projects
from core.services.training import models
from tests.tui.conftest import driven
from tui.file.screen import FileScreen
from tui.screens.data.preview import PreviewScreen
from tui.screens.data.tag_data import TagDataScreen
from tui.screens.jobs.job import JobScreen
from tui.screens.training.model import ModelScreen
from tui.screens.training.train import TrainScreen
from tui.screens.wizard.entities import ChooseEntitiesScreen
from tui.screens.wizard.files import ChooseFilesScreen
from tui.screens.wizard.model import ChooseModelScreen
from tui.screens.wizard.review import ReviewDraftScreen


def quotes(project, name):
    document, tagging = files.read_tagging(project, name)
    return [(document.text[t.start : t.end], t.entity) for t in tagging.tags]


async def test_a_first_file_is_tagged_from_nothing_by_keys_alone(folder):
    async with driven(projects.open_project(folder)) as app:
        assert isinstance(app.screen, TagDataScreen)
        await app.press("enter")
        assert isinstance(app.screen, FileScreen)
        await app.press("right", "e")
        await app.answer("Person")
        await app.press("right", "right", "right", "right", "e")
        await app.answer("Pers")
        assert "2 tags" in app.title
        assert "unsaved" in app.title
        assert quotes(app.app.project, "a.txt") == []
        await app.press("s")
        assert quotes(app.app.project, "a.txt") == [("Anna", "Person"), ("Paris", "Person")]
        await app.press("2")  # no entity has this key yet: nothing happens
        assert quotes(app.app.project, "a.txt")[1] == ("Paris", "Person")


async def test_selections_grow_change_and_go_by_keys(project):
    async with driven(project) as app:
        await app.press("enter", "right", ">", ">", "1", "s")
        assert quotes(project, "a.txt") == [("Anna met Ben", "Person")]
        await app.press("<", "<", "s")
        assert quotes(project, "a.txt") == [("Anna", "Person")]
        await app.press("2", "s")
        assert quotes(project, "a.txt") == [("Anna", "City")]
        await app.press("d", "s")
        assert quotes(project, "a.txt") == []
        await app.press("u", "s")
        assert quotes(project, "a.txt") == [("Anna", "City")]
        await app.press("U", "s")
        assert quotes(project, "a.txt") == []


async def test_a_tag_over_another_asks_before_it_replaces(project):
    async with driven(project) as app:
        await app.press("enter", "right", "1", "right", "left")
        await app.press("right", "{", "2")
        await app.answer("n")
        assert [t.entity for t in app.screen.state.session.current.tags] == ["Person"]
        await app.press("2")
        await app.answer("y")
        assert [t.span for t in app.screen.state.session.current.tags] == [Span(0, 8, "City")]


async def test_unsaved_decisions_are_there_after_the_app_was_killed(project):
    async with driven(project) as app:
        await app.press("enter", "right", "1")
        app.app.exit()
    async with driven(project) as app:
        assert "restored" in app.message  # the file was open, and is again
        await app.press("s")
    assert quotes(project, "a.txt") == [("Anna", "Person")]


async def test_the_whole_loop_by_keys(tickets):
    async with driven(tickets) as app:
        # Autotagging needs a model first, and says so.
        await app.press("f6", "t")
        await app.answer("y")
        await app.until(lambda: isinstance(app.screen, TrainScreen))
        await app.press("s")
        await app.until(lambda: isinstance(app.screen, JobScreen))
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
        assert app.screen._job.state == "succeeded", app.screen._job.error
        await app.press("o")
        assert isinstance(app.screen, ModelScreen)
        for key in "cxko":
            await app.press(key)
        await app.press("v")
        mistaken = app.screen.question_bar._list.current
        await app.answer(mistaken)
        assert isinstance(app.screen, PreviewScreen)
        assert f"{mistaken} (to look at)" in app.title
        await app.press("escape")
        assert "right" in app.title

        await app.press("f6", "t")
        assert isinstance(app.screen, ChooseModelScreen)
        await app.press("enter")
        assert isinstance(app.screen, ChooseEntitiesScreen)
        assert len(app.screen._list.checked) == 6  # all by default
        await app.press("space", "enter")
        assert isinstance(app.screen, ChooseFilesScreen)
        await app.press("*")
        assert "40 files, 40 text records chosen; 5,000 left" in app.title
        await app.press("space", "left")
        assert len(app.screen._list.checked) == 5
        await app.press("enter")
        assert "39 files" in app.title  # what was chosen is kept
        await app.press("v", "escape", "enter")
        assert isinstance(app.screen, ReviewDraftScreen)
        await app.press("enter")
        await app.until(lambda: isinstance(app.screen, JobScreen))
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
        job = app.screen._job
        assert job is not None
        assert (job.state, job.done) == ("succeeded", 39)
        assert quota.current_quota().used == 39

        await app.press("r")
        assert isinstance(app.screen, TagDataScreen)
        listed = files.list_files(tickets)
        assert [entry.name for entry in app.screen._list.rows] == listed.auto_tagged(job.id).names
        first = app.screen._list.current
        await app.press("enter")
        before = app.screen.state.session.current
        await app.press("a")
        assert len(app.screen.state.session.current.tags) == len(before.tags) + 1
        await app.press("A")
        if app.screen.question_bar.display:
            await app.answer("y")
        assert not app.screen.state.session.current.suggestions
        await app.press("enter")
        assert files.entry(tickets, first.name).tag_count == first.suggestion_count
        assert app.screen.state.name != first.name  # the next file to review
        await app.press("X")
        await app.answer("y")
        await app.press("s", "u")
        assert "undone" in app.message

        await app.press("f4", "s")
        await app.answer("y")  # suggestions not accepted will be deleted
        await app.until(lambda: isinstance(app.screen, JobScreen))
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
        await app.press("t", "f")  # straight on to the files, with the model and all its entities chosen
        await app.answer("All")
        assert isinstance(app.screen, ChooseFilesScreen)
        await app.press("plus")
        assert "10 files, 10 text records chosen" in app.title
    assert [model.name for model in models.list_models(tickets)] == ["model-2", "model-1"]
    assert len(models.get_model(tickets, "model-2").training) > 20
    assert files.list_files(tickets).suggestion_count == 0


async def test_keys_that_arrive_in_one_burst_act_in_order_each_on_the_screen_it_was_meant_for(project):
    from textual.events import Key

    async with driven(project) as app:
        burst = [
            "enter",
            "right",
            "1",
            "right",
            "right",
            "right",
            "right",
            "2",
            "s",
            "escape",
            "f3",
            "n",
            *"Sum",
            "backspace",
        ]
        for key in [*burst, "enter", "down", "r", *"d", "enter"]:
            app.app.post_message(Key(key, key if len(key) == 1 else None))
        await app.until(
            lambda: "Sud" in str(entities.load_schema(project).names) or "Cityd" in entities.load_schema(project).names
        )
        assert quotes(project, "a.txt") == [("Anna", "Person"), ("Paris", "City")]
        assert set(entities.load_schema(project).names) == {"Person", "City", "Sud"}


async def test_one_key_trains_again_and_tags_the_next_files_and_the_next_opens_the_first_of_them(tickets):
    async with driven(tickets) as app:
        await app.press("f8")
        assert isinstance(app.screen, JobScreen)
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
        job = app.screen._job
        assert job is not None
        assert (job.state, job.done) == ("succeeded", 10), job.error
        await app.press("enter")
        assert isinstance(app.screen, FileScreen)
        assert app.screen.state.name in job.spec.files
        assert "/10)" in app.title

        await app.press("f8")
        await app.until(lambda: app.screen.question_bar.display)
        await app.answer("n")  # suggestions would be lost
        assert isinstance(app.screen, FileScreen)
        await app.press("n", "a", "f8")
        await app.answer("y")
        await app.until(lambda: isinstance(app.screen, JobScreen))
        assert files.entry(tickets, job.spec.files[0]).tag_count == 1  # what was decided is saved, and learned from
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
    assert len(models.list_models(tickets)) == 2


async def test_a_file_in_which_only_the_same_text_was_tagged_is_not_taken_as_read_by_the_next_round(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "tab", "tab")
        assert app.screen.state.session.selection == (16, 21)  # Paris, which is in b.txt too
        await app.press("2", "T", "A")
        await app.answer("y")
        await app.press("escape", "enter")
        assert app.screen.state.name == "b.txt"
        assert [tag.entity for tag in app.screen.state.session.current.tags] == ["City"]
        await app.press("f8")
        assert not files.entry(project, "b.txt").is_tagged
        await app.press("right", "1", "f8")  # with a decision made here it is
    assert files.entry(project, "b.txt").confirmed


async def test_going_on_tells_how_far_the_review_is_and_what_comes_next(project):
    async with driven(project) as app:
        await app.press("enter", "right", "1", "enter")
        assert app.screen.state.name == "b.txt"
        await app.until(lambda: "1 of 3 files done, F8 trains after 3" in app.message)


async def test_without_tags_a_round_offers_a_first_guess_and_starts_nothing_if_the_user_leaves(project):
    async with driven(project) as app:
        await app.press("f8")
        assert "Nothing is tagged yet" in app.message
        await app.press("escape")
        assert isinstance(app.screen, TagDataScreen)
        assert not jobs.list_jobs(project)


async def test_who_leaves_in_a_file_comes_back_to_the_same_place_of_it(tickets):
    async with driven(tickets) as app:
        await app.press("f8")
        await app.until(lambda: isinstance(app.screen, JobScreen) and app.screen._job and app.screen._job.done)
        await app.until(lambda: not app.screen._job.state.is_active)
        await app.press("enter", "n", "n")
        name, selection = app.screen.state.name, app.screen.state.session.selection
        await app.press("?", "q")
    async with driven(tickets) as app:
        await app.until(lambda: isinstance(app.screen, FileScreen) and app.screen.state is not None)
        assert (app.screen.state.name, app.screen.state.session.selection) == (name, selection)
        assert app.screen.state.session.selected_suggestion
        await app.press("escape", "q")
    async with driven(tickets) as app:
        assert isinstance(app.screen, TagDataScreen)
        await app.until(lambda: app.screen._list.current and app.screen._list.current.name == name)
        (tickets.folder / name).unlink()
    async with driven(tickets) as app:
        assert isinstance(app.screen, TagDataScreen)
        await app.until(lambda: app.screen._list.current and app.screen._list.current.name != name)
