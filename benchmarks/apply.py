"""How fast a corpus is tagged: `python -m benchmarks.apply [--megabytes 20] [--texts 1000000]`.

Compares `autotag apply` on JSON Lines with a bare loop over `nlp.pipe` of the same pipeline, taking turns, with one
process and with two; then the memory that a hundred times as many short texts take.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.timing import seconds_of
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.learning.training.background import result_of
from core.learning.training.training import train

_ROUNDS = 3
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
    options = parser.parse_args()
    data.require()
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        model = folder / "pipeline"
        spec = TrainingSpec("benchmark", split=Split(SplitKind.MANUAL), language="en")
        result_of(train(spec, data.first(data.filings("train"), 20), data.filings("test"), model))
        _speed(folder, model, options.megabytes)
        _memory(folder, model, options.texts)


def _speed(folder: Path, model: Path, megabytes: int) -> None:
    texts = [example.text for example in data.filings("test")]
    corpus = folder / "corpus.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        while file.tell() < megabytes * 1_000_000:
            for text in texts:
                file.write(json.dumps({"text": text}) + "\n")

    def bare() -> None:
        subprocess.run([sys.executable, "-c", _BARE, str(model), str(corpus)], check=True)

    def applied(processes: int) -> None:
        _apply(model, corpus, folder / "out.jsonl", "--processes", str(processes))

    seconds = [
        (seconds_of(bare), seconds_of(lambda: applied(1)), seconds_of(lambda: applied(2))) for _ in range(_ROUNDS)
    ]
    for number, name in enumerate(("bare nlp.pipe", "apply, 1 process", "apply, 2 processes")):
        ratio = median(row[0] / row[number] for row in seconds)
        print(f"{name:20} {median(row[number] for row in seconds):7.1f} s  {ratio:.2f}")


def _memory(folder: Path, model: Path, count: int) -> None:
    for texts in (count // 100, count):
        corpus = folder / "short.jsonl"
        with corpus.open("w", encoding="utf-8") as file:
            for number in range(texts):
                file.write(json.dumps({"text": f"Loan {number} to Ann Lee."}) + "\n")
        peak = _apply(model, corpus, folder / "out.jsonl", "--processes", "1")
        print(f"peak memory of {texts:9,} texts: {peak / 1024:.0f} MiB")


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
