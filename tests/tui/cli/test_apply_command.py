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
