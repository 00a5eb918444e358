import json

import pytest

from core.domain.text.spans import Span
from core.errors import NotFoundError, RequestError, StorageError
from core.services import exchange
from core.services.jobs import quota
from core.services.project import entities, files, preferences, projects
from core.services.project.preferences import Preferences
from core.services.project.status import project_status
from core.services.review import bulk, open_file


def tag_all(project):
    for name, quote, entity in (("a.txt", "Anna", "Person"), ("a.txt", "Paris", "City"), ("b.txt", "Paris", "City")):
        opened = open_file.open_file(project, name)
        start = opened.document.text.index(quote)
        opened.record(opened.session.tag(Span(start, start + len(quote), entity)))
        opened.save()


def line(name, text, *spans, **more):
    return json.dumps(
        {
            "text": text,
            "spans": [dict(zip(("start", "end", "label"), s, strict=True)) for s in spans],
            "meta": {"name": name},
        }
        | more
    )


def test_any_folder_of_texts_becomes_a_project_by_opening_it(folder):
    project = projects.open_project(folder)
    assert files.list_files(project).names == ["a.txt", "b.txt", "sub/c.txt"]
    projects.note_opened(project)
    assert [recent.folder for recent in projects.recent_projects()] == [str(folder)]
    projects.note_opened(projects.open_project(folder))
    assert len(projects.recent_projects()) == 1
    projects.forget_project(folder)
    assert projects.recent_projects() == []


def test_what_is_no_project_is_refused_in_a_sentence(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match=r"holds no \.txt file"):
        projects.open_project(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []
    with pytest.raises(NotFoundError, match="no folder"):
        projects.open_project(tmp_path / "missing")
    with pytest.raises(RequestError, match="is a file"):
        projects.open_project(folder / "a.txt")
    with pytest.raises(NotFoundError, match="no project yet"):
        projects.find_project(folder)
    project = projects.open_project(folder)
    with pytest.raises(RequestError, match="already"):
        projects.create_project(folder)
    with pytest.raises(RequestError, match="inside of a project"):
        projects.open_project(folder / "autotag")
    project.paths.project_file.write_text("{")
    with pytest.raises(StorageError, match="damaged"):
        projects.open_project(folder)


def test_a_sample_is_copied_and_never_over_an_earlier_copy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = projects.copy_sample("support_tickets"), projects.copy_sample("support_tickets")
    assert (first.name, second.name) == ("autotag-demo-support_tickets", "autotag-demo-support_tickets-2")
    assert len(files.list_files(projects.open_project(first)).tagged()) == 20
    with pytest.raises(NotFoundError, match="loan_agreements, reservations_ja, support_tickets"):
        projects.copy_sample("nope")


def test_renaming_an_entity_renames_its_tags_and_unsaved_decisions(project):
    tag_all(project)
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.tag(Span(16, 20, "Person")))
    entities.rename_entity(project, "Person", "Human")
    assert entities.load_schema(project).names == ["Human", "City"]
    assert files.list_files(project).tags == {"Human": 2, "City": 2}


def test_deleting_an_entity_says_how_many_tags_go_and_takes_only_them(project):
    tag_all(project)
    assert entities.count_tags(project, "City") == 2
    assert entities.delete_entity(project, "City") == 2
    assert files.list_files(project).tags == {"Person": 1}
    with pytest.raises(NotFoundError, match="no entity"):
        entities.count_tags(project, "City")


def test_counts_agree_everywhere(project):
    tag_all(project)
    status = project_status(project)
    assert (status.files, status.tagged, status.untagged) == (3, 2, 1)
    assert status.tags == {"Person": 1, "City": 2}
    assert status.records == 3


def test_a_whole_project_goes_out_and_comes_in_again(project, tmp_path):
    tag_all(project)
    out = tmp_path / "out.jsonl"
    assert exchange.export_file(project, out).tags == 3
    copy = projects.project_for_import(tmp_path / "copy")
    report = exchange.import_file(copy, out)
    assert (report.added, report.tags, report.refused) == (3, 3, ())
    again = tmp_path / "again.jsonl"
    exchange.export_file(copy, again)
    assert again.read_bytes() == out.read_bytes()
    merged = exchange.import_file(copy, out)
    assert (merged.added, merged.merged, merged.tags) == (0, 3, 0)


