"""Actions on an open file, without a screen."""

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from core.domain.text.spans import Span
from core.services.project import entities, projects
from core.services.review.open_file import open_file
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from tests.tui.file.meeting import TEXT, notes
from tests.tui.file.opened import Opened, suggest
from tui.commands import anywhere, with_keys
from tui.commands import file as commands
from tui.file import view
from tui.file.actions import ACTIONS, find
from tui.file.ports import Ports
from tui.file.result import StateOnly
from tui.shell.next_steps import EVERY_FILE_DONE

SUGGESTED = ((0, 7, "Person", 0.9), (25, 34, "Company", 0.3), (38, 42, "City", 0.8), (62, 66, "City", 0.7))


@pytest.fixture
def project(tmp_path):
    (tmp_path / "c.txt").write_text("Nobody here.\n", "utf-8")
    return notes(tmp_path)


WAYS = {
    "accept": lambda file: file.run(commands.ACCEPT),
    "reject": lambda file: file.run(commands.REJECT),
    "the key of its own entity": lambda file: file.press(key_of_suggested(file)),
    "the key of another entity": lambda file: file.press("2" if key_of_suggested(file) != "2" else "1"),
    "its own entity by letters": lambda file: choose(file, file.session.selected_suggestion.entity),
    "another entity by letters": lambda file: choose(file, "Company"),
}


def key_of_suggested(file):
    return file.state.schema.get(file.session.selected_suggestion.entity).hotkey


def choose(file, entity):
    file.run(commands.ENTITY)
    file.answer(entity)


def test_actions_load_no_textual():
    code = "import sys, tui.file.actions; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(len(SUGGESTED)))
def test_every_way_of_deciding_moves_on_to_the_very_next_suggestion(project, way, number):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt", selection=SUGGESTED[number][:2])
    WAYS[way](file)
    left = [span[:2] for span in SUGGESTED if span != SUGGESTED[number]]
    assert [s.borders for s in file.session.current.suggestions] == left
    assert file.state.selection == left[number % len(left)]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_deciding_says_so_after_the_last_suggestion(project, way):
    suggest(project, "a.txt", SUGGESTED[0])
    file = Opened(project, "a.txt")
    WAYS[way](file)
    assert with_keys(file.said, {"file.save-next": "f4"}) == (
        "No suggestion is left in this file: F4 saves and opens the next."
    )


