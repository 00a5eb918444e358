"""Out and in again is the same, as far as the format can hold it, whatever the texts."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from core.domain.models.splits import Dataset
from core.domain.text.spans import Span
from core.formats import FOLDER_FORMATS, FORMATS, About, ExchangedFile
from core.formats.standoff.texts import text_bytes
from tests.core.formats.projects import ENTITIES, files_of, projects, read, written

SAME = ("prodigy", "doccano")


@pytest.mark.parametrize("name", SAME)
@given(files=projects())
def test_json_lines_of_others_come_in_again_unchanged(name, files):
    content, losses = written(FORMATS[name], files)
    assert read(FORMATS[name], content) == files
    assert losses == []


@given(projects(suggestions=True))
def test_label_studio_tasks_come_in_again_unchanged(files):
    content, _ = written(FORMATS["labelstudio"], files)
    assert read(FORMATS["labelstudio"], content) == files


@given(projects())
def test_azure_labels_come_in_again_unchanged(files):
    content, _ = written(FORMATS["azure"], files, About(entities=tuple(ENTITIES)))
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            path = Path(folder, file.name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text_bytes(file.text))
        about, *found = read(FORMATS["azure"], content, Path(folder))
    assert about.entities == tuple(ENTITIES)
    assert [(f.name, f.text, f.spans, f.tagged, f.dataset) for f in found] == [
        (f.name, f.text, f.spans, f.tagged, f.dataset) for f in files
    ]


@given(projects(confirmed=False, dataset=False))
def test_brat_folders_come_in_again_with_blanks_in_names_replaced(files):
    with tempfile.TemporaryDirectory() as folder:
        FOLDER_FORMATS["brat"].write(files, Path(folder))
        found = files_of(FOLDER_FORMATS["brat"], Path(folder))
    expected = {
        f.name: (f.text, [(s.start, s.end, s.entity.replace(" ", "_")) for s in f.spans], f.tagged) for f in files
    }
    assert {f.name: (f.text, [(s.start, s.end, s.entity) for s in f.spans], f.tagged) for f in found} == expected


@pytest.mark.parametrize("name", ["conll", "iob2", "bioes"])
@given(files=projects(dataset=False))
def test_token_files_keep_tokens_and_tags_whatever_the_blanks(name, files):
    format_ = FORMATS[name]
    content, losses = written(format_, files)
    found = [file for file in read(format_, content) if isinstance(file, ExchangedFile)]
    assert read(format_, written(format_, found)[0]) == found
    kept = [file for file in files if file.tagged and file.text.split()]
    assert ["".join(file.text.split()) for file in found] == ["".join(file.text.split()) for file in kept]
    blank = sum(loss.kind == "tag of blanks alone" for loss in losses)
    words = [("".join(f.text[s.start : s.end].split()), s.entity.replace(" ", "_")) for f in kept for s in f.spans]
    assert [("".join(f.text[s.start : s.end].split()), s.entity) for f in found for s in f.spans] == [
        word for word in words if word[0]
    ]
    assert blank >= len(words) - len([word for word in words if word[0]])


@pytest.mark.parametrize("name", ["huggingface", "gliner"])
@given(files=projects(dataset=False))
def test_lists_of_tokens_keep_tokens_and_tags_whatever_the_blanks(name, files):
    format_ = FORMATS[name]
    found = read(format_, written(format_, files)[0])
    kept = [file for file in files if file.tagged and file.text.split()]
    assert [_words(file) for file in found] == [_words(file) for file in kept]
    again = read(format_, written(format_, found)[0])
    assert [(f.text, f.spans) for f in again] == [(f.text, f.spans) for f in found]


def _words(file):
    """Return the text and the tags of a file without blanks."""
    tags = [("".join(file.text[s.start : s.end].split()), s.entity) for s in file.spans]
    return "".join(file.text.split()), [tag for tag in tags if tag[0]]


@given(projects(confirmed=False, dataset=False))
def test_webanno_files_keep_tokens_and_tags_whatever_the_blanks(files):
    with tempfile.TemporaryDirectory() as folder:
        FOLDER_FORMATS["webanno"].write(files, Path(folder))
        found = {file.name: file for file in files_of(FOLDER_FORMATS["webanno"], Path(folder))}
    kept = [file for file in files if file.text.split()]
    assert {name: _words(file) for name, file in found.items() if file.text} == {f.name: _words(f) for f in kept}


@given(projects(suggestions=True))
def test_tables_of_spans_come_in_again_unchanged(files):
    content, _ = written(FORMATS["csv"], files)
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            path = Path(folder, file.name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text_bytes(file.text))
        found = read(FORMATS["csv"], content, Path(folder))
    expected = [f for f in files if f.spans or f.suggestions]
    assert [(f.name, f.text, f.spans, [s.span for s in f.suggestions]) for f in found] == [
        (f.name, f.text, f.spans, [s.span for s in f.suggestions]) for f in expected
    ]


def test_parquet_files_come_in_again_with_the_names_of_tags(tmp_path):
    pytest.importorskip("pyarrow")
    files = [ExchangedFile("1.txt", "Ann Lee left\n", (Span(0, 7, "Full Name"),), tagged=True)]
    FOLDER_FORMATS["parquet"].write(files, tmp_path / "x.parquet", About(entities=("Full Name", "City")))
    assert list(FOLDER_FORMATS["parquet"].read(tmp_path / "x.parquet")) == files


def test_spacy_documents_come_in_again_unchanged(tmp_path):
    """The two ways through another process; `tests/core/learning/pipeline/test_docbin.py` tries all kinds of texts."""
    files = [
        ExchangedFile("1.txt", "Ann\r\n👍 Lee ", (Span(0, 3, "A"), Span(7, 10, "日付")), tagged=True),
        ExchangedFile("2.txt", "Nobody", tagged=True, dataset=Dataset.TESTING),
        ExchangedFile("3.txt", "Not looked at"),
    ]
    FOLDER_FORMATS["spacy"].write(files, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dev.spacy", "train.spacy"]
    assert sorted(FOLDER_FORMATS["spacy"].read(tmp_path), key=lambda file: file.name) == files
