"""Going from screen to screen and back."""

import asyncio

import pytest
from textual.events import Key

from core.domain.project.file_filter import AUTO_TAGGED, FileFilter
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.services.project.entities import load_schema
from core.store.jobs import create_job
from tests.tui.conftest import PATIENCE, driven
from tests.tui.file.opened import suggest
from tui.commands.help_screen import grouped
from tui.file.screen import FileScreen
from tui.screens.data.tag_data import TagDataScreen
from tui.screens.entities.entities import EntitiesScreen
from tui.screens.training.train import TrainScreen
from tui.shell.destinations import FileList, JobPage, Section


async def test_escape_returns_from_a_section_to_the_place_in_the_file_it_was_opened_from(project):
    async with driven(project) as app:
        await app.press("down", "enter", "right", "right", "f3")
        assert isinstance(app.screen, EntitiesScreen)
        await app.press("escape")
        assert isinstance(app.screen, FileScreen)
        assert "b.txt (2/3)" in app.title
        assert app.screen.bookmark() == ("b.txt", (6, 8))
        await app.press("escape")
        assert isinstance(app.screen, TagDataScreen)


async def test_escape_returns_through_the_sections_visited_with_the_filter_that_was_on(project):
    async with driven(project) as app:
        await app.press("/")
        await app.answer("sub")
        await app.press("f3", "f3", "f4", "escape")
        assert isinstance(app.screen, EntitiesScreen)
        await app.press("escape")
        assert isinstance(app.screen, TagDataScreen)
        assert "1/3 files" in app.title
        await app.press("escape", "escape")  # shows all names again; then there is nothing before
        assert isinstance(app.screen, TagDataScreen)


async def test_a_key_typed_before_a_screen_has_loaded_is_not_lost(project):
    async with driven(project) as app:
        app.app.navigation.go(Section.TAG_DATA)
        async with asyncio.timeout(PATIENCE):
            assert await app.screen.take_key(Key("enter", "\r"))
        await app.until(lambda: isinstance(app.screen, FileScreen))


async def test_a_key_typed_ahead_waits_for_the_first_row_of_a_list_that_was_empty_when_last_scanned(project):
    async with driven(project) as app:
        suggest(project, "b.txt", (0, 3, "Person", 0.9))
        app.app.navigation.go(FileList(FileFilter(AUTO_TAGGED)))
        async with asyncio.timeout(PATIENCE):
            assert await app.screen.take_key(Key("enter", "\r"))
        await app.until(lambda: isinstance(app.screen, FileScreen))
        await app.settle()
        assert "b.txt" in app.title


async def test_a_key_typed_before_a_job_is_read_is_not_lost(project):
    suggest(project, "b.txt", (0, 3, "Person", 0.9))
    create_job(project.paths, Job("job", AutotagSpec("m", ("Person",), ("b.txt",)), JobState.SUCCEEDED, done=1))
    async with driven(project) as app:
        app.app.navigation.go(JobPage("job"))
        async with asyncio.timeout(PATIENCE):
            assert await app.screen.take_key(Key("enter", "\r"))
        await app.until(lambda: isinstance(app.screen, FileScreen))


async def test_escape_does_not_lead_into_another_project(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with driven(project) as app:
        await app.press("f4")
        assert isinstance(app.screen, TrainScreen)
        await app.press("f9", "d")
        await app.answer("support")
        await app.press("escape")
        assert isinstance(app.screen, TagDataScreen)
        assert app.app.project.folder.name == "autotag-demo-support_tickets"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_job_whose_files_are_listed_is_named_in_full(project, size):
    from core.domain.project.file_filter import AUTO_TAGGED, FileFilter
    from tui.shell.destinations import FileList

    async with driven(project, size=size) as app:
        app.app.navigation.go(FileList(FileFilter(AUTO_TAGGED, "20261125-145012-abc")))
        await app.settle()
        assert "job 20261125-145012-abc" in app.title
        assert "0/3 files" in app.title


async def test_the_list_of_files_takes_keys_after_an_export(project, tmp_path):
    async with driven(project) as app:
        await app.press("end", "x")
        await app.answer("jsonl")
        await app.answer(str(tmp_path / "out.jsonl"))
        await app.until(lambda: "3 files with" in app.message)
        await app.press("home", "enter")
        assert isinstance(app.screen, FileScreen)
        assert "a.txt" in app.title


@pytest.mark.parametrize(
    ("format_name", "ending"), [("csv", ".csv"), ("azure", ".json"), ("doccano", ".jsonl"), ("brat", "")]
)
async def test_a_file_exported_from_the_screen_has_the_ending_of_its_format(project, format_name, ending):
    async with driven(project) as app:
        await app.press("x")
        await app.answer(format_name)
        await app.until(lambda: app.screen.question_bar.display)
        await app.settle()
        proposed = app.screen.question_bar.query_one("Input").value
        await app.pilot.press("escape")
    assert proposed == f"{project.folder}-{format_name}{ending}"


async def test_counts_of_one_have_singular_nouns(project):
    async with driven(project) as app:
        await app.press("f3", "d", "y")
        assert "1 entity" in app.title


async def test_the_page_for_training_shows_the_tags_of_each_entity_in_both_sets(tickets):
    async with driven(tickets) as app:
        await app.press("f4")
        rows = {row.name: row for row in app.screen._list.rows if row.entity}
        assert len(rows) == 6
        bars = {
            row.meaning.count(app.screen.appearance.glyphs.stroke): int(row.value.split()[0]) for row in rows.values()
        }
        assert [bars[length] for length in sorted(bars)] == sorted(bars.values())
        assert len(bars) > 1
        split = [row.name for row in app.screen._list.rows].index("Measured on")
        await app.press("home", *["down"] * split, "enter")
        await app.answer("random")
        learned = {row.name: row.value for row in app.screen._list.rows if row.entity}
        assert learned != {name: row.value for name, row in rows.items()}
        assert all("test: " in row.meaning for row in app.screen._list.rows if row.entity)
        await app.press("end", "enter")
        assert isinstance(app.screen, TagDataScreen)
        assert "With entity" in app.title


async def test_help_lists_keys_under_headings_those_that_work_now_first_and_finds_some_by_letters(project):
    async with driven(project) as app:
        await app.press("enter", "?")
        keys = app.screen._listed
        groups = grouped(keys)
        assert list(groups) == [
            "Decide",
            "Many at once",
            "Tag",
            "Select",
            "Change the selection",
            "Notes",
            "File",
            "Everywhere",
        ]
        assert sum(map(len, groups.values())) == len(keys)
        for group in groups.values():
            can_run = [can_run for _, can_run in group]
            assert can_run == sorted(can_run, reverse=True)
        await app.press("/")
        await app.answer("same text")
        assert "shows all keys again" in app.message
        assert list(grouped(keys, "same text")) == ["Tag"]
        await app.press("escape")
        assert app.screen.HEADING == "Help"
        await app.press("escape")
        assert isinstance(app.screen, FileScreen)


async def test_several_entities_are_named_in_one_line(project):
    async with driven(project) as app:
        await app.press("f3", "n")
        await app.answer("Company, Case number,Company ,")
        assert load_schema(project).names == ["Person", "City", "Company", "Case number"]
        await app.press("n")
        await app.until(lambda: app.screen.question_bar.display)
        await app.type("Date, 50%")
        await app.pilot.press("enter", "escape")
        await app.settle()
    assert load_schema(project).names == ["Person", "City", "Company", "Case number"]


async def test_the_key_of_help_leaves_help_too(project):
    async with driven(project) as app:
        before = app.screen
        await app.press("?", "?")
        assert app.screen is before
