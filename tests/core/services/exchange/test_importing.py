"""Importing texts and tags: whole or refused, dry runs, overlaps, blanks, names."""

import json

import pytest

from core.domain.models.splits import Dataset
from core.errors import RequestError
from core.services import exchange
from core.services.exchange import ImportOptions, Overlaps
from core.services.project import entities, files, projects
from core.store.disk.storage import RecordFile
from tests.core.services.exchange.texts import contents, jsonl, line


def test_what_cannot_be_imported_leaves_no_project_behind(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("Dear Sir", "utf-8")
    with pytest.raises(RequestError, match="not recognised") as refused:
        exchange.import_file(projects.project_for_import(tmp_path / "new"), note)
    assert "text that begins with 'Dear Sir'" in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_a_dry_run_says_what_would_come_and_writes_nothing(tmp_path):
    target = tmp_path / "new"
    content = jsonl(
        line("a.txt", "Ann", (0, 3, "Who")),
        line("a.txt", "Other"),
        line("b.txt", "Ann", (0, 2, "Who"), (1, 3, "City")),
        line("c.txt", "Ann", (0, 2, "Who"), (0, 3, "City")),
    )
    project = projects.project_for_import(target)
    longest = ImportOptions(overlaps=Overlaps.LONGEST)
    report = exchange.import_file(project, content, dry_run=True, options=longest)
    assert not target.exists()
    content.seek(0)
    done = exchange.import_file(
        projects.project_for_import(target), content, options=ImportOptions(overlaps=Overlaps.LONGEST)
    )
    assert (report.added, report.tags, report.entities) == (3, 3, ("Who", "City"))
    assert dict(report.losses) == {"overlapping span": 2}
    assert report.dry_run
    for name in ("added", "merged", "tags", "refused", "entities", "losses", "listed"):
        assert getattr(report, name) == getattr(done, name)


def test_a_dry_run_sees_conflicts_with_what_is_there(full):
    content = jsonl(line("a.txt", "Ann met Ben.", (0, 5, "City")), line("b.txt", "Other text"))
    report = exchange.import_file(full, content, dry_run=True)
    assert [failure.name for failure in report.refused] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("overlaps", "expected"),
    [
        (Overlaps.LONGEST, [(2, 9), (10, 11)]),
        (Overlaps.FIRST, [(0, 3), (3, 6), (10, 11)]),
        (Overlaps.NONE, [(10, 11)]),
    ],
)
def test_the_user_says_which_of_nested_spans_to_take_and_the_others_are_listed(overlaps, expected, empty):
    spans = [(0, 3, "A"), (2, 9, "B"), (3, 6, "A"), (10, 11, "A"), (0, 3, "A")]
    report = exchange.import_file(
        empty, jsonl(line("a.txt", "x" * 12, *spans)), options=ImportOptions(overlaps=overlaps)
    )
    assert [(s["start"], s["end"]) for s in contents(empty)[0]["spans"]] == expected
    assert report.losses == {"overlapping span": 4 - len(expected)}


def test_without_a_choice_a_text_with_nested_spans_is_refused_with_the_way_out(empty):
    report = exchange.import_file(empty, jsonl(line("a.txt", "Ann", (0, 3, "A"), (0, 2, "B"))))
    assert "--overlaps" in report.refused[0].reason


def test_overlapping_suggestions_come_in_by_score_and_names_without_blanks_around(empty):
    rows = [{"start": 0, "end": e, "label": " A ", "score": s} for e, s in ((3, 0.2), (2, 0.9))]
    report = exchange.import_file(empty, jsonl(line("a.txt", "Ann", suggestions=rows)))
    assert (report.suggestions, dict(report.losses)) == (1, {"overlapping suggestion": 1})
    assert contents(empty)[0]["suggestions"][0]["end"] == 2
    assert entities.load_schema(empty).names == ["A"]


