import csv
import io
import re

import pytest

from core.domain.project.jobs import FileFailure
from core.domain.tagging.tags import Origin, OriginKind, Suggestion, Tag
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats import FOLDER_FORMATS, FORMATS, ExchangedFile
from core.formats.tables.csv_spans import CsvSpans
from tests.core.formats.projects import failures, files_of, read, recognised, written

CONLL = FORMATS["conll"]
BRAT = FOLDER_FORMATS["brat"]

SCHEMES = {
    "IOB1": "I-PER I-PER O I-LOC B-LOC O",
    "IOB2": "B-PER I-PER O B-LOC B-LOC O",
    "BIOES": "B-PER E-PER O S-LOC S-LOC O",
    "BILOU": "B-PER L-PER O U-LOC U-LOC O",
}
WORDS = ["Ann", "Lee", "in", "Paris", "Rome", "."]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_tags_is_read(scheme):
    lines = "\n".join(map("\t".join, zip(WORDS, SCHEMES[scheme].split(), strict=True)))
    assert recognised(lines.encode()) == "conll"
    [file] = read(CONLL, lines.encode())
    assert file.text == "Ann Lee in Paris Rome .\n"
    assert [(file.text[s.start : s.end], s.entity) for s in file.spans] == [
        ("Ann Lee", "PER"), ("Paris", "LOC"), ("Rome", "LOC")
    ]  # fmt: skip


def test_texts_are_those_marked_and_else_ten_sentences_each():
    marked = (
        "-DOCSTART- -X- O O\n\nAnn NNP B-NP B-PER\n\n-DOCSTART- -X- O O\r\n\r\nBob NNP B-NP B-PER\r\nruns X Y O\r\n"
    )
    assert [file.text for file in read(CONLL, marked.encode())] == ["Ann\n", "Bob runs\n"]
    unmarked = "Ann B-PER\n\n\n" * 25
    assert [file.text.count("\n") for file in read(CONLL, unmarked.encode())] == [10, 10, 5]


@pytest.mark.parametrize("line", ["Ann", "Ann PER", "Ann B-", "\xff B-PER"])
def test_a_line_without_a_tag_is_refused_with_its_number(line):
    start = b"Ann B-PER\nLee I-PER\nleft O\n"
    [reason] = failures(read(CONLL, start + line.encode("latin-1") + b"\n"))
    assert reason.startswith("data, line 4: ")


def test_untagged_texts_do_not_go_out_as_texts_without_entities():
    content, losses = written(CONLL, [ExchangedFile("a.txt", "Ann")])
    assert content == b""
    assert [loss.kind for loss in losses] == ["text that nobody has tagged"]


def test_two_entities_that_would_have_one_name_are_refused():
    file = ExchangedFile("a.txt", "ab", (Span(0, 1, "a b"), Span(1, 2, "a_b")), tagged=True)
    with pytest.raises(RequestError, match="rename one"):
        written(CONLL, [file])


def brat_folder(tmp_path, ann, text="Ann lives in North and South Korea.\n"):
    (tmp_path / "a.txt").write_bytes(text.encode())
    (tmp_path / "a.ann").write_bytes(ann.encode())
    return tmp_path


def test_brat_reports_what_is_no_continuous_span(tmp_path):
    ann = (
        "T1\tPER 0 3\tAnn\nT2\tGPE 13 18;29 34\tNorth Korea\nT3\tGPE 23 28;29 34\tSouth Korea\n"
        "R1\tLives Arg1:T1 Arg2:T2\nE1\tLive:T1\nA1\tNegation T1\n#1\tAnnotatorNotes T1\tx\nN1\tReference T1 W:1\tAnn\n"
    )
    [file] = files_of(BRAT, brat_folder(tmp_path, ann))
    assert file.spans == (Span(0, 3, "PER"), Span(23, 34, "GPE"))
    kinds = [loss.kind for loss in file.losses]
    assert kinds == ["relation", "event", "attribute", "note", "normalization", "discontinuous span"]


def test_offsets_of_brat_that_count_line_ends_once_are_put_right_where_quotes_prove_it(tmp_path):
    [file] = files_of(BRAT, brat_folder(tmp_path, "T1\tP 4 7\tBen\nT2\tP 8 11\tAda\n", "Ada\r\nBen\r\nAda\r\n"))
    assert [file.text[s.start : s.end] for s in file.spans] == ["Ben", "Ada"]
    assert [loss.kind for loss in file.adjusted] == ["offsets in code points with CRLF as one"] * 2


def test_byte_order_marks_are_no_text_and_no_annotation(tmp_path):
    [file] = files_of(BRAT, brat_folder(tmp_path, "\ufeffT1\tP 0 3\tAda\n", "\ufeffAda\n"))
    assert (file.text, file.spans) == ("Ada\n", (Span(0, 3, "P"),))


def test_texts_without_annotations_come_in_untagged_and_annotations_without_a_text_are_refused(tmp_path):
    brat_folder(tmp_path, "T1\tP 0 3\tAnn\n")
    (tmp_path / "b.txt").write_text("Not yet.")
    (tmp_path / "c.ann").write_text("T1\tP 0 3\tAda\n")
    ada, later, missing = BRAT.read(tmp_path)
    assert isinstance(ada, ExchangedFile)
    assert isinstance(later, ExchangedFile)
    assert (ada.tagged, later.tagged, [loss.where for loss in later.adjusted]) == (True, False, ["b.txt"])
    assert isinstance(missing, FileFailure)


