"""Notes in an open file."""

import json

import pytest

from core.services.team.notes import add_note, list_notes
from core.store.texts.finding import read_document
from tests.tui.conftest import driven
from tests.tui.file.opened import Opened, suggest
from tui.commands import file as commands
from tui.file import view


def kept(project):
    return [(listed.note.quote, listed.note.text, listed.note.is_open) for listed in list_notes(project)]


async def test_a_note_is_written_on_the_selection_shown_and_resolved_by_a_key(project):
    async with driven(project) as app:
        await app.press("enter", "home", "c")
        await app.answer("Full name?")
        assert kept(project) == [("Anna", "Full name?", True)]
        assert "C resolves it" in app.message
        assert "1 note" in app.screen.title_bar.render().plain
        await app.press("right", "left")
        assert app.message.endswith(": Full name?")
        await app.press("right")
        assert "Full name?" not in app.message
        await app.press("N", "C")
        assert kept(project) == [("Anna", "Full name?", False)]
        assert "1 note" not in app.screen.title_bar.render().plain
        await app.press("C")
        assert kept(project) == [("Anna", "Full name?", True)]


async def test_the_list_finds_the_files_with_a_note(project):
    add_note(project, read_document(project.paths, "b.txt"), "Scanned badly.")
    async with driven(project) as app:
        await app.press("slash")
        await app.answer("note:scanned")
        assert [entry.name for entry in app.screen._list.rows] == ["b.txt"]
        await app.press("escape")
        assert len(app.screen._list.rows) == 3
        await app.press("f")
        await app.answer("open notes")
        assert [entry.name for entry in app.screen._list.rows] == ["b.txt"]


def test_a_note_may_be_on_the_whole_file_though_something_is_selected(project):
    opened = Opened(project, "a.txt", selection=(0, 4))
    opened.run(commands.NOTE)
    opened.answer("file: Scanned badly.")
    assert kept(project) == [("", "Scanned badly.", True)]
    assert view.why(opened.state).endswith(": Scanned badly.")
    opened.run(commands.NOTE)
    opened.answer(None)
    assert len(kept(project)) == 1


def test_of_several_notes_one_is_chosen_to_be_resolved(project):
    document = read_document(project.paths, "a.txt")
    for text in ("One.", "Two."):
        add_note(project, document, text, (0, 4))
    opened = Opened(project, "a.txt", selection=(0, 4))
    opened.run(commands.RESOLVE)
    opened.answer(opened.asked.options[1])
    assert kept(project) == [("Anna", "One.", True), ("Anna", "Two.", False)]
    opened.run(commands.RESOLVE)  # the other one is the only one left
    assert not any(is_open for _, _, is_open in kept(project))


def test_the_next_note_is_selected_round_and_round(project):
    document = read_document(project.paths, "a.txt")
    for borders in ((9, 12), (0, 4), (27, 31)):
        add_note(project, document, "Hm.", borders)
    opened = Opened(project, "a.txt")
    seen = []
    for _ in range(4):
        opened.run(commands.NEXT_NOTE)
        seen.append(opened.selected)
    assert seen == ["Anna", "Ben", "paid", "Anna"]


def test_notes_of_one_file_are_not_shown_in_the_next(project):
    add_note(project, read_document(project.paths, "a.txt"), "Hm.")
    opened = Opened(project, "a.txt", ["a.txt", "b.txt"])
    assert opened.state.notes
    opened.press("]")
    assert not opened.state.notes


def test_a_damaged_record_of_notes_does_not_keep_the_file_from_being_tagged(project):
    add_note(project, read_document(project.paths, "a.txt"), "Hm.")
    project.paths.notes_file("a.txt").write_bytes(json.dumps({"no": "record"}).encode())
    opened = Opened(project, "a.txt")
    assert "notes" in opened.said
    opened.press("right", "1")
    assert opened.tags == [("Anna", "Person")]


@pytest.mark.parametrize("text", ["\x1b[31mred\x1b]0;title\x07", "{key:file.nope} {key:", "漢字 \u202e gone"])
async def test_a_hostile_note_is_shown_as_text(project, text):
    suggest(project, "a.txt", (0, 4, "Person", 0.9))
    add_note(project, read_document(project.paths, "a.txt"), text, (0, 4))
    async with driven(project) as app:
        await app.press("enter", "right", "left")
        shown = app.screen.message_line.render().plain
        assert shown.count(":") >= 1
        assert not set(shown) & {"\x1b", "\x07", "\u202e"}