def test_an_import_refuses_single_files_with_the_reason_and_takes_the_others(project, tmp_path):
    tag_all(project)
    lines = [
        line("new.txt", "Ben is here.", (0, 3, "Person")),
        line("b.txt", "Another text.", (0, 7, "City")),
        line("over.txt", "abcdef", (0, 3, "Person"), (2, 5, "City")),
        line("../out.txt", "abc"),
        line("autotag/x.txt", "abc"),
        line("bad.txt", "abc", (0, 1, "50%")),
        line("a.txt", (project.folder / "a.txt").read_text("utf-8"), (0, 8, "Person")),
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    report = exchange.import_file(project, source)
    assert (report.added, report.tags) == (1, 1)
    reasons = {failure.name: failure.reason for failure in report.refused}
    assert list(reasons) == ["b.txt", "over.txt", "../out.txt", "autotag/x.txt", "bad.txt", "a.txt"]
    assert "another text" in reasons["b.txt"]
    assert "overlap" in reasons["over.txt"]
    assert "out of the project" in reasons["../out.txt"]
    assert not (project.folder / "over.txt").exists()
    assert not (tmp_path / "out.txt").exists()
    assert files.list_files(project).tag_count == 4
    assert entities.load_schema(project).names == ["Person", "City"]


def test_suggestions_travel_only_when_asked_for(project, tmp_path):
    source = tmp_path / "in.jsonl"
    suggestion = {"start": 0, "end": 3, "label": "Person", "score": 0.5, "job": "j"}
    source.write_text(line("new.txt", "Ben is here.", suggestions=[suggestion]))
    assert exchange.import_file(project, source).suggestions == 1
    out = tmp_path / "out.jsonl"
    assert exchange.export_file(project, out).suggestions == 0
    assert b"suggestions" not in out.read_bytes()
    assert exchange.export_file(project, out, suggestions=True).suggestions == 1
    [row] = [json.loads(raw) for raw in out.read_text().splitlines() if "Ben is here." in raw]
    assert row["suggestions"] == [suggestion]


def test_unknown_formats_and_missing_files_are_refused(project, tmp_path):
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    with pytest.raises(RequestError, match="not recognised"):
        exchange.import_file(project, tmp_path / "x.bin")
    with pytest.raises(NotFoundError, match="no format 'xml'"):
        exchange.export_file(project, tmp_path / "x.xml")
    with pytest.raises(NotFoundError, match="no file"):
        exchange.import_file(project, tmp_path / "missing.jsonl")


def test_accepting_by_score_leaves_the_rest_to_decide(project, tmp_path):
    rows = [{"start": s, "end": s + 3, "label": "Person", "score": score} for s, score in ((0, 0.9), (4, 0.4))]
    source = tmp_path / "in.jsonl"
    source.write_text(line("new.txt", "Ben Tom.", suggestions=rows))
    exchange.import_file(project, source)
    assert bulk.accept_suggestions(project, None, 0.5).spans == 1
    entry = files.entry(project, "new.txt")
    assert (entry.tag_count, entry.suggestion_count) == (1, 1)
    assert bulk.reject_suggestions(project, ["new.txt"]).spans == 1
    with pytest.raises(NotFoundError, match="no file"):
        bulk.accept_suggestions(project, ["nope.txt"])


def test_the_quota_can_be_set_and_lifted():
    assert quota.current_quota().limit == 5000
    assert quota.set_limit(quota.parse_limit("1,000")).left == 1000
    assert quota.set_limit(quota.parse_limit("none")).left is None
    for wrong in ("-1", "many", "1.5", "", "9" * 30):
        with pytest.raises(RequestError, match="number of text records"):
            quota.parse_limit(wrong)


def test_preferences_are_kept_and_the_author_is_noted_with_tags(project):
    preferences.save_preferences(Preferences(author="ann", keymap={"file.accept": "j"}))
    assert preferences.load_preferences().keymap == {"file.accept": "j"}
    tag_all(project)
    _, tagging = files.read_tagging(project, "a.txt")
    assert {tag.by for tag in tagging.tags} == {"ann"}


def test_the_next_file_to_do_is_one_of_the_list_in_its_order(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02d}.txt").write_text("Ann.", "utf-8")
    project = projects.create_project(tmp_path, ["Person"])

    def finish(name):
        open_file.open_file(project, name).save()

    names = [f"{number:02d}.txt" for number in range(28)]
    assert files.next_to_do(project, names, "05.txt") == "06.txt"
    assert files.next_to_do(project, names[::-1], "05.txt") == "04.txt"
    for name in names[6:28]:
        finish(name)
    assert files.next_to_do(project, names, "05.txt") == "00.txt"
    for name in names[:6]:
        finish(name)
    assert files.next_to_do(project, names, "05.txt") is None


def test_entities_of_projects_made_before_descriptions_open_without_one(project):
    stored = project.paths.project_file
    content = json.loads(stored.read_text())
    for entity in content["entities"].values():
        del entity["description"]
    stored.write_text(json.dumps(content))
    assert [entity.description for entity in entities.load_schema(project)] == ["", ""]
    entities.describe_entity(project, "City", "A town by name.")
    assert entities.load_schema(project).get("City").description == "A town by name."