def test_a_digit_in_a_project_without_entities_says_so(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    file = Opened(projects.create_project(tmp_path), "a.txt")
    file.press("right", "1")
    assert with_keys(file.said, {}) == "This project has no entity yet; e adds the first one."


def test_a_digit_that_no_entity_has_says_so(project):
    file = Opened(project, "a.txt")
    file.press("right", "7")
    assert with_keys(file.said, {}) == "No entity has the key 7; e finds one by its letters."


def test_a_search_for_letters_selects_whole_words(project):
    file = Opened(project, "a.txt")
    file.run(commands.FIND)
    file.answer("oar")
    assert file.selected == "board"
    file.run(commands.FIND)
    file.answer("me Cor")
    assert file.selected == "Acme Corp"


def test_home_and_end_lead_to_the_ends_of_the_text(project):
    file = Opened(project, "a.txt")
    file.press("end")
    assert file.state.selection == (len(TEXT) - 2, len(TEXT) - 1)
    file.press("home")
    assert file.selected == "Ann"


def test_a_phrase_never_grows_over_a_tag(project):
    (project.folder / "a.txt").write_text("we met Ann Lee Acme Corp here", "utf-8")
    file = Opened(project, "a.txt")
    file.press("right", "right", "right", ">", "1")
    assert file.tags == [("Ann Lee", "Person")]
    file.press("right", "w")
    assert file.selected == "Acme Corp"
    file.press("2")
    assert file.tags == [("Ann Lee", "Person"), ("Acme Corp", "Company")]


def test_going_on_stays_in_the_list_and_says_what_waits_elsewhere(project):
    file = Opened(project, "a.txt", ["a.txt"])
    file.press("right", "1", "enter")
    assert file.state.name == "a.txt"
    assert with_keys(file.said, {}) == (
        "Saved. Every file of this list is done; 2 other files in the project wait: F8 trains and tags the next ten."
    )
    file = Opened(project, "b.txt", ["b.txt", "c.txt"])
    file.press("enter", "enter")
    assert file.said == f"Saved. {EVERY_FILE_DONE}"


def test_rejections_are_counted_as_such(project):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt")
    file.press("a", "x", "x")
    assert view.figures(file.state) == "1 tag  1 suggested  unsaved: 1 tag, 2 rejections"
    file.press("s")
    assert file.said == "Saved: 1 tag (+1), 2 rejections; 1 suggestion left to decide."
    assert view.figures(file.state) == "1 tag  1 suggested"
    tag = file.session.current.tags[0]
    file.do(find.select(tag.borders))
    file.press("d")
    assert view.figures(file.state) == "0 tags  1 suggested  unsaved: 1 removal"


def test_saving_says_what_happened_to_suggestions_that_are_gone(project):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt")
    file.press("a")
    document = read_document(project.paths, "a.txt")
    change_record(project.paths, document, lambda r: replace(r, tagging=r.tagging.without_suggestions()))
    file.press("s")
    assert file.said == (
        "Saved: 1 tag (+1). 3 suggestions shown here were removed meanwhile by a training or a new job."
    )
    assert not file.session.current.suggestions


def test_scores_are_shown_until_they_are_hidden(project):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt", ["a.txt", "b.txt"])
    file.press("%")
    assert view.painted(file.state).shows_scores
    file.press("]")
    assert file.state.name == "b.txt"
    assert view.painted(file.state).shows_scores
    file.press("%")
    assert not view.painted(file.state).shows_scores


def test_descriptions_are_shown_until_they_are_hidden(project):
    file = Opened(project, "a.txt", ["a.txt", "b.txt"])
    file.press("E")
    assert file.said == f"No entity has a description yet; Entities ({anywhere.ENTITIES}) takes them."
    assert not file.state.shows_descriptions
    entities.describe_entity(project, "City", "Towns and cities, without countries.")
    file = Opened(project, "a.txt", ["a.txt", "b.txt"])
    file.press("E", "]")
    assert file.state.name == "b.txt"
    assert file.state.shows_descriptions
    file.press("E")
    assert not file.state.shows_descriptions


def test_the_description_in_focus_is_that_of_the_suggestion_or_tag_selected(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (38, 42, "City", 0.8))
    file = Opened(project, "a.txt")
    assert view.entity_in_focus(file.state) == "Person"
    file.press("n")
    assert view.entity_in_focus(file.state) == "City"
    file.do(find.select((16, 21)))
    assert view.entity_in_focus(file.state) == ""


def test_a_decision_that_was_written_stays_if_a_later_part_of_its_action_fails(project):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt")
    entities.rename_entity(project, "City", "Town")
    with pytest.raises(Exception, match="no entity City"):
        file.run(commands.ACCEPT_REST)
    assert len(file.ports.file.session.current.tags) == len(SUGGESTED)
    reopened = open_file(project, "a.txt")
    assert len(reopened.session.current.tags) == len(SUGGESTED)


def test_a_tag_in_the_way_is_replaced_only_after_a_yes(project):
    file = Opened(project, "a.txt")
    file.press("right", ">", "1", "right", "{", "2")
    assert "This replaces the tag Person at 0-7" in file.asked.text
    file.answer("n")
    assert file.tags == [("Ann Lee", "Person")]
    file.press("2")
    file.answer("y")
    assert [tag.span for tag in file.session.current.tags] == [Span(4, 11, "Company")]


@pytest.mark.parametrize(
    "command", [c for c, action in ACTIONS.items() if isinstance(action, StateOnly)], ids=lambda command: command.id
)
def test_an_action_that_changes_only_the_state_calls_no_port_that_blocks(project, command):
    suggest(project, "a.txt", *SUGGESTED)
    file = Opened(project, "a.txt")
    before = file.session.current
    quick_ports = cast("Ports", SimpleNamespace(keymap={}, word_below=lambda selection, rows: None))
    result = ACTIONS[command](file.state, quick_ports)
    assert result.state.session.current == before


def test_keys_that_only_select_run_on_the_event_loop_and_decisions_do_not():
    quick = {command for command, action in ACTIONS.items() if isinstance(action, StateOnly)}
    assert {commands.NEXT, commands.PREVIOUS, commands.TOP, commands.WORD_RIGHT} <= quick
    assert quick.isdisjoint({commands.ACCEPT, commands.REJECT, commands.UNDO, commands.SAVE, commands.REMOVE})


def test_files_left_long_ago_lose_their_undo_before_there_are_too_many_steps(project, monkeypatch):
    monkeypatch.setattr("tui.file.ports.MOST_STEPS", 2)
    opened = Opened(project, "a.txt", ["a.txt", "b.txt"])
    opened.press("right", "1", "right", "1", "]", "right", "1", "right", "1", "[")
    assert [key[1] for key in opened.sessions] == ["b.txt"]
    opened.press("]", "u")
    assert "undone" in opened.said


def test_a_file_with_new_suggestions_opens_at_the_first_one_and_not_where_it_was_left(project):
    file = Opened(project, "a.txt", ["a.txt", "b.txt"])
    file.run(commands.END)
    file.press("1", "]")
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (11, 20, "Company", 0.3))
    file.press("[")
    assert file.selected == "Ann Lee"


def test_the_first_files_say_how_many_a_training_needs(project):
    file = Opened(project, "a.txt", ["a.txt", "b.txt", "c.txt"])
    file.press("right", "1", "enter")
    assert with_keys(file.said, {}).endswith("1 of 3 files done, F8 trains after 3")
