"""Finding, tagging and deciding in few keys, in the app."""

import pytest

from core.services.project import files, projects
from core.services.review import open_file
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.screens.data.same_text import SameTextScreen
from tui.widgets.tagged_text import TaggedText

TEXT = (
    "Ann Lee met the board of Acme Corp in Oslo.\nThen Ann Lee left Oslo, and then Acme Corp paid $40,000 to Ann Lee.\n"
)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    return projects.create_project(tmp_path, ["Person", "Company", "City"])


def tags(app):
    session = app.screen.state.session
    return [(TEXT[t.start : t.end], t.entity) for t in session.current.tags]


def selected(app):
    return app.screen.state.selected_text


def labels(app):
    """Labels by the text that they are on; of places with the same text, the first one's."""
    places = reversed(list(app.screen.state.shown_labels.items()))
    return {app.screen.state.text[slice(*place)]: label for label, place in places}


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


async def test_kept_labels_make_way_for_suggestions_and_come_when_all_are_decided(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter", "h")
        assert not app.screen.state.shown_labels
        await app.press("a")
        await app.press("home", "w")
        assert not app.screen.state.shown_labels  # n leads to the suggestion that is left
        await app.press("n", "x")
        assert "Ann Lee" in set(labels(app))
        await app.press("escape")
        assert not app.screen.state.shown_labels


async def test_many_are_decided_in_one_step_that_undo_takes_back(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Person", 0.3), (38, 42, "City", 0.8))
    async with driven(project) as app:
        await app.press("enter", "b")
        await app.answer("of Person")
        assert "Accept 2 suggestions of Person?" in str(app.screen.question_bar._prompt.render())
        assert "The lowest score is 30%: Acme Corp" in app.message
        await app.press("y")
        assert tags(app) == [("Ann Lee", "Person"), ("Acme Corp", "Person")]
        await app.press("u")
        assert tags(app) == []
        assert len(app.screen.state.session.current.suggestions) == 3


async def test_many_are_decided_from_a_score_that_the_user_types(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Person", 0.3), (38, 42, "City", 0.8))
    async with driven(project) as app:
        await app.press("enter", "b")
        await app.answer("with a score to type")
        await app.answer("75%")
        assert "Accept 2 suggestions at 75% and above?" in str(app.screen.question_bar._prompt.render())
        await app.press("y")
        assert tags(app) == [("Ann Lee", "Person"), ("Oslo", "City")]
        await app.press("b")
        await app.answer("with a score to type")
        await app.answer("0.5")
        assert "No suggestion here has a score of 50% or more" in app.message


async def test_a_suggestion_in_focus_shows_its_evidence(project):
    other = open_file.open_file(project, "b.txt")
    suggest(project, "b.txt", (7, 16, "Company", 0.9))
    other = open_file.open_file(project, "b.txt")
    other.record(other.session.accept(other.session.current.suggestions[0]))
    other.save()
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3))
    async with driven(project) as app:
        await app.press("enter")
        assert "Never tagged before" in app.message
        await app.press("n")
        await app.until(lambda: "Tagged 1x as Company, as in b.txt." in app.message)


async def test_a_file_whose_decisions_were_all_undone_is_not_left_as_unsaved(project):
    async with driven(project) as app:
        await app.press("enter", "tab", "1", "u", "escape")
        assert not app.screen._list.current.unsaved


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


async def test_one_key_accepts_the_rest_saves_and_goes_on_and_can_be_undone(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.8), (38, 42, "City", 0.7))
    suggest(project, "b.txt", (7, 16, "Company", 0.9), (26, 30, "Person", 0.2))
    async with driven(project, size=(120, 40)) as app:
        await app.press("enter", "x", "v")
        assert app.screen.state.name == "b.txt"
        await app.until(lambda: "2 suggestions accepted in a.txt." in app.message)
        await app.press("r")
        assert "2 suggestions rejected in b.txt. Saved. Every file is done" in app.message
        await app.press("left_square_bracket", "u")
        assert "Accept all (2 places) was undone." in app.message
        assert len(app.screen.state.session.current.suggestions) == 2
    _, tagging = files.read_tagging(project, "a.txt")
    assert [(TEXT[t.start : t.end], t.origin.unseen) for t in tagging.tags] == [("Acme Corp", True), ("Oslo", True)]
    _, tagging = files.read_tagging(project, "b.txt")
    assert not tagging.tags
    assert len(tagging.rejected) == 2


async def test_a_decision_on_the_rest_asks_first_if_some_of_it_is_out_of_view(tmp_path):
    (tmp_path / "a.txt").write_text("Ann\n" + "\n" * 60 + "Ben\n", "utf-8")
    project = projects.create_project(tmp_path, ["Person"])
    suggest(project, "a.txt", (0, 3, "Person", 0.9), (64, 67, "Person", 0.3))
    async with driven(project) as app:
        await app.press("enter", "v")
        assert "The lowest score is 30%: Ben" in app.message
        await app.press("n")
        assert len(app.screen.state.session.current.suggestions) == 2
        await app.press("v", "y")
        assert "2 suggestions accepted in a.txt. Saved. Every file is done" in app.message


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


async def test_a_file_is_searched_for_text_entity_and_score(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (25, 34, "Company", 0.3), (38, 42, "City", 0.6))
    async with driven(project) as app:
        await app.press("enter", "/")
        await app.answer("entity:city")
        assert selected(app) == "Oslo"
        await app.press("/")
        await app.answer("score<0.5")
        assert selected(app) == "Acme Corp"
        await app.press("/")
        await app.answer("then")
        assert selected(app) == "Then"
        await app.press("/")
        await app.answer("entity:Ship")
        assert "'entity:Ship' is not in this file." in app.message


async def test_undo_returns_to_the_file_before_if_nothing_was_done_in_this_one(project):
    suggest(project, "a.txt", (25, 34, "Company", 0.8))
    async with driven(project) as app:
        await app.press("enter", "v")
        assert app.screen.state.name == "b.txt"
        await app.press("tab", "1", "u")
        assert app.screen.state.name == "b.txt"
        await app.press("u")
        assert app.screen.state.name == "a.txt"
        assert app.message == "Back in a.txt: u takes back what was decided here."
        assert tags(app) == [("Acme Corp", "Company")]
        await app.press("u")
        assert tags(app) == []
        await app.press("u")
        assert "There is nothing to undo" in app.message
