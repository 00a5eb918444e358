"""How fast a corpus is tagged: `python -m benchmarks.apply [--megabytes 20] [--texts 1000000] [--rounds 3]`.

Compares `autotag apply` on JSON Lines with a bare loop over `nlp.pipe` of the same pipeline, taking turns, with one
process and with two, and on a Dask cluster of one and of two workers on loopback; then the memory that a hundred times
as many short texts take, and the share of the time that Parquet takes. `--megabytes 1 --texts 1000 --rounds 1` is
quick.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.measuring.timing import seconds_of
from core.corpus.inputs import find_inputs, open_input
from core.corpus.reading import Fields, read_records
from core.corpus.records import Record, TaggedRecord
from core.corpus.writing import open_writer
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.learning.training.background import result_of
from core.learning.training.training import train

_BARE = """
import json, sys, spacy
nlp = spacy.load(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as lines:
    for doc in nlp.pipe(json.loads(line)["text"] for line in lines):
        pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=20, help="size of the corpus for speed")
    parser.add_argument("--texts", type=int, default=100_000, help="short texts for memory")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of speed; the median counts")
    options = parser.parse_args()
    data.require()
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        model = folder / "pipeline"
        spec = TrainingSpec("benchmark", split=Split(SplitKind.MANUAL), language="en")
        result_of(train(spec, data.first(data.filings("train"), 20), data.filings("test"), model))
        _speed(folder, model, options.megabytes, options.rounds)
        _memory(folder, model, options.texts)
        _parquet(folder, model, options.texts)


def _speed(folder: Path, model: Path, megabytes: int, rounds: int) -> None:
    texts = [example.text for example in data.filings("test")]
    corpus = folder / "corpus.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        while file.tell() < megabytes * 1_000_000:
            for text in texts:
                file.write(json.dumps({"text": text}) + "\n")

    def bare() -> None:
        subprocess.run([sys.executable, "-c", _BARE, str(model), str(corpus)], check=True)

    def applied(*options: str) -> Callable[[], object]:
        return lambda: _apply(model, corpus, folder / "out.jsonl", *options)

    ways: dict[str, Callable[[], object]] = {
        "bare nlp.pipe": bare,
        "apply, 1 process": applied("--processes", "1"),
        "apply, 2 processes": applied("--processes", "2"),
        "apply, Dask, 1 worker": applied("--engine", "dask", "--workers", "1"),
        "apply, Dask, 2 workers": applied("--engine", "dask", "--workers", "2"),
    }
    seconds = [{name: seconds_of(way) for name, way in ways.items()} for _ in range(rounds)]
    print(f"{'':24} seconds  of the bare loop's speed")
    for name in ways:
        ratio = median(row["bare nlp.pipe"] / row[name] for row in seconds)
        print(f"{name:24} {median(row[name] for row in seconds):7.1f}  {ratio:.2f}")


def _memory(folder: Path, model: Path, count: int) -> None:
    for texts in (count // 100, count):
        corpus = folder / "short.jsonl"
        with corpus.open("w", encoding="utf-8") as file:
            for number in range(texts):
                file.write(json.dumps({"text": f"Loan {number} to Ann Lee."}) + "\n")
        peak = _apply(model, corpus, folder / "out.jsonl", "--processes", "1")
        print(f"peak memory of {texts:9,} texts: {peak / 1024:.0f} MiB")


def _parquet(folder: Path, model: Path, count: int) -> None:
    """Compare reading and writing Parquet, without a model, with the whole run."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    texts = [f"Loan {number} to Ann Lee." for number in range(count)]
    corpus = folder / "short.parquet"
    parquet.write_table(arrow.table({"id": list(map(str, range(count))), "text": texts}), corpus)

    def copied() -> None:
        [source] = find_inputs([str(corpus)])
        about = {"model": "m", "digest": "d"}
        with open_input(source) as (content, _), (folder / "copy.parquet").open("wb") as target:
            records = iter(read_records(source, content, Fields()))
            with open_writer(target, ".parquet", about) as writer:
                while batch := [TaggedRecord(each, ()) for each in islice(records, 256) if isinstance(each, Record)]:
                    writer.write(batch)

    alone = seconds_of(copied)
    whole = seconds_of(lambda: _apply(model, corpus, folder / "out.parquet", "--processes", "1"))
    print(f"Parquet in and out, {count:,} rows: {alone:.1f} s of {whole:.1f} s, {alone / whole:.1%}")


def _apply(model: Path, corpus: Path, output: Path, *options: str) -> int:
    """Run the command, and return its peak memory in KiB."""
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tui.cli", "apply", str(model), str(corpus), "--output", str(output), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss


if __name__ == "__main__":
    main()
