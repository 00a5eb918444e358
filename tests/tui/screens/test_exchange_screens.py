"""Import and export from the screen."""

import json

from textual.widgets import Static

from core.services import exchange
from core.services.project import files, restoring
from tests.tui.conftest import driven
from tui.screens.data.exporting import FORMATS
from tui.screens.data.import_preview import ImportPreviewScreen
from tui.screens.data.import_source import ImportSourceScreen


def lines(*items):
    return "".join(json.dumps(item) + "\n" for item in items)


async def test_a_file_is_chosen_looked_at_and_taken_in(project, tmp_path, monkeypatch):
    source = tmp_path / "from" / "here"
    source.mkdir(parents=True)
    spans = [{"start": 0, "end": 4, "label": "Person"}]
    overlapping = [{"start": 0, "end": 4, "label": "Person"}, {"start": 0, "end": 8, "label": "Pair"}]
    (source / "tags.jsonl").write_text(
        lines(
            {"text": "Otto met Eva.", "spans": spans, "meta": {"name": "otto.txt"}},
            {"text": "Emil met Ada.", "spans": overlapping, "meta": {"name": "emil.txt"}},
        )
    )
    monkeypatch.chdir(tmp_path / "from")
    async with driven(project) as app:
        await app.press("i")
        assert isinstance(app.screen, ImportSourceScreen)
        await app.press("enter", "enter")
        assert isinstance(app.screen, ImportPreviewScreen)
        page = str(app.screen._page.render())
        assert "1 new" in page
        assert "Refused: 1 text" in page
        assert "otto.txt" not in files.list_files(project).names
        await app.press("o")
        await app.answer("take longest")
        assert "2 new" in str(app.screen._page.render())
        await app.press("i")
        assert "2 files added" in app.message
    assert {"otto.txt", "emil.txt"} <= set(files.list_files(project).names)
    assert [t.entity for t in files.read_tagging(project, "emil.txt")[1].tags] == ["Pair"]


def test_the_choice_of_formats_says_of_each_what_it_is_for():
    assert sorted(FORMATS) == sorted(exchange.written_format_names())


async def test_the_files_shown_are_exported_in_the_format_chosen(project, tmp_path):
    target = tmp_path / "out.csv"
    async with driven(project) as app:
        await app.press("enter", "right", "1", "s", "escape", "/")
        await app.answer("a.txt")
        await app.press("x")
        await app.answer("csv")
        await app.answer(str(target))
        await app.until(lambda: "1 file with 1 tag" in app.message)
    assert "Person" in target.read_text("utf-8")


async def test_an_import_over_what_is_there_can_be_taken_back(project, tmp_path):
    text = files.read_document(project, "a.txt").text
    source = tmp_path / "a.jsonl"
    item = {"text": text, "spans": [{"start": 0, "end": 4, "label": "Person"}], "meta": {"name": "a.txt"}}
    source.write_text(lines(item))
    async with driven(project) as app:
        await app.press("enter", "right", "right", "1", "s", "escape", "i", "/")
        await app.answer(str(source))
        await app.press("i")
    assert len(files.read_tagging(project, "a.txt")[1].tags) == 2
    (step,) = restoring.kept_steps(project)
    assert step.what == "importing jsonl"
    restoring.restore(project, step.id)
    assert len(files.read_tagging(project, "a.txt")[1].tags) == 1


async def test_nothing_comes_in_if_all_or_nothing_is_chosen_and_a_text_is_refused(project, tmp_path):
    source = tmp_path / "tags.jsonl"
    bad = [{"start": 0, "end": 400, "label": "Person"}]
    source.write_text(lines({"text": "Otto.", "meta": {"name": "otto.txt"}}, {"text": "Eva.", "spans": bad}))
    async with driven(project) as app:
        await app.press("i", "/")
        await app.answer(str(source))
        await app.press("s", "i")
        assert "2" in app.message
        assert "nothing is imported" in str(app.screen.query_one(Static).render())
        assert "otto.txt" not in files.list_files(project).names
        await app.press("s", "i")
        assert "1 file added" in app.message


async def test_the_columns_of_a_table_with_several_kinds_of_tags_are_asked_for(project, tmp_path):
    source = tmp_path / "tokens.tsv"
    source.write_text("word\tfine\tcoarse\nOtto\tB-Given\tB-Person\nruns\tO\tO\n")
    async with driven(project) as app:
        await app.press("i", "/")
        await app.answer(str(source))
        assert "column" in app.message
        await app.press("c")
        await app.answer("word")
        await app.answer("coarse")
        assert "words word, tags coarse" in str(app.screen.query_one(Static).render())
        await app.press("i")
        assert "1 file added, 0 merged, 1 tag" in app.message
    assert files.list_files(project).with_entity("Person").names


async def test_texts_that_a_file_only_names_are_found_in_the_folder_that_the_user_names(project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "otto.txt").write_text("Otto met Eva.")
    (tmp_path / "labels").mkdir()
    source = tmp_path / "labels" / "spans.csv"
    source.write_text("file,start,end,entity\notto.txt,0,4,Person\n")
    async with driven(project) as app:
        await app.press("i", "/")
        await app.answer(str(source))
        await app.press("t")
        await app.answer(str(tmp_path / "elsewhere"))
        await app.press("i")
        assert "1 file added, 0 merged, 1 tag" in app.message
