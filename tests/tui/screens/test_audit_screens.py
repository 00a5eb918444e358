"""An audit by keys: drawn, judged one at a time, undone, left and gone on with."""

import pytest

from core.domain.audit.figures import Figure
from core.domain.audit.judging import Verdict
from core.domain.audit.sampling import Kind
from core.domain.text.spans import Span
from core.services.audit.drawing import start_audit
from core.services.audit.judging import OpenAudit
from core.services.project import files
from core.services.review import open_file
from tests.core.services.audit.test_rest import SUGGESTED, suggest
from tests.tui.conftest import driven
from tui.screens.audit.audit import AuditScreen
from tui.screens.audit.judge import JudgeScreen


@pytest.fixture
def tagged(project):
    """Two tags by hand; Ben in the second line and Anna in the other file are missing."""
    opened = open_file.open_file(project, "a.txt")
    for span in (Span(0, 4, "Person"), Span(16, 21, "Person")):
        opened.record(opened.session.tag(span))
    opened.save()
    return project


def answers(project):
    return [(each.verdict, each.entities) for _, each in sorted(OpenAudit(project).judgements.items())]


async def test_a_sample_is_drawn_and_judged_to_the_end_and_the_figures_are_shown(tagged):
    keys = {"Anna": ["a"], "Paris": ["2"], "a.txt": ["1", "1", "enter"], "b.txt": ["2", "1", "a"], "sub/c.txt": ["a"]}
    async with driven(tagged) as app:
        await app.press("A")
        assert isinstance(app.screen, AuditScreen)
        assert "draws a sample" in app.message
        await app.press("n")
        assert isinstance(app.screen, JudgeScreen)
        while question := app.screen._question:
            text = question.document.text[question.unit.start : question.unit.end]
            await app.press(*keys[text if question.unit.kind is Kind.TAG else question.unit.name])
        assert "whole sample is judged" in app.message
        assert "P 0.50 ±0.00" in app.title
        await app.press("escape")
        rows = dict(app.screen._list.rows)
        assert rows["all"][Figure.RECALL].value == 1 / 6
        assert rows["City"][Figure.RECALL].value == 0
        assert "2/2 tags, 3/3 stretches" in app.title
        assert "nothing" in str(app.screen._about.render())


async def test_answers_are_undone_one_by_one_also_after_coming_back(tagged):
    start_audit(tagged, seed=1, tags=2, stretches=0)
    async with driven(tagged) as app:
        await app.press("A", "enter", "b", "x")
        assert answers(tagged) == [(Verdict.BORDERS, ()), (Verdict.WRONG, ())]
        await app.press("escape", "enter", "u", "u", "u")
        assert "no answer of yours" in app.message
        assert answers(tagged) == []
        await app.press("1")
        assert "It is tagged as Person" in app.message
        await app.press("e")
        await app.answer("City")
        assert answers(tagged) == [(Verdict.ENTITY, ("City",))]


async def test_undo_in_a_stretch_first_takes_back_what_was_named(tagged):
    start_audit(tagged, seed=1, tags=0, stretches=3)
    async with driven(tagged) as app:
        await app.press("A", "enter")
        first = app.screen._question
        await app.press("1", "2", "2", "u")
        assert app.screen._missing == ["Person", "City"]
        await app.press("b", "x")  # answers about tags mean nothing here
        assert app.screen._question == first
        await app.press("a", "u")
        assert app.screen._question == first
        assert app.screen._missing == []


async def test_neither_origin_nor_score_nor_stratum_is_shown(tagged):
    start_audit(tagged, seed=1)
    async with driven(tagged) as app:
        await app.press("A", "enter")
        while app.screen._question:
            lines = [app.screen._text.render_line(y).text for y in range(app.screen._text.size.height)]
            seen = " ".join([app.title, app.screen._line.render().plain, *lines])
            assert not any(word in seen for word in ("hand", "manual", "accepted", "read to", "%"))
            await app.press("a")


@pytest.fixture
def suggested(project):
    for name, spans in SUGGESTED.items():
        suggest(project, name, spans)
    return project


async def test_the_rest_is_accepted_from_a_score_on_and_taken_back(suggested):
    async with driven(suggested) as app:
        await app.press("A", "r")
        assert [plan.accepted for plan in app.screen._list.rows] == [5, 4, 3, 2]
        assert "No audit checks these figures" in str(app.screen._about.render())
        await app.press("down", "enter")
        await app.answer("n")
        assert files.list_files(suggested).tag_count == 0
        await app.press("enter")
        await app.answer("y")
        assert "4 suggestions accepted in 2 files" in app.message
        assert files.list_files(suggested).tag_count == 4
        await app.press("u")
        assert "Taken back in 2 files" in app.message
        assert files.list_files(suggested).tag_count == 0


async def test_where_nothing_is_suggested_nothing_can_be_accepted(tagged):
    async with driven(tagged) as app:
        await app.press("A", "r", "enter")
        assert "has suggestions" in app.message
