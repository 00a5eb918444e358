"""How fast texts are tagged: `python -m benchmarks.throughput [--base PIPELINE]`.

Compares `Recognizer.predict` with a bare loop over `nlp.pipe` of the same pipeline, taking turns, and shows the median
of the ratios: the machine may be busy with other things. Also the memory that ten times the texts take.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import spacy

from benchmarks import data
from benchmarks.measuring.timing import seconds_of
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.learning.pipeline.recognizer import Recognizer
from core.learning.training.background import result_of
from core.learning.training.training import train

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="")
    options = parser.parse_args()
    data.require()
    training, texts = data.first(data.filings("train"), 20), [(e.name, e.text) for e in data.tweets("test")] * 5
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pipeline"
        spec = TrainingSpec("benchmark", base=options.base, split=Split(SplitKind.MANUAL), language="en")
        result_of(train(spec, training, data.filings("test"), folder))
        _compare(folder, texts)
        _memory(folder, texts)


def _compare(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    nlp, recognizer = spacy.load(folder), Recognizer.load(folder)

    def bare() -> None:
        for _ in nlp.pipe(text for _, text in texts):
            pass

    def predict(processes: int = 1) -> None:
        for _ in recognizer.predict(texts, processes=processes):
            pass

    bare()
    predict()
    seconds = [(seconds_of(bare), seconds_of(predict), seconds_of(lambda: predict(2))) for _ in range(ROUNDS)]
    print("way               texts/s  against nlp.pipe")
    for number, name in enumerate(("nlp.pipe", "predict", "predict, 2 processes")):
        speed = len(texts) / median(row[number] for row in seconds)
        ratio = median(row[0] / row[number] for row in seconds)
        print(f"{name:20} {speed:6.0f}  {ratio:.2f}")


def _memory(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    recognizer = Recognizer.load(folder)

    def numbered(times: int) -> Iterator[tuple[str, str]]:
        for turn in range(times):
            # New words every time: a vocabulary that only grows would show here.
            yield from ((name, f"{text} new{turn}x{number}") for number, (name, text) in enumerate(texts))

    for times in (1, 10):
        for _ in recognizer.predict(numbered(times)):
            pass
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory after {times * len(texts):5} texts: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
