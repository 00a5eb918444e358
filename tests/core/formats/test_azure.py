import json

import pytest

from core.domain.models.splits import Dataset
from core.domain.project.jobs import FileFailure
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats import About, ExchangedFile
from core.formats.standoff.azure import REFUSED, Azure
from tests.core.formats.projects import read, recognised, written

TEXT = "👍 Ann\r\npays 5%."


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "texts"
    made.mkdir()
    (made / "a.txt").write_bytes(TEXT.encode())
    return made


def labels(*labels, name="category", offset=0):
    fields = (name, "offset", "length")
    rows = [dict(zip(fields, label, strict=True)) for label in labels]
    return [{"regionOffset": offset, "regionLength": 17, "labels": rows}]


DOCUMENTS = [
    {"location": "a.txt", "language": "en-us", "dataset": "Test", "entities": labels(("Rate", 13, 2), ("Who", 3, 3))}
]

CURRENT = {
    "projectFileVersion": "2022-05-01",
    "stringIndexType": "Utf16CodeUnit",
    "metadata": {"projectKind": "CustomEntityRecognition", "language": "en", "projectName": "Loans"},
    "assets": {
        "projectKind": "CustomEntityRecognition",
        "entities": [{"category": "Who"}, {"category": "Rate"}, {"category": "Unused"}],
        "documents": DOCUMENTS,
    },
}
OLDEST = {
    "extractors": [{"name": "Who"}],
    "documents": [
        {"location": "a.txt", "language": "en-us", "extractors": labels(("Who", 3, 3), name="extractorName")}
    ],
}
PREVIEW_2021 = {
    "api-version": "2021-11-01-preview",
    "metadata": {"name": "x", "modelType": "Extraction", "multiLingual": False},
    "assets": OLDEST,
}
PREVIEW_2022 = {
    "api-version": "2022-03-01-preview",
    "stringIndexType": "Utf16CodeUnit",
    "metadata": {"kind": "customNamedEntityRecognition"},
    "assets": {
        "entities": [{"category": "Who"}],
        "documents": [{"location": "a.txt", "entities": labels(("Who", 3, 3))}],
    },
}
EARLY = {
    **PREVIEW_2022,
    "project-file-version": "2022-05-01",
    "metadata": {"projectKind": "customNamedEntityRecognition"},
}


@pytest.mark.parametrize("content", [CURRENT, OLDEST, PREVIEW_2021, PREVIEW_2022, EARLY])
def test_every_version_of_the_labels_file_is_recognised_and_read(content, folder):
    raw = json.dumps(content).encode()
    assert recognised(raw) == "azure"
    about, file = read(Azure(), raw, folder)
    assert about.entities[0] == "Who"
    assert Span(2, 5, "Who") in file.spans
    assert file.text == TEXT
    assert file.tagged


def test_offsets_count_utf16_units_and_carriage_returns_and_need_no_order(folder):
    about, file = read(Azure(), json.dumps(CURRENT).encode(), folder)
    assert [TEXT[s.start : s.end] for s in file.spans] == ["Ann", "5%"]
    assert (file.dataset, file.language) == (Dataset.TESTING, "en-us")
    assert about.entities == ("Who", "Rate", "Unused")
    assert about.foreign["projectName"] == "Loans"


@pytest.mark.parametrize(
    ("entities", "reason"),
    [
        (labels(("Who", 1, 3)), "inside a character"),
        (labels(("Who", 3, 300)), "beyond"),
        (labels(("Who", 3, 0)), "start < end"),
    ],
)
def test_an_impossible_label_refuses_its_text_alone(entities, reason, folder):
    bad = {"location": "a.txt", "entities": entities}
    content = {**CURRENT, "assets": {"documents": [bad, *DOCUMENTS]}}
    _, failure, file = read(Azure(), json.dumps(content).encode(), folder)
    assert isinstance(failure, FileFailure)
    assert reason in failure.reason
    assert "documents[0]" in failure.reason
    assert isinstance(file, ExchangedFile)


@pytest.mark.parametrize(
    "location", ["missing.txt", "../secret.txt", "/etc/passwd", "link.txt", "linked/s.txt", "n\0l.txt", ""]
)
def test_a_labels_file_reads_nothing_but_texts_beside_it(location, folder):
    (folder.parent / "secret.txt").write_text("secret")
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "s.txt").write_text("secret")
    (folder / "linked").symlink_to(folder.parent / "other")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    content = {"documents": [{"location": location}], "extractors": []}
    _, failure = read(Azure(), json.dumps(content).encode(), folder)
    assert isinstance(failure, FileFailure)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"assets": {"documents": 5}}', r"\$\.assets\.documents"),
        ('{"stringIndexType": "TextElements_v8", "assets": {}}', "stringIndexType.*Utf16CodeUnit"),
        ('{"assets": ', "data: it ends in the middle"),
        ('{"assets":\n {"é": 5 x}}', "data, line 2: not valid JSON at column 10"),
        ('{"assets": {}, "metadata": {"x": "é"}}'.encode("latin-1"), "data: not UTF-8; convert"),
    ],
)
def test_other_content_is_refused_with_its_path(content, complaint, folder):
    with pytest.raises(RequestError, match=complaint):
        read(Azure(), content if isinstance(content, bytes) else content.encode(), folder)


def test_labels_without_texts_beside_them_are_refused():
    with pytest.raises(RequestError, match="next to"):
        read(Azure(), json.dumps(CURRENT).encode())


def test_what_azure_would_refuse_is_said():
    files = [
        ExchangedFile("sub/a.txt", "x" * 128_001, (Span(0, 501, "A"),), tagged=True),
        *(ExchangedFile(f"{n}.txt", "x") for n in range(3)),
    ]
    content, losses = written(Azure(), files, About("a b", entities=tuple(f"E{n}" for n in range(201))))
    assert {loss.kind for loss in losses} == {REFUSED}
    said = " ".join(loss.where for loss in losses)
    for part in ("201 entities", "folder", "128,001", "501", "4 texts"):
        assert part in said
    assert json.loads(content)["metadata"]["projectName"] == "a-b"


def test_a_project_within_the_limits_is_not_complained_about():
    files = [ExchangedFile(f"{n}.txt", "Ann", (Span(0, 3, "A"),), tagged=True) for n in range(10)]
    assert written(Azure(), files, About("p", entities=("A",)))[1] == []


def test_a_region_that_is_a_part_of_its_text_is_counted(folder):
    content = {"extractors": [], "documents": [{"location": "a.txt", "extractors": labels(offset=2)}]}
    _, file = read(Azure(), json.dumps(content).encode(), folder)
    assert [loss.kind for loss in file.losses] == ["region that is a part of its text"]
