"""Importing and exporting whole projects: recognition, dry runs, overlaps, filters, streams."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.models.splits import Dataset
from core.domain.text.spans import Span
from core.errors import NotFoundError, RequestError
from core.formats import FOLDER_FORMATS, WRITTEN_FORMATS, ExchangedFile
from core.services import exchange
from core.services.exchange import ImportOptions, Overlaps, Selection
from core.services.project import entities, files, projects
from core.services.project.preferences import author
from core.services.review import open_file
from core.store.storage import RecordFile

BOTH_WAYS = sorted({*WRITTEN_FORMATS, *FOLDER_FORMATS} - {"csv", "azure"})

WITH_TAGS = [
    ExchangedFile("a.txt", "Ann met Ben.", (Span(0, 3, "Person"), Span(8, 11, "Person")), tagged=True),
    ExchangedFile("b.txt", "Rome is large.", (Span(0, 4, "City"),), tagged=True),
]


def line(name, text, *spans, **more):
    rows = [{"start": s, "end": e, "label": label} for s, e, label in spans]
    return json.dumps({"text": text, "spans": rows, "meta": {"name": name, "tagged": True}, **more})


def jsonl(*lines):
    return io.BytesIO("\n".join(lines).encode())


@pytest.fixture
def empty(tmp_path):
    made = projects.project_for_import(tmp_path / "new")
    projects.make_project(made)
    return made


def test_what_cannot_be_imported_leaves_no_project_behind(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("Dear Sir", "utf-8")
    with pytest.raises(RequestError, match="not recognised") as refused:
        exchange.import_file(projects.project_for_import(tmp_path / "new"), note)
    assert "text that begins with 'Dear Sir'" in str(refused.value)
    assert not (tmp_path / "new").exists()


@pytest.fixture
def full(empty):
    """A project with two tagged files."""
    stream = io.BytesIO()
    WRITTEN_FORMATS["jsonl"].write(WITH_TAGS, stream)
    stream.seek(0)
    exchange.import_file(empty, stream)
    return empty


def contents(project):
    out = io.BytesIO()
    exchange.export_file(project, out, "jsonl", suggestions=True)
    return [json.loads(each) for each in out.getvalue().splitlines()]


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_every_format_is_recognised_by_its_content_and_comes_in_with_the_same_tags(name, full, tmp_path):
    out = tmp_path / ("out" if name in FOLDER_FORMATS else "out.xyz")
    assert exchange.export_file(full, out, name).tags == 3
    copy = projects.project_for_import(tmp_path / "copy")
    report = exchange.import_file(copy, out)
    assert report.format == ("conll" if name in ("iob2", "bioes") else name)
    assert (report.added, report.tags, report.refused) == (2, 3, ())
    tags = [(row["text"].rstrip("\n ."), sorted(s["label"] for s in row["spans"])) for row in contents(copy)]
    assert [labels for _, labels in tags] == [["Person", "Person"], ["City"]]


def test_an_azure_project_goes_out_with_texts_beside_and_comes_in_whole(full, tmp_path):
    files.set_dataset(full, ["b.txt"], Dataset.TESTING)
    entities.add_entity(full, "Unused")
    out = tmp_path / "azure" / "labels.json"
    out.parent.mkdir()
    report = exchange.export_file(full, out, "azure")
    assert [loss.where for loss in report.listed] == ["it has 2 texts; 10 to 100,000 are allowed"]
    copy = projects.project_for_import(tmp_path / "copy")
    exchange.import_file(copy, out.parent)
    assert contents(copy) == contents(full)
    assert entities.load_schema(copy).names == entities.load_schema(full).names
    again = tmp_path / "again.json"
    exchange.export_file(copy, again, "azure")
    assert json.loads(again.read_bytes()) == json.loads(out.read_bytes())
    (out.parent / "a.txt").write_text("other")
    with pytest.raises(RequestError, match="holds another text"):
        exchange.export_file(full, out, "azure")


def test_labels_in_the_folder_of_the_texts_make_a_project_of_it(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"Ann\r\n")
    labels = [{"regionOffset": 0, "regionLength": 5, "labels": [{"category": "Who", "offset": 0, "length": 3}]}]
    document = {"location": "a.txt", "entities": labels}
    (folder / "labels.json").write_text(json.dumps({"assets": {"documents": [document]}}))
    report = exchange.import_file(projects.project_for_import(folder), folder / "labels.json")
    assert (report.added, report.merged, report.tags) == (0, 1, 1)


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


def test_exports_take_files_entities_and_what_is_reviewed(full):
    suggestion = {"start": 5, "end": 7, "label": "City", "score": 0.5}
    exchange.import_file(full, jsonl(line("b.txt", "Rome is large.", suggestions=[suggestion])))
    exchange.import_file(full, jsonl(json.dumps({"text": "Plain", "spans": [], "meta": {"name": "c.txt"}})))

    def exported(**wanted):
        report = exchange.export_file(full, io.BytesIO(), "jsonl", selection=Selection(**wanted))
        return report.files, report.tags, report.suggestions

    assert exported(suggestions=True) == (3, 3, 1)
    assert exported(reviewed=True) == (1, 2, 0)
    assert exported(files=["b.txt"]) == (1, 1, 0)
    assert exported(entities=["City"]) == (3, 1, 0)
    with pytest.raises(NotFoundError, match="no file"):
        exported(files=["nope.txt"])
    with pytest.raises(NotFoundError, match="no entity"):
        exported(entities=["Nope"])


def test_what_a_format_cannot_hold_is_counted_and_listed(full, tmp_path):
    suggestion = {"start": 5, "end": 7, "label": "City", "score": 0.5}
    exchange.import_file(full, jsonl(line("b.txt", "Rome is large.", suggestions=[suggestion])))
    exchange.import_file(full, jsonl(line("c.txt", "Nothing here.")))
    files.set_dataset(full, ["a.txt"], Dataset.TESTING)
    report = exchange.export_file(full, tmp_path / "b", "brat", suggestions=True)
    assert report.losses == {
        "suggestion": 1,
        "confirmation that a file holds no entity": 1,
        "membership of the testing set": 1,
    }
    assert {loss.where for loss in report.listed} == {"a.txt", "b.txt, City at 5-7", "c.txt"}


def test_targets_that_would_be_spoiled_are_refused(full, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("mine")
    with pytest.raises(RequestError, match="not empty"):
        exchange.export_file(full, tmp_path / "there", "brat")
    with pytest.raises(RequestError, match="folder"):
        exchange.export_file(full, io.BytesIO(), "brat")
    for path in (tmp_path / "x.json", tmp_path / "x"):
        with pytest.raises(RequestError, match="name it with --format"):
            exchange.export_file(full, path)
    with pytest.raises(RequestError, match="--format"):
        exchange.export_file(full, io.BytesIO())
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_damaged_spacy_file_is_refused_in_a_sentence(empty, tmp_path):
    (tmp_path / "x.spacy").write_bytes(b"nonsense")
    with pytest.raises(RequestError, match="spaCy could not read"):
        exchange.import_file(empty, tmp_path / "x.spacy", "spacy")


def test_what_came_before_a_faulty_line_is_in_with_its_set(empty):
    testing = json.dumps({"text": "Ann", "spans": [], "meta": {"name": "a.txt", "dataset": "testing"}})
    report = exchange.import_file(empty, jsonl(testing, "nonsense", line("b.txt", "Ben")))
    [failure] = report.refused
    assert failure.reason.startswith("standard input, line 2: not valid JSON")
    assert report.added == 2
    assert files.list_files(empty).in_dataset(Dataset.TESTING).names == ["a.txt"]


def test_memory_does_not_grow_with_the_number_of_texts(tmp_path):
    """What reading 40 times as many tasks and lines takes, in a process of its own."""
    code = """
