"""Texts as documents of spaCy, and back."""

import io
import json
import sys
import tempfile
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from core.learning.pipeline import docbin
from tests.core.formats.projects import exchanged


@given(st.lists(exchanged(), max_size=3), st.sampled_from(["xx", "en", "de"]))
def test_texts_and_tags_come_in_again_to_the_character(files, language):
    rows = [
        {"text": f.text, "spans": [[s.start, s.end, s.entity] for s in f.spans], "name": f.name, "tagged": f.tagged}
        for f in files
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.spacy")
        docbin.write(rows, path, language)
        assert list(docbin.read(path)) == [{**row, "groups": 0} for row in rows]


def test_what_nobody_has_tagged_is_unknown_to_spacy_and_not_empty(tmp_path):
    rows: list[dict[str, object]] = [
        {"text": "Ann", "spans": [], "name": name, "tagged": name == "seen"} for name in ("seen", "unseen")
    ]
    docbin.write(rows, tmp_path / "x.spacy", "en")
    seen, unseen = DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("en").vocab)
    assert [token.ent_iob_ for token in seen] == ["O"]
    assert [token.ent_iob_ for token in unseen] == [""]


def test_spans_of_groups_are_counted(tmp_path):
    doc = spacy.blank("en")("Ann Lee")
    doc.spans["sc"] = [doc[0:1], doc[0:2]]
    DocBin(docs=[doc]).to_disk(tmp_path / "x.spacy")
    [row] = docbin.read(tmp_path / "x.spacy")
    assert (row["groups"], row["tagged"], row["name"]) == (2, False, "")


def test_the_program_says_in_one_line_what_is_wrong(tmp_path, monkeypatch, capsys):
    (tmp_path / "x.spacy").write_bytes(b"nonsense")
    assert docbin.main(["read", str(tmp_path / "x.spacy")]) == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"no": "text"}).encode())))
    assert docbin.main(["write", "en", str(tmp_path / "y.spacy")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    with pytest.raises(FileNotFoundError):
        list(docbin.read(tmp_path / "missing.spacy"))
