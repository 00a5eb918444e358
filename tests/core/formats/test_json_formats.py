"""Prodigy, doccano, Label Studio: what their own files look like, and what is wrong in them."""

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats import FORMATS, ExchangedFile
from core.formats.records.label_studio import UNKNOWN_SCORE
from core.formats.records.values import Item, json_values
from core.formats.source import Source
from tests.core.formats.projects import failures, read, recognised

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


class Trickle(io.BytesIO):
    """Gives a few bytes at a time, however many are asked for."""

    def __init__(self, content, step):
        super().__init__(content)
        self.step = step

    def read(self, size=-1):
        return super().read(self.step)


def values(stream):
    return [item.value for item in json_values(stream, Source()) if isinstance(item, Item)]


@given(st.lists(JSON.filter(lambda item: not isinstance(item, int)), max_size=5), st.integers(1, 20), st.booleans())
def test_items_of_an_array_are_found_however_the_content_is_cut(items, step, ascii_only):
    content = json.dumps(items, ensure_ascii=ascii_only, indent=1).encode("utf-8", "surrogatepass")
    if b"\xed" in content and not ascii_only:
        return
    assert values(Trickle(content, step)) == items


@pytest.mark.parametrize(
    "content", [b"[", b"[1", b'["a" "b"]', b"[,]", b'["a', b"[\xff]", b"[" * 5, b"[1] x", b"[1], [2]"]
)
def test_what_is_no_array_is_refused(content):
    with pytest.raises(RequestError, match=r"expected|not valid JSON|UTF-8"):
        values(io.BytesIO(content))


@pytest.mark.parametrize("content", [b"[1, 2][3]", b"[1,\n2]\n[3]\n", b"1\n2\n3\n", b'{"a":\n1},{"a": 2},\n{"a":3},'])
def test_arrays_and_values_in_a_row_are_all_read(content):
    assert [value["a"] if isinstance(value, dict) else value for value in values(io.BytesIO(content))] == [1, 2, 3]


def test_a_fault_is_found_without_reading_on():
    class Endless(io.BytesIO):
        asked = 0

        def read(self, size=-1):
            Endless.asked += 1
            assert Endless.asked < 5
            return b"[" + b"x" * 100 if Endless.asked == 1 else b"y" * size

    with pytest.raises(RequestError, match="column 2"):
        values(Endless())


PRODIGY = [
    {"text": "Ann", "_input_hash": 1, "spans": [{"start": 0, "end": 3, "label": "A", "token_start": 0}],
     "answer": "accept"},
    {"text": "Ann", "_input_hash": 1, "spans": [{"start": 0, "end": 3, "label": "A"}], "answer": "reject"},
    {"text": "Ann", "_input_hash": 1, "answer": "ignore", "meta": {"source": 5, "name": "n"}},
    {"text": "Ann", "_input_hash": 1, "relations": [{"head": 1}]},
    {"text": "Ann", "_input_hash": 1, "answer": "accept"},
]  # fmt: skip


def test_answers_of_prodigy_decide_what_is_a_tag():
    content = "\n".join(map(json.dumps, PRODIGY)).encode()
    assert recognised(content) == "prodigy"
    accepted, rejected, ignored, unanswered, empty = read(FORMATS["prodigy"], content)
    assert (accepted.spans, accepted.tagged) == ((Span(0, 3, "A"),), True)
    assert (rejected.spans, rejected.tagged, len(rejected.losses)) == ((), False, 1)
    assert (ignored.tagged, ignored.name) == (False, "n")
    assert (unanswered.tagged, [loss.kind for loss in unanswered.losses]) == (False, ["relation"])
    assert empty.tagged


@pytest.mark.parametrize(
    "line",
    [
        {"id": 1, "text": "Ann", "label": [[0, 3, "A"]]},
        {"id": 1, "text": "Ann", "labels": [[0, 3, "A"]]},
        {"text": "Ann", "entities": [{"id": 7, "label": "A", "start_offset": 0, "end_offset": 3}], "relations": [{}]},
    ],
)
def test_every_form_of_doccano_is_recognised_and_read(line):
    content = json.dumps(line).encode()
    assert recognised(content) == "doccano"
    [file] = read(FORMATS["doccano"], content)
    assert file.spans == (Span(0, 3, "A"),)
    assert len(file.losses) == len(line.get("relations", []))


def region(start, end, text, *labels, **more):
    value = {"start": start, "end": end, "text": text, "labels": list(labels)}
    return {"id": "r", "from_name": "l", "to_name": "t", "type": "labels", "value": value, **more}


def task(*annotations, text="👍 Ann", predictions=()):
    return {"id": 3, "data": {"text": text}, "annotations": list(annotations), "predictions": list(predictions)}


def read_tasks(*tasks):
    content = json.dumps(tasks).encode()
    assert recognised(content) == "labelstudio"
    return read(FORMATS["labelstudio"], content)


