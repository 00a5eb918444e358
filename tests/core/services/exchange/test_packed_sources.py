"""What an import reads from: encodings, archives, folders, patterns, unknown contents."""

import gzip
import json
import zipfile

import pytest

from core.errors import RequestError
from core.services import exchange
from core.services.exchange import ImportOptions
from core.services.project import files, projects
from tests.core.services.exchange.texts import line


def test_a_damaged_spacy_file_is_refused_in_a_sentence(empty, tmp_path):
    (tmp_path / "x.spacy").write_bytes(b"nonsense")
    with pytest.raises(RequestError, match="spaCy could not read"):
        exchange.import_file(empty, tmp_path / "x.spacy", "spacy")


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig", "gzip"]
)
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


def test_an_unknown_content_is_described_with_the_formats_that_come_closest(tmp_path):
    source = tmp_path / "x.json"
    source.write_text('{"sentence": "Ann", "tagging": "A"}')
    with pytest.raises(RequestError, match=r"fields 'sentence', 'tagging'.*Formats considered.*--format"):
        exchange.import_file(projects.project_for_import(tmp_path / "new"), source)


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


@pytest.mark.parametrize("pack", [gzip.compress, lambda raw: raw.decode().encode("utf-16")])
def test_formats_of_files_are_read_packed_and_in_other_encodings_too(pack, empty, tmp_path):
    content = (
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.NamedEntity|identifier|value\n\n\n#Text=Zoë left\n"
        "1-1\t0-3\tZoë\t_\tPerson\t\n1-2\t4-8\tleft\t_\t_\t\n"
    )
    (tmp_path / "a.tsv.gz").write_bytes(pack(content.encode()))
    report = exchange.import_file(empty, tmp_path / "a.tsv.gz")
    assert (report.format, report.added, report.tags) == ("webanno", 1, 1)
    assert files.list_files(empty).names == ["a.txt"]
