"""Keys, footer, palette and help derive from one value per command and cannot disagree."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

import tui.file
import tui.screens
from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.file_filter import FileFilter
from core.domain.project.schema import HOTKEYS
from core.services.project.preferences import Preferences
from core.services.review.same_text import SameText
from tests.tui.conftest import driven
from tui.commands import all_commands, with_keys
from tui.navigation.screens import screen_for
from tui.shell import destinations as to
from tui.shell.screen import AutotagScreen


def concrete_screens():
    """Return the class of every screen that can be opened, however deep it is derived."""
    for package in (tui.screens, tui.file):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    found, left = [], [AutotagScreen]
    while left:
        derived = left.pop().__subclasses__()
        found += [screen for screen in derived if screen.__name__.endswith("Screen")]
        left += derived
    return set(found)


def examples(project):
    """Return an example of every destination."""
    draft = AutotagDraft()
    return [
        *to.Section,
        to.FileList(FileFilter()),
        to.FilePage("a.txt", ["a.txt"]),
        to.Preview("a.txt"),
        to.History("a.txt"),
        to.ProgressPage(),
        to.ReviewByText(["a.txt"]),
        to.Places("Found", list),
        to.CheckTags(),
        to.SetAsideTags(),
        to.SpotCheck(list),
        to.AuditPage(),
        to.JudgePage("1"),
        to.RestPage(),
        to.Adjudicate(),
        to.AgreementPage(),
        to.SameTextElsewhere(SameText(project, "Anna", "Person", "a.txt")),
        to.Sort("Person", "City"),
        to.ImportSource(project.folder),
        to.ImportPreview(project.folder),
        to.UsualEntities(),
        to.Guidelines(),
        to.JobPage("1"),
        to.ModelPage("m"),
        to.TryModel("m"),
        to.ChooseModel(draft),
        to.ChooseEntities(draft),
        to.ChooseFiles(draft),
        to.ReviewDraft(draft),
        to.Help([]),
    ]


@pytest.fixture
async def screens(project):
    async with driven(project):
        yield [screen_for(example) for example in examples(project)]


async def test_every_screen_can_be_gone_to(screens):
    assert {type(screen) for screen in screens} == concrete_screens()


async def test_no_screen_offers_two_commands_with_one_key(screens):
    for screen in screens:
        keys = [key for offer in screen.offered for key in offer.command.keys_in({})]
        assert len(keys) == len(set(keys)), type(screen).__name__


async def test_every_command_is_offered_on_a_screen_and_every_offer_is_a_command(screens):
    assert {offer.command for screen in screens for offer in screen.offered} == set(all_commands())


async def test_commands_that_one_screen_offers_are_known_to_meet(screens):
    for screen in screens:
        commands = [offer.command for offer in screen.offered]
        assert not [(a.id, b.id) for a in commands for b in commands if not a.meets(b)]


def test_no_command_has_the_key_of_an_entity():
    keys = {key for command in all_commands() for key in command.keys_in({})}
    assert not keys & set(HOTKEYS)


def test_every_command_says_what_it_does_in_a_sentence():
    for command in all_commands():
        assert command.help.endswith(".")
        assert len(command.label) <= 30


def test_ids_are_unique():
    ids = [command.id for command in all_commands()]
    assert len(ids) == len(set(ids))


def test_a_command_in_a_sentence_stands_for_its_present_key():
    by_id = {command.id: command for command in all_commands()}
    undo = by_id["file.undo"]
    assert with_keys(f"{undo} takes it back.", {}) == "u takes it back."
    assert with_keys(f"{undo} takes it back.", {"file.undo": "f12,z"}) == "F12 takes it back."
    assert with_keys("{key:no.command} and {braces}", {}) == "{key:no.command} and {braces}"


async def test_a_changed_key_works_and_is_the_one_shown(project):
    async with driven(project, preferences=Preferences(keymap={"tag-data.filter": "g"})) as app:
        assert " g Filter" in app.screen.command_bar.render().plain
        await app.press("g")
        assert app.screen.question_bar.display


async def test_a_chosen_key_wins_over_one_that_another_command_has_by_default(project):
    async with driven(project, preferences=Preferences(keymap={"tag-data.filter": "H"})) as app:
        await app.press("H")
        assert app.screen.question_bar.display


async def test_the_palette_finds_commands_by_name(project):
    async with driven(project) as app:
        await app.press("ctrl+p")
        await app.pilot.press(*"entities", "enter")
        await app.until(lambda: type(app.app.screen).__name__ == "EntitiesScreen")
