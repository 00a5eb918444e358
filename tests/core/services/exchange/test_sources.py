"""What an import says of a source: files that it does not read, and content that is no text."""

import pytest

from core.errors import RequestError
from core.services import exchange
from core.services.project import projects


@pytest.fixture
def project(tmp_path):
    (tmp_path / "P").mkdir()
    (tmp_path / "P" / "first.txt").write_text("Ada left.")
    return projects.create_project(tmp_path / "P", ["Person"])


def test_files_that_do_not_belong_to_a_folder_of_texts_and_annotations_are_counted(project, tmp_path):
    folder = tmp_path / "brat"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text("Ada left.")
    (folder / "a.ann").write_text("T1\tPerson 0 3\tAda\n")
    (folder / "annotation.conf").write_text("[entities]\nPerson\n")
    (folder / "more" / "b.jsonl").write_text('{"text": "Ben", "spans": []}\n')
    (folder / ".stats_cache").write_text("x")
    report = exchange.import_file(project, folder)
    assert (report.format, report.tags) == ("brat", 1)
    assert [(loss.kind, loss.where) for loss in report.listed] == [
        ("file of the folder that was not read", "more/b.jsonl")
    ]


@pytest.mark.parametrize("content", ['{"text": "Café", "label": []}', "Café;O\nAda;B-P\n"])
def test_content_in_another_encoding_is_named_with_the_way_to_convert_it(content, project, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(RequestError, match=r"not UTF-8 \(byte \d+ is 0xe9\); convert it, for example with iconv"):
        exchange.import_file(project, path)


def test_files_in_folders_of_a_folder_are_counted(project, tmp_path):
    (tmp_path / "data" / "more").mkdir(parents=True)
    (tmp_path / "data" / "a.conll").write_text("Ada B-Person\nleft O\n")
    (tmp_path / "data" / "more" / "b.conll").write_text("Ben B-Person\nleft O\n")
    report = exchange.import_file(project, tmp_path / "data")
    assert report.added == 1
    assert [(loss.kind, loss.where) for loss in report.listed] == [
        ("file of the folder that was not read", "more/b.conll")
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "Ada left.", "holds 1 text and no tags; to import texts without tags, say --glob"),
        ("more/b.conll", "Ben B-Person\nleft O\n", "but in its folders; give the path of .*more"),
        ("a.bin", "\0\1\2", "its first file is 'a.bin'"),
        (".hidden", "x", "it is empty"),
    ],
)
def test_a_folder_without_a_format_says_what_it_holds_and_what_to_do(name, content, said, project, tmp_path):
    path = tmp_path / "data" / name
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(RequestError, match=said):
        exchange.import_file(project, tmp_path / "data")


def test_a_file_that_breaks_off_stops_no_other_file_of_its_folder(project, tmp_path):
    (tmp_path / "data").mkdir()
    for name in "ac":
        (tmp_path / "data" / f"{name}.json").write_text('[{"text": "Ada", "label": []}]')
    (tmp_path / "data" / "b.json").write_text('[{"text": "Ben", "label": []}, {"te')
    report = exchange.import_file(project, tmp_path / "data")
    assert (report.format, report.added) == ("doccano", 3)
    [refused] = report.refused
    assert refused.name.endswith("b.json")
    assert refused.reason.startswith("line 1: not valid JSON")
