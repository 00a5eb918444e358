"""A project of records drawn from a corpus, whose labels join the corpus again by their ids."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.corpus.records import Record, TaggedRecord
from core.corpus.sampling import doubtful_records, random_records
from core.domain.text.spans import ScoredSpan, Span
from core.errors import RequestError
from core.services.corpus.sampling import SampleOptions, sample_corpus
from core.services.exchange import export_file
from core.services.project import projects
from core.services.project.files import list_files
from core.services.review import open_file
from tests.core.corpus.conftest import TEXTS


def records(count: int) -> list[tuple[int, Record]]:
    return [(number, Record(f"r{number}", f"text {number}", f"c:{number}")) for number in range(count)]


def test_each_record_has_the_same_chance_and_a_seed_draws_the_same() -> None:
    drawn = Counter(record.id for seed in range(2000) for record in random_records(records(10), 3, seed))
    assert len(drawn) == 10
    assert all(500 < times < 700 for times in drawn.values())
    assert random_records(records(100), 5, 7) == random_records(iter(records(100)), 5, 7)
    ids = [int(record.id[1:]) for record in random_records(records(100), 20, 1)]
    assert ids == sorted(ids)
    assert len(random_records(records(3), 5, 1)) == 3


def test_the_most_doubtful_texts_are_drawn_each_once() -> None:
    def tagged(number: int, text: str, *scores: float) -> tuple[int, TaggedRecord]:
        spans = [ScoredSpan(at, at + 1, "E", score) for at, score in enumerate(scores)]
        return number, TaggedRecord(Record(f"r{number}", text, "c"), spans)

    corpus = [tagged(0, "sure", 0.99), tagged(1, "even", 0.5), tagged(2, "none"), tagged(3, "two", 0.7, 0.6),
              tagged(4, "even", 0.5), tagged(5, "low", 0.3)]  # fmt: skip
    assert [record.id for record in doubtful_records(corpus, 3, 0)] == ["r1", "r3", "r5"]
    assert [record.id for record in doubtful_records(corpus[:1] * 3, 3, 0)] == ["r0"]


def written(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def sampled(corpus: Path, project: Path, **more: object) -> tuple[int, int]:
    done = sample_corpus(SampleOptions((str(corpus),), project, **more), lambda _: None)  # type: ignore[arg-type]
    return done.tagged, done.refused


def test_texts_are_exact_and_exported_labels_carry_the_ids_of_their_records(tmp_path: Path) -> None:
    texts = ["one\r\nAnn", "\ufeffBOM", "日本語 \x1b[31m", "x" * 5000]
    corpus = written(tmp_path / "c.jsonl", [{"id": f"../{n}\n", "text": text} for n, text in enumerate(texts)])
    assert sampled(corpus, tmp_path / "p", entities=("Person",)) == (4, 0)
    project = projects.open_project(tmp_path / "p")
    names = list_files(project).names
    assert names == ["0001.txt", "0002.txt", "0003.txt", "0004.txt"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".p")] == []
    opened = open_file.open_file(project, "0001.txt")
    opened.record(opened.session.tag(Span(5, 8, "Person")))
    opened.save()
    opened.close()
    lines = io.BytesIO()
    export_file(project, lines, "jsonl")
    rows = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(row["id"], row["text"]) for row in rows] == [(f"../{n}\n", text) for n, text in enumerate(texts)]
    table = io.BytesIO()
    export_file(project, table, "csv")
    [row] = csv.DictReader(io.StringIO(table.getvalue().decode(), newline=""))
    assert (row["id"], row["text"]) == ("../0\n", "Ann")
    report = export_file(project, io.BytesIO(), "doccano")
    assert report.losses["id of a record of a corpus"] == 4


def test_records_that_nothing_can_hold_are_counted_and_blank_ones_passed_over(tmp_path: Path) -> None:
    corpus = written(
        tmp_path / "c.jsonl", [{"text": " "}, {"text": "a\ud800"}, {"id": "\ud800", "text": "b"}, {"text": "c"}]
    )
    assert sampled(corpus, tmp_path / "p") == (1, 2)
    with pytest.raises(RequestError, match="exists already"):
        sampled(corpus, tmp_path / "p")
    blank = written(tmp_path / "blank.jsonl", [{"text": "\n"}])
    with pytest.raises(RequestError, match="nothing was written"):
        sampled(blank, tmp_path / "q")
    with pytest.raises(RequestError, match="--count"):
        sampled(corpus, tmp_path / "q", count=0)
    assert not (tmp_path / "q").exists()


def test_a_model_draws_what_it_doubts(pipeline: Path, tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"{n} {TEXTS[n % 4]}"} for n in range(40)]
    corpus = written(tmp_path / "c.jsonl", rows)
    assert sampled(corpus, tmp_path / "p", model=str(pipeline), count=10) == (10, 0)
    drawn = [path.read_text("utf-8") for path in sorted((tmp_path / "p").glob("*.txt"))]
    assert not [text for text in drawn if "Nobody" in text]  # the model has no doubt where it finds nothing
