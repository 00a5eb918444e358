"""What an import says of content in no format: what it looks like, what comes closest, what is missing, and where."""

import io
import json

import pytest

from core.errors import RequestError
from core.services import exchange
from core.services.project import projects


def refusal(content, tmp_path):
    """Return what an import says when it refuses a content."""
    with pytest.raises(RequestError) as refused:
        exchange.import_file(projects.project_for_import(tmp_path / "new"), io.BytesIO(content))
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (
            {"text": "Ada", "kinds": [3]},
            ["the fields 'text', 'kinds'", "prodigy", "missing: 'answer' or '_input_hash'"],
        ),
        ([{"tokens": [["Ada"]], "ner_tags": [["O"]]}], ["huggingface", "these fields hold something else"]),
        ({"messages": []}, ["the fields 'messages'", "No format has any of these fields"]),
        ({}, ["objects without fields"]),
    ],
)
def test_json_is_described_with_the_closest_formats_and_what_it_lacks(value, parts, tmp_path):
    said = refusal(json.dumps(value).encode(), tmp_path)
    assert "from line 1 on it is" in said
    for part in parts:
        assert part in said


def test_the_columns_of_a_table_are_named_with_the_way_to_say_which_holds_tags(tmp_path):
    said = refusal(b"id,tokens,kind\n1,Ada,spam\n2,Ben,ham\n", tmp_path)
    for part in ("a table with the columns 'id', 'tokens', 'kind'", "csv (", "conll (", "--tag-column"):
        assert part in said


def test_a_text_is_described_with_formats_of_lines_and_where_texts_go(tmp_path):
    said = refusal(b"Ada met Ben.\nThey left.\n", tmp_path)
    for part in ("text that begins with 'Ada met Ben.'", "conll (", "as a .txt file"):
        assert part in said
    assert "JSON" not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "standard input is empty; give a file with texts."),
        (b" \n", "standard input is empty; give a file with texts."),
        (b"[]", "standard input is an empty JSON list; give a file with texts."),
        (b"\x00\x01\x02", "it is binary data"),
        (b'[\n{"text": "Ada" 5}\n]', "line 2: not valid JSON at column "),
        (b"[" * 100_000, "line 1: it is nested too deeply"),
    ],
)
def test_content_of_which_nothing_can_be_read_is_named_with_its_place(content, said, tmp_path):
    assert said in refusal(content, tmp_path)


def test_a_list_that_breaks_off_brings_what_comes_before_and_names_the_place_once(tmp_path):
    source = tmp_path / "cut.json"
    source.write_text('[{"text": "Ada left.", "spans": []},\n{"text": "Ben')
    report = exchange.import_file(projects.project_for_import(tmp_path / "new"), source)
    assert report.added == 1
    [refused] = report.refused
    assert refused.name == str(source)
    assert refused.reason.startswith("line 2: not valid JSON at column ")


def test_a_broken_line_of_json_lines_is_named_with_its_column(tmp_path):
    content = '{"text": "Ada", "spans": []}\n{"text": "é" 5}\n'.encode()
    report = exchange.import_file(projects.project_for_import(tmp_path / "new"), io.BytesIO(content))
    assert [refused.reason for refused in report.refused] == ["standard input, line 2: not valid JSON at column 14."]
