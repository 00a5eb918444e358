import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span
from core.formats import ExchangedFile
from core.formats.records.jsonl import Jsonl
from tests.core.formats.projects import failures, read

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@st.composite
def exchanged(draw):
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    span = (start, draw(st.integers(start + 1, len(text))), draw(st.sampled_from(["A", "日付"])))
    suggestions = draw(st.lists(st.just(Suggestion(*span, 0.25, job="j")), max_size=1))
    return ExchangedFile(draw(TEXTS), text, (Span(*span),), tuple(suggestions), True)


@given(st.lists(exchanged(), max_size=4))
def test_what_is_written_comes_in_again_unchanged(files):
    stream = io.BytesIO()
    Jsonl().write(files, stream)
    assert read(Jsonl(), stream.getvalue()) == files


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nonsense", "not valid JSON"),
        ('{"text": 5, "spans": []}', r"text"),
        ('{"text": "ab", "labels": []}', "spans"),
        ('{"text": "ab", "spans": [{"start": 0, "end": 9, "label": "A"}]}', "beyond"),
        ('{"text": "ab", "spans": [{"start": 1, "end": 1, "label": "A"}]}', "start < end"),
        ('{"text": "ab", "spans": [{"start": -1, "end": 1, "label": "A"}]}', "start"),
        ('{"text": "ab", "spans": [{"start": "0", "end": 1, "label": "A"}]}', r"spans\[0\].start"),
        ("[" * 5000, "nested|JSON"),
    ],
)
def test_bad_lines_are_refused_with_file_line_and_reason(line, complaint):
    good = '{"text": "ab", "spans": []}'
    items = read(Jsonl(), f"{good}\n{line}\n{good}".encode())
    [reason] = failures(items)
    assert re.search(complaint, reason)
    assert reason.startswith("data, line 2: ")
    assert len(items) == 3


def test_fields_of_others_are_passed_over():
    line = json.dumps({"text": "ab", "spans": [], "meta": {"name": "n", "lang": "en"}, "answer": "accept"})
    [file] = read(Jsonl(), line.encode())
    assert (file.name, file.text, file.tagged) == ("n", "ab", False)
