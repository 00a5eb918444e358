"""Files of other tools: one of each format, the shapes that occur, and what is wrong in them."""

import json
import re

import pytest

from core.domain.text.spans import Span
from core.formats import FORMATS, About
from harness.samples import SAMPLES, TEXT
from tests.core.formats.projects import FOUND, failures, found, one, read, recognised, texts


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_of_each_format_is_recognised_and_read(name, tmp_path):
    (tmp_path / "x.txt").write_text(TEXT)
    assert recognised(SAMPLES[name]) == name
    [file] = texts(read(FORMATS[name], SAMPLES[name], tmp_path))
    assert found(file) == FOUND
    assert file.text.strip() == TEXT
    assert file.tagged


@pytest.mark.parametrize("name", SAMPLES)
def test_the_lines_of_a_file_may_end_as_on_windows_and_begin_with_a_mark(name, tmp_path):
    (tmp_path / "x.txt").write_text(TEXT)
    content = b"\xef\xbb\xbf" + SAMPLES[name].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert recognised(content) == name
    [file] = texts(read(FORMATS[name], content, tmp_path))
    assert found(file) == FOUND


@pytest.mark.parametrize(
    "value",
    [
        {"text": "Ada", "entities": [{"start": 0, "end": 3, "label": "P"}]},
        {"content": "Ada", "entities": [{"startOffset": 0, "endOffset": 3, "type": "P"}]},
        {"sentence": "Ada", "ents": [["P", 0, 3]]},
        {"text": "Ada", "mentions": [{"begin": 0, "end": 3, "tag": "P", "text": "Ada"}]},
        {"body": "Ada", "spans": [[0, 3, "P"]]},
    ],
)
def test_spans_are_read_in_all_usual_shapes(value):
    content = json.dumps(value).encode()
    [file] = texts(read(FORMATS[recognised(content)], content))
    assert (file.text, file.spans) == ("Ada", (Span(0, 3, "P"),))


@pytest.mark.parametrize("layout", ["lines", "array", "pretty", "row of pretty ones"])
def test_objects_are_read_however_they_are_laid_out(layout):
    values = [{"text": "Ada", "spans": [{"start": 0, "end": 3, "label": "P"}]}, {"text": "Ben", "spans": []}]
    content = {
        "lines": "\n".join(map(json.dumps, values)),
        "array": json.dumps(values, indent=1),
        "pretty": json.dumps(values[0], indent=2),
        "row of pretty ones": "\n".join(json.dumps(value, indent=2) for value in values),
    }[layout]
    assert recognised(content.encode()) == "jsonl"
    files = texts(read(FORMATS["jsonl"], content.encode()))
    assert [file.text for file in files] == ["Ada", "Ben"][: len(files)]
    assert len(files) == (1 if layout == "pretty" else 2)


@pytest.mark.parametrize(
    "value",
    [
        {"id": 1, "data": "Ada", "label": [[0, 3, "P"]]},
        [{"id": 1, "text": "Ada", "label": [[0, 3, "P"]]}],
        {"id": 1, "text": "Ada", "annotations": [{"label": "P", "start_offset": 0, "end_offset": 3}]},
        {"id": 1, "text": "Ada", "label": [[0, 3, "P"]], "Comments": []},
    ],
)
def test_doccano_of_every_version_is_read(value):
    assert one("doccano", value).spans == (Span(0, 3, "P"),)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"text": "Ada", "annotations": [{"label": 2, "start_offset": 0, "end_offset": 3}]}, "label 2 is a number"),
        ({"text": "Ada", "label": ["positive"]}, "belong to the whole text"),
        ({"text": "Ada", "label": [[0, 4, "P"]]}, "beyond"),
        ({"text": 5, "label": []}, "'text'"),
    ],
)
def test_doccano_texts_that_cannot_be_taken_in_stop_no_other(value, reason):
    good = {"text": "Ben", "label": [[0, 3, "P"]]}
    items = read(FORMATS["doccano"], "\n".join(map(json.dumps, (good, value, good))).encode())
    [said] = failures(items)
    assert re.search(reason, said)
    assert said.startswith("data, line 2: ")
    assert len(texts(items)) == 2


