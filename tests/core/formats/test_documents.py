"""Texts from documents: what each kind yields, and what hostile ones cannot do."""

import hashlib
import io
import socket
import subprocess
import sys

import pytest

from core.errors import RequestError
from core.formats.documents import reading
from core.services import exchange
from core.services.project import entities, projects
from core.store.texts.origins import load_origins
from harness.documents import docx, mail, odt, pdf


def read(path):
    return list(reading.documents(path))


def only(path, content):
    path.write_bytes(content)
    (found,) = read(path)
    return found


def needs(library):
    return pytest.importorskip(library)


def test_a_docx_yields_inserted_text_and_tables_but_not_deleted_text(tmp_path):
    body = (
        "<w:p><w:r><w:t>Ann </w:t></w:r><w:ins><w:r><w:t>met</w:t><w:tab/><w:t>Ben</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Oslo</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    found = only(tmp_path / "a.docx", docx(body, word__comments_xml="<c/>"))
    assert found.text == "Ann met\tBen\nOslo\n"
    assert [(loss.kind, loss.where) for loss in found.losses] == [
        ("header, note or comment", "a.docx, word/comments.xml")
    ]


def test_an_odt_yields_paragraphs_with_blanks_as_prescribed(tmp_path):
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:h>Terms</text:h><text:p>Ann  met<text:s text:c="2"/><text:span>Ben</text:span> in Oslo</text:p>'
    )
    assert only(tmp_path / "a.odt", odt(body)).text == "Terms\nAnn met  Ben in Oslo\n"


def test_an_email_yields_headers_and_body_and_lists_its_attachments(tmp_path):
    found = only(tmp_path / "a.eml", mail())
    assert found.text == "From: ann@example.org\nTo: ben@example.org\nSubject: Größe\n\nDear Ben,\nsee you in Oslo.\n"
    assert [loss.where for loss in found.losses] == ["a.eml, bill.pdf"]


def test_html_yields_what_a_browser_shows(tmp_path):
    needs("selectolax")
    page = (
        "<!DOCTYPE html><head><title>t</title></head><h1>Bill</h1><p>For <b>Ann</b>,\n Oslo<script>x()</script></p>end"
    )
    assert only(tmp_path / "a.html", page.encode()).text == "Bill\n\nFor Ann, Oslo\nend\n"


def test_rtf_yields_its_text(tmp_path):
    needs("striprtf")
    content = rb"{\rtf1\ansi\ansicpg1252 Ann \b M\'fcller\b0\par Oslo\par}"
    assert only(tmp_path / "a.rtf", content).text == "Ann Müller\nOslo\n"


def test_a_pdf_yields_its_pages_and_names_those_without_text(tmp_path):
    needs("pypdf")
    found = only(tmp_path / "a.pdf", pdf("Ann met Ben", "", "in Oslo"))
    starts = found.origin.page_starts
    assert len(starts) == 3
    assert found.text[: starts[1]].strip() == "Ann met Ben"
    assert found.text[starts[2] :].strip() == "in Oslo"
    assert [loss.where for loss in found.losses] == ["a.pdf, page 2, probably scanned"]


def test_a_scanned_pdf_is_refused_in_a_sentence(tmp_path):
    needs("pypdf")
    assert "2 pages and no text" in only(tmp_path / "a.pdf", pdf("", "")).reason


def test_a_pdf_with_a_password_is_named(tmp_path):
    pypdf = needs("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("secret")))
    writer.encrypt("password", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    assert "password" in only(tmp_path / "a.pdf", stream.getvalue()).reason


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", docx("<w:p/>")[:-40], "damaged"),
        ("a.odt", odt("<text:p>x</text:p>", "<encryption-data/>"), "password"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        ("a.docx", docx("<w:p><w:r><w:t>cut"), "well-formed"),
        ("a.docx", docx("<w:p/>", word__document_xml=b" " * (65 << 20)), "more than 64 MiB"),
        (
            "a.docx",
            docx("", word__document_xml='<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a><body>&c;</body></a>'),
            "declares entities",
        ),
    ],
    ids=["cut archive", "protected ODT", "old document", "cut XML", "zip bomb", "entities"],
)
def test_a_hostile_or_damaged_document_is_refused_and_others_come_in(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.eml").write_bytes(mail())
    *refused, last = read(tmp_path)
    assert last.name == "z.eml"
    reasons = [item.reason for item in refused if hasattr(item, "reason")]
    assert said in "".join(reasons)
    assert len(reasons) == 1


def test_remote_references_are_not_followed(tmp_path):
    needs("selectolax")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = f'<html><head><link rel=stylesheet href="{address}"><script src="{address}"></script></head>'
        (tmp_path / "a.html").write_text(f'{page}<body>Ann<img src="{address}/x.png"><iframe src="{address}">', "utf-8")
        (tmp_path / "b.docx").write_bytes(
            docx("<w:p><w:r><w:t>Ben</w:t></w:r></w:p>", word___rels__document_xml=f'<R Target="{address}"/>')
        )
        assert [item.text for item in read(tmp_path) if hasattr(item, "text")] == ["Ann\n", "Ben\n"]
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "socket"),
        ("import subprocess; subprocess.run(['true'])", "subprocess"),
        ("open({path!r}, 'w')", "open"),
        ("import os; os.open({path!r}, os.O_CREAT | os.O_WRONLY)", "open"),
        ("x = bytearray(2 << 30)", "memory"),
    ],
)
def test_a_library_that_is_taken_over_can_do_nothing(does, said, tmp_path):
    target = tmp_path / "made"
    (tmp_path / "a.eml").write_bytes(mail())
    code = f"""
import sys
from core.formats.documents import mail, program
def extract(content):
    {does.format(path=str(target))}
    raise SystemExit(9)
mail.extract = extract
sys.exit(program.main(["eml", {str(tmp_path / "a.eml")!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert not target.exists()


def test_each_text_keeps_a_record_of_its_document_which_is_untouched(tmp_path):
    folder = tmp_path / "in"
    (folder / "2023").mkdir(parents=True)
    content = mail()
    (folder / "2023" / "a.eml").write_bytes(content)
    (folder / "notes.xyz").write_text("something else", "utf-8")
    project = projects.project_for_import(tmp_path / "project")
    report = exchange.import_file(project, folder)
    assert (report.format, report.added, report.losses["file of the folder that was not read"]) == ("documents", 1, 1)
    assert (project.folder / "2023" / "a.eml.txt").read_text("utf-8").startswith("From: ann")
    record = load_origins(project.paths)["2023/a.eml.txt"]
    assert record["document"] == "2023/a.eml"
    assert record["digest"] == hashlib.sha256(content).hexdigest()
    assert record["library"].startswith("Python 3")
    assert (folder / "2023" / "a.eml").read_bytes() == content


def test_a_missing_library_is_named_in_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(pdf("Ann"))
    monkeypatch.setattr(reading, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match=r"need pypdf; install it with: pip install 'autotag\[documents\]'"):
        read(tmp_path / "a.pdf")


def test_a_folder_of_documents_becomes_a_project(tmp_path):
    (tmp_path / "a.eml").write_bytes(mail())
    (tmp_path / "b.docx").write_bytes(docx("<w:p><w:r><w:t>cut"))
    assert exchange.holds_only_documents(tmp_path)
    report = exchange.project_of_documents(tmp_path, ["City: a town"])
    assert (report.added, len(report.refused)) == (1, 1)
    assert [entity.name for entity in entities.load_schema(projects.find_project(tmp_path))] == ["City"]
    assert (tmp_path / "a.eml.txt").exists()
    assert not exchange.holds_only_documents(tmp_path)
