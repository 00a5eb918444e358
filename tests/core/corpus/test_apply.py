"""A model applied to a corpus: everything is found, killed runs go on, and their output is equal byte by byte."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.guesses import Guess
from core.domain.text.spans import Span
from core.errors import AutotagError, NotFoundError, RequestError, WorkError
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train
from core.services.corpus.apply import Options, Progress, apply_model
from harness.crashing import dying

from .conftest import TEXTS


def corpus(folder: Path, count: int, bad: tuple[int, ...] = ()) -> Path:
    path = folder / "corpus.jsonl"
    lines = [json.dumps({"id": f"r{n}", "text": TEXTS[n % len(TEXTS)]}) for n in range(count)]
    path.write_text("\n".join("{" if n in bad else line for n, line in enumerate(lines)) + "\n", "utf-8")
    return path


def applied(pipeline: Path, source: Path | str, output: Path | str, **options: object) -> Progress:
    wanted = Options(str(pipeline), (str(source),), str(output), **options)  # type: ignore[arg-type]
    return apply_model(wanted, io.BytesIO(), lambda _: None)


def test_spans_scores_model_and_ids_are_written(pipeline: Path, tmp_path: Path) -> None:
    done = applied(pipeline, corpus(tmp_path, 4), tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["r0", "r1", "r2", "r3"]
    assert [(span["start"], span["end"], span["entity"], span["string"]) for span in rows[0]["spans"]] == [
        (0, 7, "Person", "Ann Lee"), (16, 20, "Town", "Oslo"),
    ]  # fmt: skip
    assert all(0 < span["score"] <= 1 for row in rows for span in row["spans"])
    assert {row["model"] for row in rows} == {"pipeline"}
    assert len({row["digest"] for row in rows}) == 1
    assert (done.tagged, done.spans, done.refused) == (4, 6, 0)


@pytest.fixture(scope="module")
def guessing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of words that nothing but a guesser tells from others."""
    folder, random = tmp_path_factory.mktemp("guessing") / "pipeline", Random(1)
    words = ["".join(random.choices("abcdefghij", k=4)) for _ in range(200)]
    examples = []
    for number in range(20):
        text, at = " ".join(words[number * 10 : number * 10 + 10]), 5 * random.randrange(10)
        examples.append(Example(f"{number}.txt", text, (Span(at, at + 4, "Code"),)))
    right = {example.text: [Guess(*span.borders, span.entity, 0.6) for span in example.spans] for example in examples}

    class Guesses:
        def of(self, text: str) -> list[Guess]:
            return right[text]

    spec = TrainingSpec("m", base="guess:g", split=Split(SplitKind.CROSS), budget=0.5)
    result_of(train(spec, examples, (), folder, Guesses()))
    return folder


