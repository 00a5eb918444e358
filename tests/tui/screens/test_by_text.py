"""Review by text, lists of places, spot check and history, by keys."""

from dataclasses import replace
from functools import partial

import pytest

from core.domain.text.spans import ScoredSpan
from core.services.project import files, projects
from core.services.review import bulk
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from tests.tui.conftest import driven
from tui.file.screen import FileScreen
from tui.widgets.row_list import RowList

TEXTS = {
    "a.txt": "Ann Lee met Acme Corp in Oslo.\n",
    "b.txt": "Acme Corp wrote to Ann Lee.\n",
    "c.txt": "Oslo and Acme Corp.\n",
}
SUGGESTED = {
    "a.txt": [(0, 7, "Person", 0.9), (12, 21, "Company", 0.8), (25, 29, "Person", 0.4)],
    "b.txt": [(0, 9, "Company", 0.7)],
    "c.txt": [(9, 18, "Company", 0.5)],
}


def proposing(spans: list[ScoredSpan], record: FileRecord) -> FileRecord:
    return replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0])


@pytest.fixture
def project(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    made = projects.create_project(tmp_path, ["Person", "Company", "City"])
    for name, spans in SUGGESTED.items():
        scored = [ScoredSpan(*span) for span in spans]
        document = read_document(made.paths, name)
        change_record(made.paths, document, partial(proposing, scored))
    return made


def saved(project):
    found = {}
    for name, text in TEXTS.items():
        _, tagging = files.read_tagging(project, name)
        found[name] = [(text[t.start : t.end], t.entity) for t in tagging.tags]
    return found


async def test_one_key_decides_a_text_in_all_files_and_undo_takes_it_back(project):
    async with driven(project) as app:
        await app.press("b")
        assert [(q.text, len(q.places)) for q in app.screen.query_one(RowList).rows] == [
            ("Acme Corp", 3),
            ("Ann Lee", 1),
            ("Oslo", 1),
        ]
        await app.press("a", "u")
        assert len(app.screen.query_one(RowList).rows) == 3
        assert app.screen._list.current.text == "Acme Corp"
        await app.press("a", "x", "3")
        assert "No suggestion is left" in app.message
        assert saved(project) == {"a.txt": [], "b.txt": [], "c.txt": []}
        await app.press("s")
    assert saved(project) == {
        "a.txt": [("Acme Corp", "Company"), ("Oslo", "City")],
        "b.txt": [("Acme Corp", "Company")],
        "c.txt": [("Acme Corp", "Company")],
    }
    assert not any(entry.unsaved for entry in files.list_files(project))


async def test_a_decision_by_text_that_was_undone_is_done_again_with_a_key(project):
    async with driven(project) as app:
        await app.press("b", "a", "u", "U")
        assert "Done again: Acme Corp, in 3 places" in app.message
        assert [question.text for question in app.screen.query_one(RowList).rows] == ["Ann Lee", "Oslo"]
        await app.press("U")
        assert "nothing to redo" in app.message
        await app.press("s")
    assert [len(tags) for tags in saved(project).values()] == [1, 1, 1]


async def test_decisions_by_text_are_kept_as_unsaved_when_the_user_leaves(project):
    async with driven(project) as app:
        await app.press("b", "a", "escape")
        await app.until(lambda: app.screen.query_one(RowList).rows[0].unsaved)
        await app.press("enter")
        assert "1 tag" in app.title
        assert "unsaved" in app.title


async def test_questions_come_in_other_orders_and_can_be_put_off(project):
    async with driven(project) as app:
        await app.press("b", "o")
        assert [q.text for q in app.screen.query_one(RowList).rows] == ["Ann Lee", "Oslo", "Acme Corp"]
        await app.press("o")
        assert [q.text for q in app.screen.query_one(RowList).rows] == ["Acme Corp", "Oslo", "Ann Lee"]
        await app.press("z")
        assert [q.text for q in app.screen.query_one(RowList).rows] == ["Oslo", "Ann Lee", "Acme Corp"]
        assert app.screen._list.current.text == "Oslo"


async def test_a_place_found_in_all_texts_opens_its_file_there(project):
    async with driven(project) as app:
        await app.press("F")
        await app.answer("acme")
        assert "3 places" in app.title
        await app.press("down", "down", "enter")
        assert isinstance(app.screen, FileScreen)
        assert app.screen.state is not None
        assert app.screen.state.session.selection == (9, 13)
        await app.press("escape", "escape", "F")
        await app.answer("score<0.45")
        assert [(p.name, p.text) for p in app.screen.query_one(RowList).rows] == [("a.txt", "Oslo")]


async def test_what_was_accepted_unseen_is_judged_one_by_one(project):
    bulk.accept_suggestions(project, min_score=0.6)
    async with driven(project) as app:
        await app.press("S")
        assert "3 places" in app.title
        entities = {"Acme Corp": "Company", "Ann Lee": "Person"}
        for _ in range(2):  # what it was accepted as is told of each, in a narrow terminal too
            place = app.screen._list.current
            assert app.screen._about.content == f"{entities[place.text]}, in {place.name}"
            await app.press("down")
        await app.press("home", "x", "u")
        assert "0 of 0 were wrong" in app.message
        assert "3 places" in app.title
        await app.press("x", "a", "a")
        assert "1 of 3 were wrong" in app.message
    assert sum(map(len, saved(project).values())) == 2


async def test_the_history_of_a_file_is_told(project):
    bulk.accept_suggestions(project, ["b.txt"])
    async with driven(project) as app:
        await app.press("down", "H")
        assert [row[1][2] for row in app.screen.query_one(RowList).rows] == ["accepted 1 (1 of them unseen)"]


async def test_the_check_lists_places_to_jump_to(project):
    bulk.accept_suggestions(project, ["a.txt"])
    bulk.reject_suggestions(project, ["b.txt"])
    async with driven(project) as app:
        await app.press("c")
        assert "No text is tagged in two ways" in app.message


async def test_places_of_the_check_are_marked_as_right_one_by_one_or_all_alike_and_taken_back(project):
    bulk.accept_suggestions(project, ["a.txt"])
    bulk.accept_suggestions(project, ["b.txt"])
    for name in ("a.txt", "b.txt"):
        (project.folder / name).write_bytes((project.folder / name).read_bytes() + b" Ann Lee, Oslo, Ann Lee. Oslo")
    async with driven(project) as app:
        await app.press("c")
        count = len(app.screen._list.rows)
        assert count > 4
        assert f"{count} places, 0 marked as right" in app.title
        await app.press("a")
        assert f"{count - 1} places, 1 marked as right" in app.title
        await app.press("A")
        alike = count - 1 - len(app.screen._list.rows)
        assert alike > 1
        await app.press("u", "u")
        assert f"{count} places, 0 marked as right" in app.title
        await app.press("A", "escape", "c")  # it is kept
        assert len(app.screen._list.rows) < count - 1


async def test_files_are_flagged_found_again_and_ordered_by_doubt(project):
    async with driven(project) as app:
        await app.press("down", "enter", "f", "escape", "f")
        await app.answer("Flagged")
        assert [entry.name for entry in app.screen.query_one(RowList).rows] == ["b.txt"]
        await app.press("f")
        await app.answer("All")
        await app.press("o")
        assert [entry.name for entry in app.screen.query_one(RowList).rows] == ["a.txt", "c.txt", "b.txt"]
        await app.press("home", "enter", "X", "y", "enter")
        assert "c.txt" in app.title


async def test_the_list_of_files_comes_back_at_the_file_that_was_open_last(project):
    async with driven(project) as app:
        await app.press("down", "down", "enter", "f5", "f2", "enter")
        assert "c.txt" in app.title
        await app.press("escape")
    async with driven(project) as app:
        assert app.screen._list.current.name == "c.txt"


async def test_what_was_decided_by_text_can_be_undone_after_leaving_and_coming_back(project):
    async with driven(project) as app:
        await app.press("b", "a", "x")
        before = len(app.screen.query_one(RowList).rows)
        await app.press("escape", "b")
        assert "decided" in app.title
        await app.press("u")
        assert len(app.screen.query_one(RowList).rows) == before + 1
        assert "Undone" in app.message
        await app.press("u", "u")
        assert "nothing to undo" in app.message


async def test_a_round_from_the_review_by_text_saves_first_what_was_decided_there(project):
    async with driven(project) as app:
        await app.press("b", "a", "f8")
        await app.until(lambda: app.screen.question_bar.display or app.message)
    assert files.list_files(project).tag_count > 0


async def test_all_that_is_left_is_decided_at_once_after_a_word_on_what_is_doubtful_and_undone_at_once(project):
    async with driven(project) as app:
        await app.press("b", "A")
        await app.until(lambda: app.screen.question_bar.display)
        assert "The lowest score is 40%: Oslo" in app.message
        await app.answer("n")
        assert len(app.screen.query_one(RowList).rows) == 3
        await app.press("A")
        await app.answer("y")
        assert "No suggestion is left" in app.message
        await app.press("u")
        assert len(app.screen.query_one(RowList).rows) == 3
        assert "3 texts, in 5 places" in app.message
        await app.press("a", "X")
        await app.answer("y")
        await app.press("r")
        await app.until(lambda: isinstance(app.screen, FileScreen))
        assert app.screen.state.name == "a.txt"
    assert saved(project) == {name: [("Acme Corp", "Company")] for name in TEXTS}
    assert not files.list_files(project).suggestion_count


async def test_many_texts_are_decided_by_entity_and_score(project):
    async with driven(project) as app:
        await app.press("b", "b")
        options = list(app.screen.question_bar._list.rows)
        assert options == ["1 of Company", "2 at 50% and above", "3 that are left"]
        await app.answer("2 at")
        await app.answer("y")
        assert [question.text for question in app.screen.query_one(RowList).rows] == ["Oslo"]
        await app.press("B")
        await app.answer("1 of Person")
        assert "The lowest score is 40%: Oslo" in app.message
        await app.answer("y")
        await app.press("s")
    assert saved(project)["a.txt"] == [("Ann Lee", "Person"), ("Acme Corp", "Company")]
