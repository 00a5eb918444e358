"""What the app says: what was saved, what is left, and what a key could not do."""

import pytest

from core.domain.finding.places import Place
from core.domain.text.spans import Span
from core.services.project import files, projects
from core.services.review import open_file
from core.services.training import rounds, training
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.terminal.plain import fit

TEXT = "Ann Lee at Acme Corp\n\nOslo, in May. Ann Lee left.\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    return projects.create_project(tmp_path, ["Person", "Company", "Company Name", "City"])


def current(app):
    return [(t.start, t.end, t.entity) for t in app.screen.state.session.current.tags]


async def test_undo_reaches_back_into_a_file_that_was_saved_and_left(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "enter")
        assert app.screen.state.name == "b.txt"
        await app.press("left_square_bracket", "u")
        assert current(app) == []
        await app.press("escape", "enter", "U")
        assert current(app) == [(0, 7, "Person")]
        await app.press("U")
        assert "nothing to redo" in app.message


async def test_steps_cannot_be_undone_after_somebody_else_changed_the_file(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "enter")
        other = open_file.open_file(project, "a.txt")
        other.record(other.session.tag(Span(22, 26, "City")))
        other.save()
        await app.press("left_square_bracket", "u")
        assert "nothing to undo" in app.message
        assert current(app) == [(0, 7, "Person"), (22, 26, "City")]


async def test_enter_says_that_it_saved_and_what_is_left(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter", "a", "enter")
        assert app.message.startswith("Saved. 1 suggestion left in this file")
        await app.press("enter")
        assert app.message.startswith("1 suggestion left in this file")


async def test_going_on_does_not_save_again_what_is_saved(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "s", "enter", "left_square_bracket", "enter")
    history = load_record(project.paths, read_document(project.paths, "a.txt")).history
    assert len(history) == 1


async def test_growing_by_words_stops_at_a_blank_line_and_says_how_to_go_on(project):
    suggest(project, "a.txt", (11, 20, "Company", 0.9), (22, 26, "City", 0.9))
    async with driven(project) as app:
        await app.press("enter", "greater_than_sign")
        assert len(app.screen.state.session.current.suggestions) == 2
        assert "paragraph ends" in app.message


async def test_a_hidden_suggestion_is_announced(project):
    suggest(project, "a.txt", (0, 3, "Person", 0.9), (4, 7, "Person", 0.8))
    async with driven(project) as app:
        await app.press("enter", "greater_than_sign")
        assert "took the place of the suggestion Person at 4-7" in app.message
        await app.press("u")
        assert len(app.screen.state.session.current.suggestions) == 2


async def test_a_choice_is_found_by_letters_anywhere_in_it_those_that_begin_with_them_first(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "e")
        await app.type("n")
        bar = app.screen.question_bar
        assert list(bar._list.rows) == ["Person", "Company", "Company Name"]
        await app.type("a")
        assert list(bar._list.rows) == ["Company Name"]
        await app.press("backspace", "backspace")
        await app.type("c")
        assert list(bar._list.rows) == ["Company", "Company Name", "City"]
        await app.press("down", "enter")
        assert current(app) == [(0, 7, "Company Name")]


async def test_letters_in_no_option_say_so(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "e")
        await app.type("xyz")
        await app.press("enter")
        assert "'xyz'" in str(app.screen.question_bar._refusal.render())
        await app.press("backspace", "backspace", "backspace")
        assert not app.screen.question_bar._refusal.display


async def test_the_reason_why_a_name_is_refused_is_shown_to_its_end(project):
    async with driven(project) as app:
        await app.press("f3", "n")
        await app.type("a" * 60)
        await app.press("enter")
        refusal = app.screen.question_bar._refusal
        said = str(refusal.render())
        assert len(said) <= refusal.content_size.width * refusal.content_size.height
        assert app.screen.question_bar._input.content_size.width > 10


async def test_escape_leaves_a_search_before_it_leaves_the_screen(project):
    async with driven(project) as app:
        await app.press("slash")
        await app.answer("b")
        assert [entry.name for entry in app.screen._list.rows] == ["b.txt"]
        assert "esc ends the search" in app.message
        await app.press("escape")
        assert [entry.name for entry in app.screen._list.rows] == ["a.txt", "b.txt"]


async def test_training_says_what_it_learns_from_partly_decided_files(project):
    (project.folder / "c.txt").write_text("Ann met Ben.\n", "utf-8")
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.3))
    for name in ("b.txt", "c.txt"):
        opened = open_file.open_file(project, name)
        opened.record(opened.session.tag(Span(0, 3, "Person")))
        opened.save()
    assert training.plan_training(project).caution == ""
    async with driven(project) as app:
        await app.press("enter", "a", "s", "f4")
        assert "1 partly decided file: tags, rejections, and the words next to them are learned" in app.message
        assert training.plan_training(project).tagged == 3
        await app.press("down", "down", "enter", "down", "enter")
        assert "untagged text there is learned as no entity" in app.message
        await app.press("s")
        assert "1 suggestion not accepted" in str(app.screen.question_bar._prompt.render())
        await app.press("n")
    assert files.entry(project, "a.txt").suggestion_count == 1


async def test_unsaved_decisions_are_counted_in_the_list_and_before_training(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter", "a", "escape", "f2")
        assert "1 unsaved" in str(app.screen.title_bar.render())
        assert "Decisions in 1 file are not saved" in training.plan_training(project).caution


def test_a_partly_decided_file_is_learned_from_and_tagged_again_in_the_next_round(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.3))
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.accept(opened.session.current.suggestions[0]))
    opened.save(read=False)
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.tag(Span(0, 3, "Person")))
    opened.save()
    assert training.plan_training(project).tagged == 2
    assert rounds.plan_round(project).files == ("a.txt",)


def test_context_keeps_its_near_end_and_gains_no_blanks():
    text = "It was\r\nsaid  that (Acme) is it"
    before, string, after = Place.of("a", text, (20, 24)).in_line
    assert (before, string, after) == ("It was said that (", "Acme", ") is it")
    assert fit(before, 8, "…", keep_end=True) == "… that ("


@pytest.mark.parametrize("text", ["abcdef", "日本語日本語", "cafe\u0301s cafe\u0301s"])
def test_a_text_cut_at_its_beginning_takes_exactly_its_cells(text):
    from rich.cells import cell_len

    for width in range(12):
        assert cell_len(fit(text, width, "…", keep_end=True)) == width


async def test_a_long_question_is_shown_to_its_end(project):
    async with driven(project) as app:
        question = f"When the training succeeds, {'many ' * 10}suggestions are deleted. Go on?"
        app.screen.perform(lambda: app.screen.ask(question))
        await app.until(lambda: app.screen.question_bar.display)
        await app.pilot.pause()
        prompt = app.screen.question_bar._prompt
        shown = " ".join("".join(s.text for s in prompt.render_line(y)).strip() for y in range(prompt.size.height))
        assert shown == f"{question} (y/n)"
        await app.pilot.press("n")


async def test_saving_says_what_is_left_to_decide(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.8))
    async with driven(project) as app:
        await app.press("enter", "a", "s")
        assert app.message == "Saved: 1 tag (+1); 1 suggestion left to decide."


async def test_a_save_that_saved_nothing_does_not_say_that_it_did(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "s")
        assert app.message.startswith("Saved: 1 tag (+1)")
        await app.press("s")
        assert app.message.startswith("Nothing to save: 1 tag in this file")
