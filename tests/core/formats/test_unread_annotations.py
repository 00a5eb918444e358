"""What may be an annotation and is not read: it is counted, and never taken for a text without entities in silence."""

import json

import pytest

from core.domain.text.spans import Span
from core.formats import FORMATS, ExchangedFile
from tests.core.formats.projects import read, recognised

TEXT = "Ada met Ben in Riga."
REGION = {
    "id": "a",
    "from_name": "label",
    "to_name": "text",
    "type": "labels",
    "value": {"start": 0, "end": 3, "text": "Ada", "labels": ["Person"]},
}


def one(name, value):
    content = json.dumps(value).encode()
    assert recognised(content) == name
    [file] = [item for item in read(FORMATS[name], content) if isinstance(item, ExchangedFile)]
    return file


def kinds(file):
    return [loss.kind for loss in file.losses]


@pytest.mark.parametrize(
    "more",
    [
        {"entities": {"Person": [[0, 3]]}},
        {"entities": "[[0, 3, 'Person']]"},
        {"label": "positive"},
        {"annotation": {"entities": [[0, 3, "Person"]]}},
        {"anything": {"within": [{"start": 0, "end": 3, "label": "Person"}]}},
    ],
)
def test_a_field_that_may_hold_annotations_is_counted(more):
    file = one("jsonl", {"text": TEXT, **more})
    assert (file.tagged, kinds(file)) == (False, [f"field {field!r}" for field in more])


def test_a_row_for_each_span_is_counted():
    file = one("jsonl", {"text": TEXT, "start": 1, "end": 3, "label": "Person"})
    assert kinds(file) == ["field 'start'", "field 'end'", "field 'label'"]


@pytest.mark.parametrize("more", [{"id": 7, "url": "x", "keywords": {"a": [1, 2]}}, {"label": None, "entities": {}}])
def test_what_is_known_about_a_text_is_no_annotation(more):
    assert kinds(one("jsonl", {"text": TEXT, **more})) == []


@pytest.mark.parametrize("more", [{"label": "POSITIVE"}, {"accept": ["POSITIVE"], "options": [{"id": "POSITIVE"}]}])
def test_classes_of_prodigy_are_counted(more):
    file = one("prodigy", {"text": TEXT, "answer": "accept", "_input_hash": 1, **more})
    assert kinds(file) == [f"field {next(iter(more))!r}"]


def test_prodigy_may_write_null_for_no_spans():
    file = one("prodigy", {"text": TEXT, "answer": "accept", "_input_hash": 1, "spans": None, "relations": None})
    assert (file.spans, file.tagged, kinds(file)) == ((), True, [])


def test_classes_and_span_groups_of_training_data_are_counted():
    more = {"cats": {"a": 1.0}, "spans": {"sc": [[0, 3, "Q"]]}, "links": {}}
    file = one("traindata", [[TEXT, {"entities": [[0, 3, "Person"]], **more}]])
    assert kinds(file) == ["field 'cats'", "field 'spans'"]


def test_a_job_that_adjusts_labels_counts_more_than_the_one_before_it():
    def job(start, end):
        return {"annotations": {"entities": [{"startOffset": start, "endOffset": end, "label": "Person"}]}}

    value = {"source": TEXT, "job": job(0, 2), "job-metadata": {}, "again": job(0, 3), "again-metadata": {}}
    file = one("sagemaker", value)
    assert (file.spans, kinds(file)) == ((Span(0, 3, "Person"),), ["labels of the earlier job 'job'"])


def test_drafts_of_label_studio_are_counted():
    file = one("labelstudio", {"data": {"text": TEXT}, "annotations": [], "drafts": [{"result": [REGION]}]})
    assert (file.tagged, kinds(file)) == (False, ["draft that was not submitted"])


def test_the_ground_truth_of_label_studio_counts_more_than_the_first_annotation():
    works = [{"result": []}, {"result": [REGION], "ground_truth": True}]
    file = one("labelstudio", {"data": {"text": TEXT}, "annotations": works})
    assert (file.spans, kinds(file)) == ((Span(0, 3, "Person"),), ["annotation of the same text by another"])


def test_scripts_write_numbers_for_ids_and_versions_and_strings_for_offsets_in_label_studio():
    region = {"id": 1, "type": "labels", "value": {"start": "0", "end": "3", "labels": ["Person"]}}
    work = {"result": [region], "model_version": 2, "score": 0.5}
    file = one("labelstudio", {"data": {"text": TEXT}, "annotations": [{"result": [region]}], "predictions": [work]})
    assert file.spans == (Span(0, 3, "Person"),)
    assert [(s.borders, s.model) for s in file.suggestions] == [((0, 3), "2")]


@pytest.mark.parametrize("more", [{}, {"entities": [[0, 3, "Person"]]}])
def test_tokens_of_spacy_without_entities_say_nothing_unless_a_list_of_entities_does(more):
    tokens = [{"id": n, "orth": word} for n, word in enumerate(("Ada", "met", "Ben", "in", "Riga", "."))]
    file = one("spacyjson", [{"id": 0, "paragraphs": [{"raw": TEXT, "sentences": [{"tokens": tokens}], **more}]}])
    assert file.text == TEXT
    assert file.spans == tuple(Span(*span) for span in more.get("entities", ()))
    assert file.tagged == bool(more)
