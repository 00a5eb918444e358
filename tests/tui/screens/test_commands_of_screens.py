"""Keys, footer, palette and help come from one place and cannot disagree."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

import tui.screens
from core.domain.project.schema import HOTKEYS
from tests.tui.conftest import driven
from tui.commands import all_commands, anywhere
from tui.shell.screen import AutotagScreen


def screens():
    for module in walk_packages(tui.screens.__path__, "tui.screens."):
        import_module(module.name)
    return AutotagScreen.__subclasses__()


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_every_command_of_a_screen_has_a_method_and_no_key_twice(screen):
    offered = [*screen.OFFERS, *anywhere.EVERYWHERE]
    assert all(callable(getattr(screen, command.method, None)) for command in offered)
    keys = [key.strip() for command in offered for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))
    methods = [command.method for command in screen.OFFERS if command.id != "wizard.back"]
    assert not set(methods) & {command.method for command in anywhere.EVERYWHERE}


def test_no_command_has_a_key_of_an_entity():
    keys = {key.strip() for command in all_commands() for key in command.keys.split(",")}
    assert not keys & set(HOTKEYS)


def test_every_command_says_what_it_does_in_a_sentence():
    for command in all_commands():
        assert command.help.endswith(".")
        assert len(command.label) <= 30


def test_ids_are_unique():
    ids = [command.id for command in all_commands()]
    assert len(ids) == len(set(ids))


async def test_a_changed_key_works_and_is_the_one_that_is_shown(project):
    from core.services.project.preferences import Preferences

    async with driven(project, preferences=Preferences(keymap={"tag-data.filter": "g"})) as app:
        assert " g Filter" in app.screen.command_bar.render().plain
        await app.press("g")
        assert app.screen.question_bar.display


async def test_the_palette_finds_commands_by_name(project):
    async with driven(project) as app:
        await app.press("ctrl+p")
        await app.pilot.press(*"entities", "enter")
        await app.until(lambda: type(app.app.screen).__name__ == "EntitiesScreen")
