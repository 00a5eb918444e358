"""Out and in again is the same, as far as the format can hold it, whatever the texts."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from core.domain.models.splits import Dataset
from core.domain.text.spans import Span
from core.formats import FOLDER_FORMATS, FORMATS, About, ExchangedFile
from core.formats.standoff.texts import text_bytes
from tests.core.formats.projects import ENTITIES, projects, read, written

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
        found = list(FOLDER_FORMATS["brat"].read(Path(folder)))
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
