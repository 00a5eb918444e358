"""Tagging by keys: likely places, labels, other places with the same text, the mouse."""

import pytest

from core.services.project import files
from tests.tui.conftest import driven
from tests.tui.file.meeting import TEXT, labels, notes, selected, tags
from tests.tui.file.opened import suggest
from tui.file.screen import FileScreen
from tui.screens.data.same_text import SameTextScreen
from tui.widgets.tagged_text import TaggedText


@pytest.fixture
def project(tmp_path):
    return notes(tmp_path)


async def test_tab_goes_from_one_likely_place_to_the_next_and_an_entity_key_goes_on(project):
    async with driven(project) as app:
        await app.press("enter", "tab")
        assert selected(app) == "Ann Lee"
        await app.press("1")
        assert selected(app) == "Acme Corp"
        await app.press("2", "tab", "1")
        assert tags(app) == [("Ann Lee", "Person"), ("Acme Corp", "Company"), ("Ann Lee", "Person")]
        assert selected(app) == "Oslo"
        await app.press("shift+tab")
        assert selected(app) == "Oslo"
        assert app.screen.state.session.selection[0] < TEXT.index("Then")


async def test_a_grown_place_is_tagged_as_grown_and_the_next_one_follows(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "<", "1")
        assert tags(app) == [("Ann", "Person")]
        assert selected(app) == "Lee"  # what is left of the place may be a mention too


async def test_labels_lead_to_any_word_in_view_in_two_or_three_keys(project):
    async with driven(project) as app:
        await app.press("enter", "g")
        label = next(
            label for label, (start, _) in app.screen.state.shown_labels.items() if TEXT[start:].startswith("board")
        )
        await app.press(*label)
        assert selected(app) == "board"
        assert not app.screen.state.shown_labels
        await app.press("G")
        label = next(
            label for label, (start, _) in app.screen.state.shown_labels.items() if TEXT[start:].startswith("Corp")
        )
        await app.press(*label)
        assert selected(app) == "board of Acme Corp"
        await app.press("g", "escape", "2")
        assert tags(app) == [("board of Acme Corp", "Company")]


async def test_a_phrase_and_its_first_word_take_turns(project):
    async with driven(project) as app:
        await app.press("enter", "right")
        assert selected(app) == "Ann"
        await app.press("w")
        assert selected(app) == "Ann Lee"
        await app.press("w")
        assert selected(app) == "Ann"