def test_skipped_texts_of_ner_annotator_are_left_out_and_its_classes_come_in():
    value = {
        "classes": ["P", "Q"],
        "annotations": [["Ada\r\nx", {"entities": [[5, 6, "P"]]}], None, ["Ben", {"entities": []}]],
    }
    content = json.dumps(value).encode()
    assert recognised(content) == "traindata"
    about, ada, ben = read(FORMATS["traindata"], content)
    assert isinstance(about, About)
    assert about.entities == ("P", "Q")
    assert (ada.spans, ben.spans, ben.tagged) == ((Span(5, 6, "P"),), (), True)


def test_numbers_of_tags_need_the_names_that_lie_beside(tmp_path):
    row = {"tokens": ["Ada", "left"], "ner_tags": [1, 0]}
    assert recognised(json.dumps(row).encode()) == "huggingface"
    [reason] = failures(read(FORMATS["huggingface"], json.dumps(row).encode()))
    assert "dataset_info.json" in reason
    features = {"ner_tags": {"feature": {"names": ["O", "B-P", "I-P"], "_type": "ClassLabel"}, "_type": "Sequence"}}
    (tmp_path / "dataset_info.json").write_text(json.dumps({"features": features}))
    [file] = read(FORMATS["huggingface"], json.dumps(row).encode(), tmp_path)
    assert found(file) == [("Ada", "P")]


def test_tags_of_tokens_may_lack_a_name_and_those_of_another_field_are_counted():
    row = {"tokens": ["Ada", "Lee", "left"], "ner_tags": ["B", "I", "O"], "fine_ner_tags": ["B-X", "I-X", "O"]}
    file = one("huggingface", row)
    assert found(file) == [("Ada Lee", "Entity")]
    assert [loss.kind for loss in file.adjusted] == ["entity without a name, called 'Entity'"]
    assert [loss.kind for loss in file.losses] == ["tags in the field 'fine_ner_tags'"]


@pytest.mark.parametrize("entry", [[0, 9, "P"], [1, 0, "P"], [0, "P"], [-1, 0, "P"], [0, 0, 7]])
def test_impossible_tokens_of_gliner_refuse_the_text_alone(entry):
    rows = [{"tokenized_text": ["Ada"], "ner": [entry]}, {"tokenized_text": ["Ben"], "ner": [[0, 0, "P"]]}]
    items = read(FORMATS["gliner"], json.dumps(rows).encode())
    assert len(failures(items)) == 1
    assert [found(file) for file in texts(items)] == [[("Ben", "P")]]


def test_vertex_ends_are_exclusive_unless_every_span_would_cut_a_word():
    def value(*ends):
        segments = [{"startOffset": s, "endOffset": e, "displayName": "P"} for s, e in ends]
        return {"textContent": "Ada met Ben.", "textSegmentAnnotations": segments}

    assert found(one("vertex", value((0, 3), (8, 11)))) == [("Ada", "P"), ("Ben", "P")]
    assert found(one("vertex", value((0, 2), (8, 10)))) == [("Ada", "P"), ("Ben", "P")]
    assert found(one("vertex", value(("0", "3")))) == [("Ada", "P")]
    [reason] = failures(read(FORMATS["vertex"], json.dumps(value(("x", "3"))).encode()))
    assert "where a span with a start, an end and a label is expected" in reason