def test_what_came_before_a_faulty_line_is_in_with_its_set(empty):
    testing = json.dumps({"text": "Ann", "spans": [], "meta": {"name": "a.txt", "dataset": "testing"}})
    report = exchange.import_file(empty, jsonl(testing, "nonsense", line("b.txt", "Ben")))
    [failure] = report.refused
    assert failure.reason.startswith("standard input, line 2: not valid JSON")
    assert report.added == 2
    assert files.list_files(empty).in_dataset(Dataset.TESTING).names == ["a.txt"]


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n", "\xa0", "\u3000"])
def test_blanks_at_the_edges_of_tags_are_trimmed_counted_and_kept_on_request(blank, empty, tmp_path):
    text = f"a{blank}Ann{blank}b"
    content = line("a.txt", text, (1, 4 + 2 * len(blank), "P"))
    report = exchange.import_file(empty, jsonl(content))
    start = 1 + len(blank)
    assert [(s["start"], s["end"]) for s in contents(empty)[0]["spans"]] == [(start, start + 3)]
    assert list(report.adjusted.values()) == [1]
    kept = projects.project_for_import(tmp_path / "kept")
    report = exchange.import_file(kept, jsonl(content), options=ImportOptions(keep_blanks=True))
    assert [(s["start"], s["end"]) for s in contents(kept)[0]["spans"]] == [(1, 4 + 2 * len(blank))]
    assert report.adjusted == {}


def test_a_tag_of_blanks_alone_is_a_loss(empty):
    report = exchange.import_file(empty, jsonl(line("a.txt", "a  b", (1, 3, "P"))))
    assert (report.tags, report.entities, list(report.losses)) == (0, (), ["span of blanks alone"])


def test_one_bad_line_stops_no_other_unless_all_or_nothing_is_asked_for(tmp_path):
    lines = (line("a.txt", "Ann"), line("b.txt", "Ben", (0, 9, "P")), "{", line("c.txt", "Cid"))
    strict = projects.project_for_import(tmp_path / "strict")
    with pytest.raises(RequestError, match=r"2 would be refused.*line 2"):
        exchange.import_file(strict, jsonl(*lines), options=ImportOptions(strict=True))
    assert not (tmp_path / "strict").exists()
    report = exchange.import_file(projects.project_for_import(tmp_path / "p"), jsonl(*lines))
    assert (report.added, len(report.refused)) == (2, 2)
    good = exchange.import_file(strict, jsonl(lines[0], lines[3]), options=ImportOptions(strict=True))
    assert good.added == 2


@pytest.mark.parametrize("content", ["[]", '{"assets": {"documents": [], "entities": [{"category": "P"}]}}'])
def test_an_import_that_brings_nothing_is_no_success_and_changes_nothing(content, tmp_path):
    source = tmp_path / "x.json"
    source.write_text(content)
    with pytest.raises(RequestError):
        exchange.import_file(projects.project_for_import(tmp_path / "new"), source)
    assert not (tmp_path / "new").exists()


def test_entities_without_a_text_are_not_added_where_all_texts_are_refused(tmp_path):
    source = tmp_path / "x.json"
    assets = {"entities": [{"category": "P"}], "documents": [{"location": "missing.txt"}]}
    source.write_text(json.dumps({"projectFileVersion": "2022-05-01", "assets": assets}))
    report = exchange.import_file(projects.project_for_import(tmp_path / "new"), source)
    assert (report.entities, len(report.refused)) == ((), 1)
    assert not (tmp_path / "new").exists()


def test_the_projects_file_is_read_a_few_times_however_many_lines_come_in(empty, monkeypatch):
    read = []
    content_of = RecordFile._content

    def counting(self):
        read.append(self.path.name)
        return content_of(self)

    monkeypatch.setattr(RecordFile, "_content", counting)
    exchange.import_file(empty, jsonl(*(line(f"{n}.txt", "Ann", (0, 3, "P")) for n in range(50))))
    assert read.count("project.json") <= 3