async def test_other_places_with_the_same_text_are_each_shown_before_they_are_tagged(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1")
        await app.press("home", "w", "t")
        assert app.screen.question_bar.display
        assert app.screen.state.session.selection[0] == TEXT.index("Ann", 5)
        await app.press("n", "y")
        assert tags(app) == [("Ann Lee", "Person"), ("Ann Lee", "Person")]
        assert app.screen.state.session.current.tags[1].start == TEXT.rindex("Ann")
        assert "1 other place" in app.message


async def test_all_following_places_are_tagged_in_one_step_that_undo_takes_back(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "t", "a")
        assert tags(app) == [("Ann Lee", "Person")] * 3
        await app.press("u")
        assert tags(app) == [("Ann Lee", "Person")]


async def test_places_with_the_same_text_in_other_files_are_listed_and_tagged(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "tab", "2", "T")
        assert isinstance(app.screen, SameTextScreen)
        assert [(place.name, place.text) for place in app.screen._list.rows] == [("b.txt", "Acme Corp")]
        await app.press("x")
        assert not app.screen._list.rows
        await app.press("escape", "T", "A")
        await app.answer("n")
        assert app.screen._list.rows
        await app.press("a")
        assert "1 place tagged" in app.message
        await app.press("u")
        assert "1 place untagged again" in app.message
        await app.press("A")
        await app.answer("y")
        await app.press("escape", "]")
        assert isinstance(app.screen, FileScreen)
        assert app.screen.state is not None
        assert [tag.entity for tag in app.screen.state.session.current.tags] == ["Company"]
        await app.press("enter")
    assert files.entry(project, "b.txt").tag_count == 1


async def test_words_left_untagged_twice_are_no_likely_places_any_more(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "t", "a", "enter")  # Acme Corp and Oslo stay untagged in the first file
        assert app.screen.state.name == "b.txt"
        await app.press("tab")
        assert selected(app) == "Ben"
        await app.press("tab")
        assert selected(app) == "Rome"


async def test_kept_labels_come_back_after_each_tag_and_in_the_next_file(project):
    async with driven(project) as app:
        await app.press("enter", "h", "z")  # no place has this letter: nothing happens
        await app.press(labels(app)["Acme Corp"])
        assert selected(app) == "Acme Corp"
        assert not app.screen.state.shown_labels  # it waits for its entity
        await app.press(">", "2")
        assert tags(app) == [("Acme Corp in", "Company")]
        await app.press("u", "h")  # the selection is untagged again and would wait for its entity
        await app.press(labels(app)["Acme Corp"], "2", "t", "a")
        assert tags(app) == [("Acme Corp", "Company"), ("Acme Corp", "Company")]
        assert set(labels(app)) == {
            "Ann Lee",
            "Oslo",
            "$40,000",
        }
        await app.press("enter")
        assert app.screen.state.name == "b.txt"
        assert labels(app)["Rome"]
        await app.press("h")
        assert not app.screen.state.shown_labels
        await app.press("h", "escape", "tab")
        assert selected(app) == "Ben"
        assert not app.screen.state.shown_labels


async def test_following_the_selection_scrolls_by_a_part_of_the_page_and_keeps_context_in_view(project):
    lines = [f"Line {number} tells of Rome.\n" for number in range(60)]
    (project.folder / "long.txt").write_text("".join(lines), "utf-8")
    places = [sum(map(len, lines[:number])) + lines[number].index("Rome") for number in range(60)]
    suggest(project, "long.txt", *((start, start + 4, "City", 0.5) for start in places))
    async with driven(project) as app:
        await app.press("down", "down", "enter")
        for keys in (["a"] * 40, ["p"] * 15):
            tops = []
            for key in keys:
                await app.press(key)
                text = app.screen.query_one(TaggedText)
                first, last = text.visible_stretch
                start, end = app.screen.state.session.selection
                assert first == 0 or app.screen.state.text[first:start].count("\n") >= 1
                assert app.screen.state.text[end:last].count("\n") >= 1
                tops.append(text._top)
            assert 2 < len(set(tops)) < len(keys) * 2 / 3


async def test_a_text_without_other_places_says_so(project):
    async with driven(project) as app:
        await app.press("down", "enter", "tab", "1", "t")
        assert "There is no other untagged" in app.message


async def test_the_mouse_decides_on_selectors_selects_words_and_drags(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.8))
    async with driven(project) as app:
        await app.press("enter")
        text = app.screen.query_one(TaggedText)

        async def click(x, y, to=None):
            await app.pilot.mouse_down(text, offset=(x, y))
            await app.pilot.mouse_up(text, offset=(to or x, y))
            await app.settle()

        accepts, _ = text._lines[1].selectors
        await click(accepts.first, 1)
        assert tags(app) == [("Ann Lee", "Person")]
        _, rejects = text._lines[1].selectors
        await click(rejects.first, 1)
        assert not app.screen.state.session.current.suggestions
        await click(TEXT.index("board"), 0)
        assert selected(app) == "board"
        await click(TEXT.index("Oslo"), 0, TEXT.index("Oslo") + 2)
        assert selected(app) == "Osl"
        await click(2, 0)
        assert selected(app) == "Ann Lee"


async def test_shift_and_arrows_change_the_selection_by_words(project):
    async with driven(project) as app:
        await app.press("enter", "right", "shift+right", "shift+right", "shift+left")
        assert selected(app) == "Ann Lee"