def test_annotations_of_shared_tasks_lie_in_two_files(tmp_path):
    (tmp_path / "a.txt").write_text("Ada met Ben.")
    (tmp_path / "a.a1").write_text("T1\tP 0 3\tAda\n")
    (tmp_path / "a.a2").write_text("T2\tP 8 11\tBen\n*\tEquiv T1 T2\n")
    assert BRAT.recognises(tmp_path)
    [file] = files_of(BRAT, tmp_path)
    assert [file.text[s.start : s.end] for s in file.spans] == ["Ada", "Ben"]


@pytest.mark.parametrize("blank", ["\xa0", "\u2009", "\u3000", "\t"])
def test_brat_quotes_blanks_as_they_are(blank, tmp_path):
    BRAT.write([ExchangedFile("a.txt", f"Ada{blank}Lee", (Span(0, 7, "P"),), tagged=True)], tmp_path)
    assert (tmp_path / "a.ann").read_bytes().decode() == f"T1\tP 0 7\tAda{blank}Lee\n"


@pytest.mark.parametrize("end", ["\n", "\v", "\f", "\x85", "\u2028"])
def test_brat_is_given_a_fragment_for_each_line(end, tmp_path):
    BRAT.write([ExchangedFile("a.txt", f"Ada{end}Lee", (Span(0, 7, "P"),), tagged=True)], tmp_path)
    assert (tmp_path / "a.ann").read_bytes().decode() == "T1\tP 0 3;4 7\tAda Lee\n"


@pytest.mark.parametrize(
    ("ann", "reason"),
    [
        ("T1\tPER 0 3\tBob\n", "line 1.*'Ann', not 'Bob'"),
        ("\nT1\tPER 0 300\tAnn\n", "line 2.*beyond"),
        ("T1 PER 0 3 Ann\n", "expected 'T1"),
        ("T1\tPER 3 0\tAnn\n", "start < end"),
    ],
)
def test_a_faulty_annotation_refuses_its_text_alone(ann, reason, tmp_path):
    brat_folder(tmp_path, ann)
    (tmp_path / "b.txt").write_text("Bob")
    (tmp_path / "b.ann").write_text("T1\tPER 0 3\tBob\n")
    failure, file = BRAT.read(tmp_path)
    assert isinstance(failure, FileFailure)
    assert re.search(reason, failure.reason)
    assert file.name == "b.txt"


def test_a_span_over_lines_is_written_as_fragments_and_read_as_one(tmp_path):
    file = ExchangedFile("a.txt", "New\r\nYork.", (Span(0, 9, "GPE"),), tagged=True)
    BRAT.write([file], tmp_path)
    assert (tmp_path / "a.ann").read_bytes() == b"T1\tGPE 0 3;5 9\tNew York\n"
    assert list(BRAT.read(tmp_path)) == [file]


def test_the_table_of_spans_holds_what_is_known_of_each():
    tags = (
        Tag(0, 3, "Who", Origin(OriginKind.ACCEPTED, "j", "m", 0.75), "ann", "2026-01-01T00:00:00+00:00"),
        Tag(4, 7, "Who"),
    )
    file = ExchangedFile("a,b.txt", 'Ann\n"x"', tags, (Suggestion(0, 1, "Z", 0.5),), True)
    content, _ = written(FORMATS["csv"], [file])
    header, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert header == ["file", "start", "end", "entity", "text", "origin", "score", "who", "when"]
    assert rows == [
        ["a,b.txt", "0", "3", "Who", "Ann", "accepted", "0.75", "ann", "2026-01-01T00:00:00+00:00"],
        ["a,b.txt", "4", "7", "Who", '"x"', "manual", "", "", ""],
        ["a,b.txt", "0", "1", "Z", "A", "suggestion", "0.5", "", ""],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=x"])
def test_cells_that_a_spreadsheet_would_run_are_made_safe_and_come_in_as_they_were(cell, tmp_path):
    file = ExchangedFile(f"{cell}.txt".replace("\r", "r"), cell, (Span(0, len(cell), "P"),), tagged=True)
    (tmp_path / file.name).write_bytes(cell.encode())
    for raw in (False, True):
        content, _ = written(CsvSpans(raw=raw), [file])
        row = list(csv.reader(io.StringIO(content.decode(), newline="")))[1]
        assert row[4] == (cell if raw else f"'{cell}")
        [found] = read(FORMATS["csv"], content, tmp_path)
        assert (found.name, found.spans) == (file.name, file.spans)


def test_a_table_of_spans_needs_the_texts_and_names_the_line_that_is_wrong(tmp_path):
    table = b"file,start,end,entity,text,origin,score\na.txt,0,3,P,Ada,manual,\na.txt,8,11,P,Ben,suggestion,0.5\n"
    [failure] = read(FORMATS["csv"], table)
    assert "--texts" in failure.reason
    (tmp_path / "a.txt").write_text("Ada met Ben.")
    [file] = read(FORMATS["csv"], table, tmp_path)
    assert (file.spans, [(s.start, s.score) for s in file.suggestions]) == ((Span(0, 3, "P"),), [(8, 0.5)])
    [failure] = read(FORMATS["csv"], table + b"a.txt,x,3,P,Ada,manual,\n", tmp_path)
    assert "line 4" in failure.reason


def test_texts_with_a_capital_ending_have_annotations_too(tmp_path):
    file = ExchangedFile("A.TXT", "Ann", (Span(0, 3, "PER"),), tagged=True)
    BRAT.write([file], tmp_path)
    assert list(BRAT.read(tmp_path)) == [file]
    with pytest.raises(RequestError, match="rename"):
        BRAT.write([ExchangedFile("b.txt", "x"), ExchangedFile("b.TXT", "x")], tmp_path)
