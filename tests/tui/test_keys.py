"""Which keys a user can give to a command."""

import pytest

from core.domain.project.schema import HOTKEYS
from core.errors import RequestError
from core.services.project.preferences import Preferences
from tests.tui.conftest import driven
from tui.commands import all_commands
from tui.commands.key_changes import parse_keys, usable_keymap
from tui.commands.keys import sent_key

BY_ID = {command.id: command for command in all_commands()}
FLAG = BY_ID["file.flag"]


@pytest.mark.parametrize(
    ("written", "key"),
    [("k", "k"), ("K", "K"), ("?", "question_mark"), (";", ";"), ("é", "é"), ("f12", "f12"), ("F12", "f12"),
     ("^k", "ctrl+k"), ("Ctrl+K", "ctrl+k"), ("esc", "escape"), ("pgdn", "pagedown"), ("page up", "pageup"),
     ("comma", "comma"), (" z ", "z")],
)  # fmt: skip
def test_a_key_is_known_by_the_names_that_people_use(written, key):
    assert sent_key(written) == key


@pytest.mark.parametrize(
    "written", ["ay", "foo", "f13", "ctrl+h", "ctrl+i", "ctrl+m", "alt+x", "ctrl+1", "", " ", "\x01"]
)
def test_what_no_terminal_sends_as_itself_is_no_key(written):
    assert sent_key(written) is None


def test_every_terminal_sends_a_key_of_each_command():
    for command in all_commands():
        keys = command.keys_in({})
        assert not keys or any(sent_key(key) == key for key in keys), command.id


@pytest.mark.parametrize("written", ["ay", "foo", "", "k,", "k,foo", *HOTKEYS, "a", "?", "F2", "esc"])
def test_keys_that_do_not_arrive_or_are_taken_are_refused(written):
    with pytest.raises(RequestError):
        parse_keys(FLAG, written, {})


def test_a_key_is_free_once_the_command_that_had_it_has_another():
    with pytest.raises(RequestError, match="a is the key of Accept"):
        parse_keys(FLAG, "a", {})
    assert parse_keys(FLAG, "a, F12", {"file.accept": "y"}) == "a,f12"


def test_a_change_to_a_key_that_no_terminal_sends_is_ignored():
    assert usable_keymap({"file.flag": "foo", "file.undo": "z"}) == {"file.undo": "z"}


async def test_a_key_that_no_terminal_sends_is_refused_in_the_settings_and_the_command_keeps_its_own(project):
    async with driven(project, preferences=Preferences(keymap={"tag-data.filter": "foo"})) as app:
        await app.press("f")  # still its key
        assert app.screen.question_bar.display
        await app.press("escape", "f7", "k")
        await app.answer("discard")
        await app.until(lambda: app.screen.question_bar.display)
        app.screen.question_bar.query_one("Input").value = "ay"
        await app.press("enter")
        assert app.screen.question_bar.display
        assert "No terminal sends a key 'ay'" in str(app.screen.question_bar.query_one(".refusal").render())
        app.screen.question_bar.query_one("Input").value = "j"
        await app.press("enter")
        assert app.app.preferences.keymap == {"file.discard": "j"}


def test_keys_that_were_changed_under_an_earlier_id_of_a_command_still_count():
    assert usable_keymap({"file.hints": "G", "file.hints-grow": "K"}) == {"file.go-to": "G", "file.grow-to": "K"}