def test_annotations_become_tags_and_predictions_suggestions():
    predictions = [
        {"model_version": "m1", "score": 0.3, "result": [region(2, 5, "Ann", "B")]},
        {"result": [region(0, 1, "👍", "C", score=0.9), region(2, 3, "A", "C")]},
    ]
    [file] = read_tasks(task({"result": [region(2, 5, "Ann", "A")]}, predictions=predictions))
    assert file.spans == (Span(2, 5, "A"),)
    assert [(s.entity, s.score, s.model) for s in file.suggestions] == [
        ("B", 0.3, "m1"), ("C", 0.9, ""), ("C", UNKNOWN_SCORE, "")
    ]  # fmt: skip


def test_offsets_of_old_versions_are_known_by_the_text_they_quote():
    [file] = read_tasks(task({"result": [region(3, 6, "Ann", "A")]}))
    assert file.spans == (Span(2, 5, "A"),)


def test_what_is_no_span_and_what_others_annotated_is_counted():
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    choice = {"type": "choices", "id": "c", "value": {"choices": ["x"]}}
    [file] = read_tasks(
        task(
            {"was_cancelled": True, "result": [region(0, 1, "👍", "Z")]},
            {"result": [region(2, 5, "Ann", "A"), relation, choice]},
            {"result": [region(2, 5, "Ann", "B")]},
        )
    )
    assert file.spans == (Span(2, 5, "A"),)
    assert [loss.kind for loss in file.losses] == ["annotation of the same text by another", "relation", "choices"]


def test_the_field_that_the_regions_quote_is_the_text_never_the_first_string():
    other = {"data": {"id": "A-17", "source": "mail.pdf", "body": "Ben left."}}
    proved = {
        "data": {"id": "A-16", "source": "x.pdf", "body": "Ada met Ben."},
        "annotations": [{"result": [region(8, 11, "Ben", "A")]}],
    }
    for tasks in ([proved, other], [other, proved]):
        assert {file.text for file in read_tasks(*tasks)} == {"Ada met Ben.", "Ben left."}


def test_without_a_proof_several_strings_are_refused_and_the_only_one_of_words_is_taken():
    [reason] = failures(read_tasks({"data": {"a": "one two", "b": "three four"}, "annotations": []}))
    assert "a, b" in reason
    [file] = read_tasks({"data": {"id": "A-17", "b": "three four"}, "annotations": []})
    assert file.text == "three four"


@pytest.mark.parametrize("address", ["/data/upload/3/a.txt", "https://x.org/a.txt", "s3://b/a.txt", "upload/3/a.png"])
def test_addresses_are_refused_by_name(address):
    without_quote = {"type": "labels", "value": {"start": 0, "end": 3, "labels": ["A"]}}
    [reason] = failures(read_tasks({"data": {"text": address}, "annotations": [{"result": [without_quote]}]}))
    assert address in reason


@pytest.mark.parametrize("kind", ["rectanglelabels", "hypertextlabels"])
def test_labels_of_images_and_of_html_are_refused(kind):
    result = {"type": kind, "id": "r", "value": {"start": "/p[1]", "end": "/p[1]", "x": 1}}
    assert failures(read_tasks({"data": {"image": "cat in a hat"}, "annotations": [{"result": [result]}]}))


def test_tasks_come_one_a_line_and_as_annotations_that_hold_their_task():
    tasks = [task({"result": [region(2, 5, "Ann", "A")]}), task(text="Ben")]
    content = "\n".join(map(json.dumps, tasks)).encode()
    assert recognised(content) == "labelstudio"
    assert [file.text for file in read(FORMATS["labelstudio"], content)] == ["👍 Ann", "Ben"]
    annotation = {"id": 1, "result": [region(2, 5, "Ann", "A")], "task": {"id": 2, "data": {"text": "👍 Ann"}}}
    [file] = read_tasks(annotation)
    assert (file.spans, file.tagged) == ((Span(2, 5, "A"),), True)


def test_regions_without_labels_are_counted_and_several_labels_keep_their_order():
    [file] = read_tasks(task({"result": [region(2, 5, "Ann"), region(2, 5, "Ann", "Z", "A")]}))
    assert [span.entity for span in file.spans] == ["Z", "A"]
    assert [loss.kind for loss in file.losses] == ["region without a label"]


def test_one_bad_task_stops_no_other():
    bad = task({"result": [region(2, 5, "Bob", "A")]})
    items = read_tasks(task(text="Ada"), bad, {"data": None}, task(text="Ben"))
    assert [file.text for file in items if not failures([file])] == ["Ada", "Ben"]