import resource, sys
from core.formats import FORMATS, Source
for name, path in (("jsonl", sys.argv[1]), ("labelstudio", sys.argv[2])):
    with open(path, "rb") as stream:
        for _ in FORMATS[name].read(stream, Source("x")):
            pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

    def peak(count):
        file = ExchangedFile("x.txt", "word " * 4000, (Span(0, 4, "A"),), tagged=True)
        paths = []
        for name in ("jsonl", "labelstudio"):
            path = tmp_path / f"{count}.{name}"
            with path.open("wb") as stream:
                WRITTEN_FORMATS[name].write((file for _ in range(count)), stream)
            paths.append(str(path))
        done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True)
        return int(done.stdout)

    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    assert peak(2000) - peak(50) < 10 * unit  # of 80 MB read


def test_reading_spacy_files_leaves_spacy_out_of_this_process(full, tmp_path):
    code = f"""
import sys
from pathlib import Path
from core.services import exchange
from core.services.project import projects
project = projects.open_project(Path({str(full.folder)!r}))
exchange.export_file(project, Path({str(tmp_path / "x.spacy")!r}))
exchange.import_file(project, Path({str(tmp_path / "x.spacy")!r}))
assert "spacy" not in sys.modules and "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_pipe_can_be_read_and_written(full, tmp_path):
    out = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m tui.cli export {full.folder} - --format jsonl | "
         f"{sys.executable} -m tui.cli import {tmp_path}/copy - --json"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4],
    ).stdout  # fmt: skip
    assert json.loads(out)["tags"] == 3


def test_descriptions_travel_with_azure_labels_and_never_replace_the_projects_own(full, tmp_path):
    entities.describe_entity(full, "Person", "A person by name.")
    (tmp_path / "out").mkdir()
    exchange.export_file(full, tmp_path / "out" / "labels.json", "azure")
    other = projects.project_for_import(tmp_path / "other")
    exchange.import_file(other, tmp_path / "out" / "labels.json")
    assert {e.name: e.description for e in entities.load_schema(other)} == {"Person": "A person by name.", "City": ""}
    entities.describe_entity(other, "Person", "Anybody with a name.")
    report = exchange.import_file(other, tmp_path / "out" / "labels.json")
    assert entities.load_schema(other).get("Person").description == "Anybody with a name."
    assert report.losses == {"description of an entity that has another": 1}


def plain(text, name="a.txt"):
    return json.dumps({"text": text, "spans": [], "meta": {"name": name}})


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


def test_another_kind_of_project_of_the_same_service_is_refused_by_name(tmp_path):
    source = tmp_path / "x.json"
    source.write_text('{"projectFileVersion": "2023-04-01", "metadata": {"projectKind": "Conversation"}, "assets": {}}')
    with pytest.raises(RequestError, match="'Conversation'"):
        exchange.import_file(projects.project_for_import(tmp_path / "new"), source)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gzip"])
def test_other_encodings_and_packed_files_are_opened(codec, empty, tmp_path):
    content = line("a.txt", "Ann 👍", (0, 3, "P"))
    raw = gzip.compress(content.encode()) if codec == "gzip" else content.encode(codec)
    (tmp_path / "x.jsonl").write_bytes(raw)
    assert exchange.import_file(empty, tmp_path / "x.jsonl").tags == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"BZh91AY", "bunzip2"),
        (b"\xfd7zXZ\x00..", "unxz"),
        (b"%PDF-1.4", "PDF"),
        (b"\x1f\x8b\x08\x00broken", "not whole gzip"),
        (line("a.txt", "Müller").encode().replace(b"\\u00fc", b"\xfc"), "iconv"),
    ],
)
def test_what_is_not_opened_is_named_with_the_way_out(raw, said, empty, tmp_path):
    (tmp_path / "x.jsonl").write_bytes(raw)
    try:
        report = exchange.import_file(empty, tmp_path / "x.jsonl", "jsonl")
    except RequestError as error:
        assert said in str(error)  # noqa: PT017 - either is right
    else:
        assert said in report.refused[0].reason


def test_all_files_of_a_folder_or_archive_come_in_and_those_of_other_formats_are_counted(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("ada", "bo"):
        (folder / f"{name}.jsonl").write_text(json.dumps({"text": f"Text of {name}.", "label": [[0, 4, "P"]]}))
    (folder / "notes.md").write_text("Exported on Monday.")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"export/{path.name}")
    for number, source in enumerate((folder, tmp_path / "export.zip")):
        project = projects.project_for_import(tmp_path / f"p{number}")
        report = exchange.import_file(project, source)
        assert (report.added, dict(report.losses)) == (2, {"file of the folder that was not read": 1})
        assert files.list_files(project).names == ["ada-00001.txt", "bo-00001.txt"]


def test_an_archive_that_unpacks_to_far_too_much_is_refused(empty, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b" " * 50_000_000)
    with pytest.raises(RequestError, match="unpack"):
        exchange.import_file(empty, tmp_path / "bomb.zip")


def azure_labels(path, location, **metadata):
    labels = [{"labels": [{"category": "P", "offset": 0, "length": 3}]}]
    documents = [{"location": location, "entities": labels}]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"projectFileVersion": "2022-05-01", "metadata": metadata, "assets": {"documents": documents}})
    )
    return path


@pytest.mark.parametrize("place", ["project", "beside", "one up", "named"])
def test_texts_of_azure_are_found_wherever_they_may_lie(place, tmp_path):
    labels = azure_labels(tmp_path / "azure" / "labels" / "l.json", "box/a.txt", storageInputContainerName="box")
    project = projects.project_for_import(tmp_path / "project")
    folder = {
        "project": project.folder,
        "beside": labels.parent,
        "one up": labels.parent.parent,
        "named": tmp_path / "named",
    }[place]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text("Ann left.")
    report = exchange.import_file(project, labels, options=ImportOptions(texts=tmp_path / "named"))
    assert (report.tags, report.refused) == (1, ())
    assert (report.merged, report.added) == ((1, 0) if place == "project" else (0, 1))
    assert files.list_files(project).names == ["a.txt"]


def test_what_azure_keeps_of_a_project_and_its_entities_survives(tmp_path):
    source = tmp_path / "in" / "l.json"
    azure_labels(source, "a.txt", multiLingual=True, projectName="x")
    content = json.loads(source.read_text())
    content["assets"]["entities"] = [{"category": "P", "compositionSetting": "combineComponents"}]
    source.write_text(json.dumps(content))
    (source.parent / "a.txt").write_text("Ann left.")
    project = projects.project_for_import(tmp_path / "project")
    exchange.import_file(project, source)
    out = tmp_path / "new" / "folder" / "l.json"
    exchange.export_file(project, out, "azure")
    written = json.loads(out.read_text())
    assert written["metadata"]["multiLingual"] is True
    assert "multilingual" not in written["metadata"]
    assert written["assets"]["entities"] == [{"category": "P", "compositionSetting": "combineComponents"}]


def test_the_projects_file_is_read_a_few_times_however_many_lines_come_in(empty, monkeypatch):
    read = []
    content_of = RecordFile._content

    def counting(self):
        read.append(self.path.name)
        return content_of(self)

    monkeypatch.setattr(RecordFile, "_content", counting)
    exchange.import_file(empty, jsonl(*(line(f"{n}.txt", "Ann", (0, 3, "P")) for n in range(50))))
    assert read.count("project.json") <= 3


def test_formats_that_are_only_read_cannot_be_written(full, tmp_path):
    with pytest.raises(RequestError, match="can be read, not written"):
        exchange.export_file(full, tmp_path / "x", "traindata")


def test_naming_the_formats_imports_none_of_them():
    code = "import sys; from core.services import exchange; exchange.format_names(); exchange.written_format_names()\n"
    code += "print([name for name in sys.modules if name.startswith('core.formats.records.doccano')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_content_is_described_with_the_formats_that_come_closest(tmp_path):
    source = tmp_path / "x.json"
    source.write_text('{"sentence": "Ann", "tagging": "A"}')
    with pytest.raises(RequestError, match=r"fields 'sentence', 'tagging'.*Formats considered.*--format"):
        exchange.import_file(projects.project_for_import(tmp_path / "new"), source)


def test_exports_take_what_was_corrected_and_what_somebody_decided(empty):
    suggestion = {"start": 0, "end": 3, "label": "P", "score": 0.5, "job": "j"}
    names = ("accepted", "changed", "rejected", "missed")
    for name in names:
        exchange.import_file(empty, jsonl(line(f"{name}.txt", "Ann met Ben.", suggestions=[suggestion])))

    def decide(name, decision):
        opened = open_file.open_file(empty, f"{name}.txt")
        opened.record(decision(opened.session, opened.session.current.suggestions[0]))
        opened.save()

    decide("accepted", lambda session, s: session.accept(s))
    decide("changed", lambda session, s: session.edit(s, replace(s.span, end=7)))
    decide("rejected", lambda session, s: session.reject(s))
    decide("missed", lambda session, s: session.accept(s))
    opened = open_file.open_file(empty, "missed.txt")
    opened.record(opened.session.tag(Span(8, 11, "P")))
    opened.save()

    def exported(**wanted):
        out = io.BytesIO()
        exchange.export_file(empty, out, "jsonl", selection=Selection(**wanted))
        return {json.loads(row)["meta"]["name"]: len(json.loads(row)["spans"]) for row in out.getvalue().splitlines()}

    assert exported(corrected=True) == {"changed.txt": 1, "missed.txt": 2, "rejected.txt": 0}
    assert sum(exported(by=["nobody"]).values()) == 0
    assert sum(exported(by=[author()]).values()) == 4


def test_files_with_any_ending_come_in_as_texts_by_a_pattern(tmp_path):
    folder = tmp_path / "notes"
    (folder / "sub" / ".git").mkdir(parents=True)
    (folder / "a.md").write_bytes(b"# Ann\r\n")
    (folder / "sub" / "b.md").write_text("Ben")
    (folder / "sub" / "c.md").write_bytes(b"M\xfcller")
    (folder / "d.md").write_bytes(b"\0\1\2")
    (folder / "sub" / ".git" / "x.md").write_text("hidden")
    (folder / "link.md").symlink_to(folder / "a.md")
    (folder / "e.log").write_text("not asked for")
    project = projects.project_for_import(tmp_path / "p")
    report = exchange.import_file(project, folder, options=ImportOptions(pattern="**/*.md"))
    assert files.list_files(project).names == ["a.md.txt", "sub/b.md.txt"]
    assert [failure.name for failure in report.refused] == ["d.md", "sub/c.md"]
    assert (project.folder / "a.md.txt").read_bytes() == b"# Ann\r\n"
    for source, pattern in ((folder / "a.md", "*.md"), (folder, "/etc/*"), (folder, "")):
        with pytest.raises(RequestError):
            exchange.import_file(project, source, options=ImportOptions(pattern=pattern))


def test_texts_without_names_of_several_files_get_names_after_their_files_and_come_in_once(empty, tmp_path):
    for name in ("ada", "bo"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"text": f"Text of {name}.", "spans": []}))
    added = [exchange.import_file(empty, tmp_path / f"{name}.jsonl").added for name in ("ada", "bo", "ada", "bo")]
    assert added == [1, 1, 0, 0]
    assert files.list_files(empty).names == ["00001.txt", "bo-00001.txt"]
