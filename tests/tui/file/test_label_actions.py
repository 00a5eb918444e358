"""Labels of words and the letters they have, without a screen."""

import pytest

from tests.tui.file.meeting import notes
from tests.tui.file.opened import Opened
from tui.commands import file as commands
from tui.commands.command import Command
from tui.file.actions import can_run
from tui.file.modes import KeptLabels


@pytest.fixture
def project(tmp_path):
    (tmp_path / "c.txt").write_text("Nobody here.\n", "utf-8")
    return notes(tmp_path)


REMAPPED = {"file.undo": "c", "file.save-next": "o", "file.next-file": "y", "anywhere.quit": "z"}


def test_labels_keep_their_letters_until_their_place_is_tagged(project):
    file = Opened(project, "a.txt")
    file.press("h")
    before = dict(file.labels)
    assert set(before) == {"Ann Lee", "Acme Corp", "Oslo", "$40,000"}
    places = {place: label for label, place in file.state.shown_labels.items()}
    file.press(places[25, 34], "2")
    after = {place: label for label, place in file.state.shown_labels.items()}
    assert after == {place: label for place, label in places.items() if place != (25, 34)}
    file.press("u", "h")
    again = {place: label for label, place in file.state.shown_labels.items()}
    assert again == places


def test_a_labelled_place_that_holds_two_mentions_gives_both(project):
    (project.folder / "a.txt").write_text("we met Ann Lee Acme Corp here", "utf-8")
    file = Opened(project, "a.txt")
    file.press("h")
    file.press(file.labels["Ann Lee Acme Corp"])
    assert file.selected == "Ann Lee Acme Corp"
    file.press("<", "<", "1")
    assert file.tags == [("Ann Lee", "Person")]
    assert set(file.labels) == {"Acme Corp"}


@pytest.mark.parametrize("keymap", [{}, REMAPPED])
def test_no_label_has_the_letter_of_a_command_that_can_be_run_then(project, keymap):
    (project.folder / "a.txt").write_text(" and ".join(f"Ann{n}" for n in range(80)), "utf-8")
    file = Opened(project, "a.txt", keymap=keymap)
    file.press("h")
    letters = set("".join(file.state.shown_labels))
    live = [c for c in vars(commands).values() if isinstance(c, Command) and can_run(c, file.state, keymap)]
    assert not letters & {key for command in live for key in command.keys_in(keymap)}
    assert not letters & set(keymap.get("anywhere.quit", "q"))
    assert len(letters) > 12


def test_commands_whose_letters_labels_have_taken_are_not_offered(project):
    file = Opened(project, "a.txt")
    assert can_run(commands.FLAG, file.state, {})
    file.press("h")
    assert not can_run(commands.FLAG, file.state, {})
    assert can_run(commands.FLAG, file.state, {"file.flag": "F"})
    assert can_run(commands.SAVE, file.state, {})


def test_a_remapped_key_works_while_labels_are_shown(project):
    file = Opened(project, "a.txt", ["a.txt", "b.txt"], keymap=REMAPPED)
    file.press("h")
    assert isinstance(file.state.mode, KeptLabels)
    file.press("y")
    assert file.state.name == "b.txt"