def test_of_json_min_rows_of_one_task_the_first_is_taken_and_the_others_are_counted():
    row = {"id": 5, "text": "Ada", "label": [region(0, 3, "Ada", "P")["value"]], "annotator": 1, "annotation_id": 1}
    content = json.dumps([row, {**row, "annotator": 2}, {**row, "id": 6, "rating": {"x": 1}}]).encode()
    assert recognised(content) == "labelstudio-min"
    first, again, other = read(FORMATS["labelstudio-min"], content)
    assert (first.spans, first.losses) == ((Span(0, 3, "P"),), ())
    assert [loss.kind for loss in again.losses] == ["annotation of the same text by another"]
    assert [loss.kind for loss in other.losses] == ["field 'rating'"]


@pytest.mark.parametrize(
    ("tasks", "complaint"),
    [
        ([task({"result": [region(2, 5, "Bob", "A")]})], "not 'Bob'"),
        ([task(), {"data": {"image": 5}}], "item 2.*text"),
        ([{"data": 5}], r"item 1.*data"),
        ([task(predictions=[{"result": [region(2, 5, "Ann", "A", score=7)]}])], "0 to 1"),
    ],
)
def test_faulty_tasks_are_refused_with_their_number(tasks, complaint):
    [reason] = failures(read(FORMATS["labelstudio"], json.dumps(tasks).encode()))
    assert re.search(complaint, reason)


@pytest.mark.parametrize("field", ["data", "examples", "documents"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jsonl", {"text": "Ada left", "spans": [{"start": 0, "end": 3, "label": "P"}]}),
        ("huggingface", {"tokens": ["Ada", "left"], "ner_tags": ["B-P", "O"]}),
        ("lighttag", {"content": "Ada left", "annotations": [{"start": 0, "end": 3, "tag_name": "P", "value": "Ada"}]}),
    ],
)
def test_texts_listed_in_one_object_are_read_like_an_array(field, indent, name, text):
    content = json.dumps({field: [text, 7, text]}, indent=indent).encode()
    assert recognised(content) == name
    items = read(FORMATS[name], content)
    assert [item.spans for item in items if isinstance(item, ExchangedFile)] == [(Span(0, 3, "P"),)] * 2
    [reason] = failures(items)
    assert reason.startswith("data, item 2: ")


def test_values_that_are_no_objects_hide_no_format():
    content = b'[null, 7, {"id": 1, "data": {"text": "Ada left"}, "annotations": []}]'
    assert recognised(content) == "labelstudio"


def test_an_address_in_place_of_a_text_is_named_though_regions_quote_the_text_behind_it():
    region = {"type": "labels", "value": {"start": 0, "end": 3, "text": "Ada", "labels": ["P"]}}
    task = {"data": {"text": "/data/upload/1/letter.txt"}, "annotations": [{"result": [region]}]}
    [reason] = failures(read(FORMATS["labelstudio"], json.dumps([task]).encode()))
    assert "the address '/data/upload/1/letter.txt'" in reason


def test_tokens_that_come_with_their_text_are_tagged_in_it():
    row = {"text": "Ada,  left.", "tokens": ["Ada", ",", "left", "."], "ner_tags": ["B-P", "O", "O", "O"]}
    content = json.dumps(row).encode()
    assert recognised(content) == "huggingface"
    [file] = read(FORMATS["huggingface"], content)
    assert (file.text, file.spans, file.adjusted) == ("Ada,  left.", (Span(0, 3, "P"),), ())


def test_tokens_that_are_not_those_of_their_text_make_the_text_and_that_is_counted():
    row = {"text": "Ada  left.", "tokens": ["Ada", "LEFT"], "ner_tags": ["B-P", "O"]}
    [file] = read(FORMATS["huggingface"], json.dumps(row).encode())
    assert (file.text, file.spans) == ("Ada LEFT\n", (Span(0, 3, "P"),))
    assert [loss.kind for loss in file.adjusted] == ["text rebuilt from its tokens, which are not those of 'text'"]


def test_spans_of_a_text_come_before_the_tags_of_its_tokens():
    row = {"text": "Ada left", "tokens": ["Ada", "left"], "tags": ["NN", "VB"], "spans": [[0, 3, "P"]]}
    assert recognised(json.dumps(row).encode()) != "huggingface"


def test_tokens_may_be_called_words():
    content = b'{"words": ["Ada", "left"], "labels": ["b-p", "o"]}'
    assert recognised(content) == "huggingface"
    [file] = read(FORMATS["huggingface"], content)
    assert file.spans == (Span(0, 3, "p"),)


@pytest.mark.parametrize("before", [0, 1, 5000])
@pytest.mark.parametrize("line_end", ["\n", " "])
def test_broken_json_is_named_with_its_line_and_column_wherever_it_is(before, line_end):
    whole = '{"text": "Ada", "spans": []},' + line_end
    content = "[\n" + before * whole + '{"text": "Ada" 5}\n]\n'
    line, column = (2 + before, 16) if line_end == "\n" else (2, before * len(whole) + 16)
    with pytest.raises(RequestError, match=rf"^data, line {line}: not valid JSON at column {column};"):
        read(FORMATS["jsonl"], content.encode())