def test_a_model_that_learned_with_a_guesser_tags_without_it_only_if_asked_to(guessing: Path, tmp_path: Path) -> None:
    source, told = corpus(tmp_path, 4), list[str]()
    with pytest.raises(RequestError, match="--without-guesses"):
        applied(guessing, source, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
    wanted = Options(str(guessing), (str(source),), str(tmp_path / "out.jsonl"), without_guesses=True)
    assert apply_model(wanted, io.BytesIO(), lambda _: None, told.append).tagged == 4
    assert told == ["pipeline tags without the guesses that it learned with"]


def test_a_model_that_learned_without_a_guesser_says_nothing_of_one(pipeline: Path, tmp_path: Path) -> None:
    told = list[str]()
    wanted = Options(str(pipeline), (str(corpus(tmp_path, 4)),), str(tmp_path / "o.jsonl"), without_guesses=True)
    apply_model(wanted, io.BytesIO(), lambda _: None, told.append)
    assert told == []


def test_a_table_has_a_row_a_span_and_no_cell_is_a_formula(pipeline: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.jsonl"
    source.write_text('{"id": "=1+1", "text": "Ann Lee"}', "utf-8")
    applied(pipeline, source, tmp_path / "out.csv")
    heading, row = csv.reader((tmp_path / "out.csv").read_text("utf-8").splitlines())
    assert heading[:4] == ["id", "start", "end", "entity"]
    assert row[:4] == ["'=1+1", "0", "7", "Person"]


def test_only_what_was_asked_for_is_written(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 4)
    assert applied(pipeline, source, tmp_path / "a.jsonl", entities=("Town",)).spans == 2
    assert applied(pipeline, source, tmp_path / "b.jsonl", thresholds=(("Person", 1.1),)).spans == 2


def test_bad_records_are_counted_and_the_rest_is_done(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 9, bad=(1, 3, 4, 5, 8))
    done = applied(pipeline, source, tmp_path / "out", part_size=3)
    assert (done.tagged, done.refused, done.parts) == (4, 5, 3)
    assert list(done.reasons[0]) == ["corpus.jsonl:2", "this is not one JSON object"]
    with pytest.raises(WorkError, match=r"corpus\.jsonl:2: this is not one JSON object; nothing after it was read"):
        applied(pipeline, source, tmp_path / "strict", part_size=3, is_strict=True)


def test_several_processes_write_the_same(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 70)
    applied(pipeline, source, tmp_path / "one.jsonl")
    applied(pipeline, source, tmp_path / "two.jsonl", processes=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_an_empty_corpus_gives_an_empty_output(pipeline: Path, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").touch()
    assert applied(pipeline, tmp_path / "x.jsonl", tmp_path / "out.csv").tagged == 0
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("id,start,end")


_RUN = (
    "import io, sys; from core.services.corpus.apply import Options, apply_model\n"
    "apply_model(Options(sys.argv[1], (sys.argv[2],), sys.argv[3], part_size=int(sys.argv[4]) or None, "
    "part_ending='.jsonl.gz'), io.BytesIO(), lambda _: None)"
)


def run_in_process(pipeline: Path, source: Path, output: Path, part_size: int = 0, **environment: str) -> int:
    command = [sys.executable, "-c", _RUN, str(pipeline), str(source), str(output), str(part_size)]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def test_a_run_killed_at_any_change_to_the_disk_goes_on_and_writes_equal_bytes(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 20, bad=(7,))
    assert run_in_process(pipeline, source, tmp_path / "whole", 5) == 0
    kills = 0
    for change in (4, 9, 13):  # each run goes on where the one before it died
        status = run_in_process(pipeline, source, tmp_path / "killed", 5, **dying(change, tmp_path / "dying"))
        kills += status == -signal.SIGKILL
    assert kills >= 2
    assert run_in_process(pipeline, source, tmp_path / "killed", 5) == 0
    whole = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "killed").iterdir()} == whole
    assert len(whole) == 5


def test_a_run_killed_while_it_joins_its_parts_is_finished_by_the_next_one(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 3)
    assert run_in_process(pipeline, source, tmp_path / "whole.jsonl") == 0
    killed = tmp_path / "killed.jsonl"
    statuses = []
    for change in range(1, 40):
        statuses.append(run_in_process(pipeline, source, killed, 0, **dying(change, tmp_path / "dying")))
        if statuses[-1] == 0:
            break
        if killed.exists() and (tmp_path / ".killed.jsonl.parts" / "run.json").exists():
            assert run_in_process(pipeline, source, killed) == 0
            break
        shutil.rmtree(tmp_path / ".killed.jsonl.parts", ignore_errors=True)
    assert killed.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not (tmp_path / ".killed.jsonl.parts").exists()
    assert statuses[-1] == -signal.SIGKILL


def test_a_file_that_appears_during_a_run_is_left_alone_and_costs_no_work(pipeline: Path, tmp_path: Path) -> None:
    source, output = corpus(tmp_path, 3), tmp_path / "out.jsonl"
    applied(pipeline, source, tmp_path / "whole.jsonl")
    options = Options(str(pipeline), (str(source),), str(output))

    def appear(_: object) -> None:
        output.write_text("short", "utf-8")

    with pytest.raises(RequestError, match="has appeared during the run"):
        apply_model(options, io.BytesIO(), appear)
    with pytest.raises(RequestError, match="move it away, and the finished run takes its place"):
        apply_model(options, io.BytesIO(), appear)
    assert output.read_text("utf-8") == "short"
    output.unlink()
    apply_model(options, io.BytesIO(), appear)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_parquet_and_spacy_parts_hold_what_json_lines_hold(pipeline: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    from core.learning.pipeline.docbin import read

    source = corpus(tmp_path, 8)
    applied(pipeline, source, tmp_path / "out.parquet", with_text=True)
    applied(pipeline, source, tmp_path / "parts", part_size=5, part_ending=".spacy")
    rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    docs = [row for part in sorted((tmp_path / "parts").glob("*.spacy")) for row in read(part)]
    assert [row["text"] for row in rows] == [doc["text"] for doc in docs] == [TEXTS[n % 4] for n in range(8)]
    assert [[(s["start"], s["end"], s["entity"]) for s in row["spans"]] for row in rows] == [
        [tuple(span) for span in doc["spans"]] for doc in docs
    ]


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"output": "x.pdf"}, RequestError, "does not say how to write"),
        ({"output": "x.spacy"}, RequestError, "write it in parts"),
        ({"part_size": 0}, RequestError, "--part-size is a number of records"),
        ({"model": "nowhere"}, NotFoundError, "There is no model"),
        ({"model": "nowhere:m"}, AutotagError, "nowhere"),
        ({"inputs": ("nothing",)}, NotFoundError, "Nothing to read"),
    ],
)
def test_a_wrong_request_writes_nothing(
    pipeline: Path, tmp_path: Path, changes: dict[str, object], error: type, sentence: str
) -> None:
    given = {"model": str(pipeline), "inputs": (str(corpus(tmp_path, 2)),), "output": "out.jsonl", **changes}
    given["output"] = str(tmp_path / str(given["output"]))
    with pytest.raises(error, match=sentence):
        apply_model(Options(**given), io.BytesIO(), lambda _: None)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.jsonl"]


def test_an_output_that_exists_and_parts_of_another_run_are_left_alone(pipeline: Path, tmp_path: Path) -> None:
    source = corpus(tmp_path, 4)
    (tmp_path / "out.jsonl").write_text("mine", "utf-8")
    with pytest.raises(RequestError, match="exists already"):
        applied(pipeline, source, tmp_path / "out.jsonl")
    applied(pipeline, source, tmp_path / "parts", part_size=2)
    with pytest.raises(RequestError, match="parts of another run"):
        applied(pipeline, source, tmp_path / "parts", part_size=3)
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "mine"