@pytest.mark.parametrize(
    ("snippet", "extraction", "segment", "ends", "display"),
    [
        ("text_snippet", "text_extraction", "text_segment", ("start_offset", "end_offset"), "display_name"),
        ("textSnippet", "textExtraction", "textSegment", ("startOffset", "endOffset"), "displayName"),
    ],
)
def test_vertex_reads_what_automl_wrote_before(snippet, extraction, segment, ends, display):
    start, end = ends
    value = {
        "annotations": [
            {extraction: {segment: {end: "3"}}, display: "P"},
            {extraction: {segment: {start: 8, end: 11}}, display: "P"},
            {"classification": {"score": 1}, display: "Q"},
        ],
        snippet: {"content": "Ada met Ben."},
    }
    file = one("vertex", value)
    assert found(file) == [("Ada", "P"), ("Ben", "P")]
    assert [loss.kind for loss in file.losses] == ["annotation without a segment"]
    address = {"annotations": [], snippet: {"content_uri": "gs://b/a.txt"}}
    assert "gs://b/a.txt" in failures(read(FORMATS["vertex"], json.dumps(address).encode()))[0]


def test_sagemaker_failures_and_addresses_are_told_apart():
    meta: dict[str, object] = {"job-metadata": {}}
    failed = {"source": "Ada", "job": {"failure-reason": "x"}, **meta}
    address = {"source-ref": "s3://b/a.txt", "job": {"annotations": {"entities": []}}, **meta}
    items = read(FORMATS["sagemaker"], "\n".join(map(json.dumps, (failed, address))).encode())
    assert [file.tagged for file in texts(items)] == [False]
    assert "s3://b/a.txt" in failures(items)[0]


def test_dataturks_annotations_without_a_label_are_counted():
    value = {"content": "Ada", "annotation": [{"label": [], "points": [{"start": 0, "end": 2, "text": "Ada"}]}]}
    file = one("dataturks", value)
    assert [loss.kind for loss in file.losses] == ["annotation without a label or a place"]


def test_cas_offsets_count_utf16_and_annotations_without_a_label_are_counted():
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "👍 Ada"},
        {"%ID": 2, "%TYPE": "x.NamedEntity", "@sofa": 1, "begin": 3, "end": 6, "value": "P"},
        {"%ID": 3, "%TYPE": "x.NamedEntity", "@sofa": 1, "begin": 0, "end": 2},
        {"%ID": 4, "%TYPE": "x.Token", "@sofa": 1, "begin": 0, "end": 2},
        {"%ID": 5, "%TYPE": "x.DocumentMetaData", "@sofa": 1, "begin": 0, "end": 6, "documentTitle": "mail.txt"},
    ]
    file = one("cas-json", {"%TYPES": {}, "%FEATURE_STRUCTURES": structures})
    assert (file.name, found(file)) == ("mail.txt", [("Ada", "P")])
    assert [loss.kind for loss in file.losses] == ["annotation without a label"]


def test_pubtator_relations_are_counted_and_a_bad_line_refuses_its_text_alone():
    good = b"1|t|Ada\n1|a|met Ben.\n1\t0\t3\tAda\tP\t-\n1\tmeets\t3\t4\n"
    items = read(FORMATS["pubtator"], b"2|t|Ada\n2|a|x\n2\t0\tx\tAda\tP\n\n" + good)
    [file] = texts(items)
    assert (file.name, file.text, found(file)) == ("1.txt", "Ada\nmet Ben.", [("Ada", "P")])
    assert [loss.kind for loss in file.losses] == ["relation"]
    assert "line 3" in failures(items)[0]


def test_comprehend_has_a_document_a_line_or_a_document_a_file(tmp_path):
    (tmp_path / "docs.txt").write_bytes(b"Ada left.\r\n\r\nBen came.\r\n")
    (tmp_path / "one.txt").write_text("Ada\nand Ben")
    table = (
        b"File,Line,Begin Offset,End Offset,Type\r\ndocs.txt,2,0,3,P\r\none.txt,,8,11,P\r\n"
        b"docs.txt,9,0,3,P\r\nmissing.txt,0,0,3,P\r\ndocs.txt,0,x,3,P\r\n"
    )
    items = read(FORMATS["comprehend"], table, tmp_path)
    assert {file.name: (file.text, found(file)) for file in texts(items)} == {
        "docs-00001.txt": ("Ada left.", []),
        "docs-00003.txt": ("Ben came.", [("Ben", "P")]),
        "one.txt": ("Ada\nand Ben", [("Ben", "P")]),
    }
    assert len(failures(items)) == 3
