"""The command that applies a model to a corpus."""

import json

import pytest

from tests.core.corpus.conftest import pipeline  # noqa: F401 - a fixture
from tui.cli.main import run


def test_a_text_from_standard_input_is_answered_on_standard_output(pipeline, monkeypatch, capfdbinary, tmp_path):  # noqa: F811
    (tmp_path / "in").write_text("Ann Lee was here.", "utf-8")
    with (tmp_path / "in").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert run(["apply", str(pipeline), "-"]) == 0
    out, err = capfdbinary.readouterr()
    assert [span["string"] for span in json.loads(out)["spans"]] == ["Ann Lee"]
    assert err == b"1 record, 1 span\n"


def test_refused_records_are_listed_and_change_the_exit_status(pipeline, capsys, tmp_path):  # noqa: F811
    (tmp_path / "x.jsonl").write_text('{"text": "Ann Lee"}\n{\x1b]0;owned\x07\n', "utf-8")
    assert run(["apply", str(pipeline), str(tmp_path), "--output", str(tmp_path / "out.jsonl"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "records": 1, "spans": 1, "refused": 1, "reasons": [["x.jsonl:2", "this is not one JSON object"]], "notes": [],
    }  # fmt: skip
    assert "refused x.jsonl:2: this is not one JSON object" in err


@pytest.mark.parametrize("wrong", [["--part-size", "0"], ["--processes", "x"], ["--output", "x.doc"]])
def test_a_wrong_request_is_one_line(pipeline, capsys, tmp_path, wrong):  # noqa: F811
    (tmp_path / "x.txt").write_text("Ann", "utf-8")
    assert run(["apply", str(pipeline), str(tmp_path / "x.txt"), *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_sample_of_a_corpus_becomes_a_project(pipeline, capsys, tmp_path):  # noqa: F811
    rows = "".join(json.dumps({"key": n, "body": f"{n}: Ann Lee"}) + "\n" for n in range(20))
    (tmp_path / "c.jsonl").write_text(f"{rows}{{\n", "utf-8")
    fields = ["--text-field", "body", "--id-field", "key"]
    folder = tmp_path / "p"
    assert run(["sample", str(tmp_path / "c.jsonl"), str(folder), "--count", "5", *fields, "--entity", "Person"]) == 1
    out, err = capsys.readouterr()
    assert out == f"{folder} is a project now: 5 files; open it with 'autotag'.\n"
    assert "refused c.jsonl:21: this is not one JSON object" in err
    assert run(["export", str(folder), "-", "--format", "jsonl"]) == 0
    exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["text"].split(":")[0] for row in exported] == [row["id"] for row in exported]
    assert run(["sample", str(tmp_path / "c.jsonl"), str(folder), *fields]) == 2
    model = ["--model", str(pipeline), "--processes", "1", "--count", "3", "--json"]
    assert run(["sample", str(tmp_path / "c.jsonl"), str(tmp_path / "q"), *fields, *model]) == 1
    assert json.loads(capsys.readouterr().out)["records"] == 3
