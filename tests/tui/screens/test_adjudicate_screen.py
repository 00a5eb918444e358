"""Adjudication by keys: one key a disagreement, undo, a tag of nobody, saved, left and gone on with."""

import pytest

from core.services.project import files
from core.services.project.preferences import Preferences
from core.services.team.double import Chosen, mark_double
from tests.core.services.team.people import plain, tag
from tests.tui.conftest import driven
from tui.screens.team.adjudicate import AdjudicateScreen

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")
PARIS = (16, 21, "City")

CAROL = Preferences(author="carol")


@pytest.fixture
def done(project):
    """Two annotators agree on Anna, and differ on Ben and on Paris."""
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA, BEN, PARIS)
    tag(project, "bob", "a.txt", ANNA, (16, 21, "Person"))
    return project


def tags(project):
    return plain(files.read_tagging(project, "a.txt")[1].tags)


async def test_one_key_decides_and_all_that_agree_are_taken_together(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J")
        assert isinstance(app.screen, AdjudicateScreen)
        assert "2 to decide  1 agreed  0 to save" in app.title
        assert app.screen._line.render().plain == "1 Person  2 nothing  Ben"
        await app.press("2", "1")
        assert "A takes 1 place" in app.message
        await app.press("A")
        assert "s makes it the tags of 1 file" in app.message
        await app.press("s")
        assert "Saved 1 file." in app.message
        assert tags(done) == [ANNA, PARIS]


async def test_both_versions_are_drawn_below_the_names(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J")
        first, second = app.screen._panes
        assert str(first._heading.render()) == "1 ann"
        assert str(second._heading.render()) == "2 bob"
        assert [len(pane._text._view.tags) for pane in (first, second)] == [3, 2]
        assert {pane._text._view.selection for pane in (first, second)} == {BEN[:2]}


async def test_a_key_of_no_annotator_decides_nothing(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "3", "0")
        assert "2 to decide" in app.title


async def test_decisions_are_undone_put_off_and_kept_when_the_screen_is_left(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "z")
        assert app.screen._line.render().plain == "1 City  2 Person  Paris"
        await app.press("x")
        assert "1 to decide" in app.title
        await app.press("escape", "J")
        assert "1 to decide" in app.title
        await app.press("u")
        assert "2 to decide" in app.title
        await app.press("U")
        assert "1 to decide" in app.title
        await app.press("u", "u")
        assert "nothing to undo" in app.message


async def test_a_tag_of_nobody_is_chosen_by_its_name(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "e")
        await app.answer("City")
        await app.press("1", "A", "s")
        assert tags(done) == [ANNA, (9, 12, "City"), PARIS]


async def test_a_third_version_is_drawn_with_borders_of_nobody(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "left_curly_bracket")
        assert app.screen._line.render().plain == "1 Person  2 nothing  met Ben"
        assert {pane._text._view.selection for pane in app.screen._panes} == {(5, 12)}
        await app.press("comma", "greater_than_sign", "e")
        await app.answer("Person")
        await app.press("1", "A", "s")
        assert tags(done) == [ANNA, (5, 12, "Person"), PARIS]


async def test_a_third_version_can_be_several_tags(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "z", "comma", "comma", "t")  # at Paris: Par
        await app.answer("City")
        assert "1 tag kept" in app.message
        await app.press("t")
        assert "overlaps one that is kept" in app.message
        await app.press("right_parenthesis", "right_parenthesis", "right_parenthesis", "e")
        await app.answer("Person")
        await app.press("1", "A", "s")
        assert tags(done) == [ANNA, BEN, (16, 19, "City"), (19, 21, "Person")]


async def test_a_tag_that_takes_in_other_places_decides_them_too_and_can_be_undone(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "left_curly_bracket", "left_curly_bracket", "e")
        await app.answer("Person")
        assert "1 to decide  0 agreed" in app.title
        await app.press("u")
        assert "2 to decide  1 agreed" in app.title
        await app.press("U", "1", "s")
        assert tags(done) == [(0, 12, "Person"), PARIS]


async def test_a_tag_that_cuts_through_another_place_is_refused(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", *["left_curly_bracket"] * 2, "right_parenthesis", "e")
        await app.answer("Person")
        assert "cuts through another place" in app.message
        assert "2 to decide" in app.title


async def test_without_a_file_to_adjudicate_it_says_how_to_get_one(project):
    async with driven(project, preferences=CAROL) as app:
        await app.press("J")
        assert "autotag double" in app.message
        await app.press("A", "s", "u")
        assert "nothing to undo" in app.message


async def test_the_agreement_is_shown_and_leads_to_each_disagreement(done):
    async with driven(done, preferences=CAROL) as app:
        await app.press("J", "f")
        assert [row.name for row in app.screen._list.rows] == ["all", "entity City", "entity Person"]
        assert "1 file" in app.title
        await app.press("down", "enter")
        assert [place.note for place in app.screen._places] == ["ann: City; bob: Person"]
        await app.press("escape", "home", "enter")
        assert len(app.screen._places) == 2
        await app.press("enter")
        assert app.screen.state.selection == BEN[:2]


async def test_without_a_file_that_is_done_the_agreement_says_so(project):
    async with driven(project, preferences=CAROL) as app:
        await app.press("J", "f")
        assert "No file is done" in app.message
        await app.press("enter")
