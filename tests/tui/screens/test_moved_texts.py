"""Tags of texts that were renamed and edited, or copied, are given to their texts by one question."""

import shutil

import pytest

from core.domain.text.spans import Span
from core.services.project import files, projects
from core.services.project.moving import Orphan, propose_moves
from core.services.review import open_file
from tests.tui.conftest import driven

TEXT = "{0} met {1} in Paris.\nLater {1} wrote to {0} again.\n"
PEOPLE = {"a.txt": ("Anna", "Bertram"), "b.txt": ("Zoltan", "Ignatius"), "c.txt": ("Rosamund", "Theo")}


@pytest.fixture
def project(tmp_path):
    """Three texts with four tags each."""
    for name, people in PEOPLE.items():
        (tmp_path / name).write_text(TEXT.format(*people), "utf-8")
    made = projects.create_project(tmp_path, ["Person"])
    for name, people in PEOPLE.items():
        opened = open_file.open_file(made, name)
        text = opened.document.text
        for person in people:
            for start in (text.index(person), text.rindex(person)):
                opened.record(opened.session.tag(Span(start, start + len(person), "Person")))
        opened.save()
    return made


def rename_and_edit(project, old, new):
    text = (project.folder / old).read_text("utf-8")
    (project.folder / old).unlink()
    (project.folder / new).write_text("A new first line.\n" + text.replace("Paris", "Rome"), "utf-8")


def tags(project):
    return {entry.name: entry.tag_count for entry in files.list_files(project)}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_one_question_moves_the_tags_of_all_texts_that_were_renamed_and_edited(project, size):
    for name in PEOPLE:
        rename_and_edit(project, name, f"new-{name}")
    async with driven(project, size) as app:
        await app.until(lambda: "3 texts that are gone have tags" in app.message)
        await app.press("M")
        question = str(app.screen.question_bar._prompt.render())
        assert "a.txt to new-a.txt (75% fit)" in question
        assert "and 1 more" in question
        await app.answer("y")
        await app.until(lambda: "The tags of 3 texts were moved." in app.message)
    assert tags(project) == {f"new-{name}": 3 for name in PEOPLE}  # the one next to the edit is set aside


async def test_which_of_two_copies_has_the_tags_is_asked_and_may_be_left(project):
    for copy in ("one.txt", "two.txt"):
        shutil.copy(project.folder / "a.txt", project.folder / copy)
    (project.folder / "a.txt").unlink()
    async with driven(project) as app:
        await app.until(lambda: "1 text that is gone has tags" in app.message)
        await app.press("M")
        assert "4 tags of a.txt" in str(app.screen.question_bar._prompt.render())
        await app.answer("none of these")
        await app.until(lambda: "No tags were moved. The tags of 1 text are still without one." in app.message)
        assert tags(project)["one.txt"] == tags(project)["two.txt"] == 0
        await app.press("M")
        await app.answer("two.txt")
        await app.until(lambda: "The tags of 1 text were moved." in app.message)
    assert tags(project) == {"b.txt": 4, "c.txt": 4, "one.txt": 0, "two.txt": 4}


async def test_one_by_one_each_is_asked_with_its_likeness_and_no_leaves_all(project):
    rename_and_edit(project, "a.txt", "new-a.txt")
    rename_and_edit(project, "b.txt", "new-b.txt")
    async with driven(project) as app:
        await app.press("M")
        await app.answer("n")
        await app.until(lambda: "No tags were moved." in app.message)
        await app.press("M", "e")
        assert "75% of the tags fit  new-a.txt" in app.screen.question_bar._list.rows[0]
        await app.press("enter", "escape")
        await app.until(lambda: "The tags of 1 text were moved. The tags of 1 text are still" in app.message)
    assert tags(project) == {"c.txt": 4, "new-a.txt": 3, "new-b.txt": 0}


async def test_without_lost_tags_the_key_says_so(project):
    async with driven(project) as app:
        await app.press("M")
        assert app.message == "Every tag has its text."


def test_only_the_one_likeliest_text_is_clear():
    clear = Orphan("a", 4, (("x", 0.9), ("y", 0.5)))
    tie = Orphan("b", 4, (("z", 1.0), ("w", 1.0)))
    shared = [Orphan(name, 4, (("s", 0.8),)) for name in "cd"]
    nowhere = Orphan("e", 4)
    found = propose_moves([clear, tie, *shared, nowhere])
    assert [(move.old, move.new, move.likeness) for move in found.clear] == [("a", "x", 0.9)]
    assert found.unclear == [tie, *shared]
    assert found.hopeless == [nowhere]
