"""How good models are, in tables: `python -m benchmarks.learning [TABLE]...`.

Tables: `forms` (loan agreements, five folds), `free` (tweets and filings, several sizes and bases) and `scores`
(calibration and recall of suggestions). A base is the name or the folder of a spaCy pipeline: give
`--base NAME` any number of times; without, only "no base" is measured. `--ner` measures spaCy's `ner`, trained on the
same files from the same base, in the same run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data
from core.domain.metrics import Evaluation, evaluate
from core.domain.models import Model, Recipe
from core.domain.spans import ScoredSpan
from core.domain.splits import Split, SplitKind
from core.domain.training import TrainingSpec
from core.learning.background import result_of
from core.learning.examples import Example
from core.learning.neural import entities_of, train_ner
from core.learning.prediction import Recognizer
from core.learning.training import train

SIZES = (10, 40, 100)
_BINS = 10


@dataclass(frozen=True)
class Measured:
    """A recipe on one set.

    Attributes:
        evaluation: of the best reading of the test files.
        suggestions: what is suggested at the default thresholds, each with whether it is right.
        recall: share of the test files' tags that are suggested exactly.
        seconds: training took, choosing and evaluating included.
        made_of: what the training chose.
    """

    evaluation: Evaluation
    suggestions: Sequence[tuple[ScoredSpan, bool]]
    recall: float
    seconds: float
    made_of: str

    @property
    def f1(self) -> float:
        return self.evaluation.total.f1


def measure(recipe: Recipe, base: str, training: Sequence[Example], testing: Sequence[Example]) -> Measured:
    """Trains on some files and measures on others."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pipeline"
        began = time.perf_counter()
        spec = TrainingSpec("benchmark", recipe, base, Split(SplitKind.MANUAL), "en")
        model = train_to_end(spec, training, testing, folder)
        seconds = time.perf_counter() - began
        predicted = dict(Recognizer.load(folder).predict((example.name, example.text) for example in testing))
    gold = {example.name: set(example.spans) for example in testing}
    shown = [(span, span.span in gold[name]) for name, spans in predicted.items() for span in spans]
    recall = sum(right for _, right in shown) / sum(map(len, gold.values()))
    return Measured(model.evaluation, shown, recall, seconds, model.made_of)


def measure_ner(base: str, training: Sequence[Example], testing: Sequence[Example]) -> tuple[float, float]:
    """Micro F1 and seconds of spaCy's `ner` alone."""
    began = time.perf_counter()
    nlp = result_of(train_ner(training, base, "en", 0))
    seconds = time.perf_counter() - began
    # A base goes on seeing what it was made for, such as dates; that is not held against it.
    asked = {span.entity for example in training for span in example.spans}
    docs = nlp.pipe(example.text for example in testing)
    found = (
        evaluate(example.spans, [span for span in entities_of(doc) if span.entity in asked])
        for example, doc in zip(testing, docs, strict=True)
    )
    return sum(found, Evaluation()).total.f1, seconds


def calibration_error(suggestions: Sequence[tuple[ScoredSpan, bool]]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al., 2015)."""
    error = 0.0
    for number in range(_BINS):
        part = [(span.score, right) for span, right in suggestions if min(int(span.score * _BINS), _BINS - 1) == number]
        error += abs(sum(score for score, _ in part) - sum(right for _, right in part))
    return error / max(len(suggestions), 1)


def separation(suggestions: Sequence[tuple[ScoredSpan, bool]]) -> float:
    """AUROC: the probability that a right suggestion has a higher score than a wrong one; ties count half."""
    right = [span.score for span, is_right in suggestions if is_right]
    wrong = [span.score for span, is_right in suggestions if not is_right]
    won = sum((high > low) + 0.5 * (high == low) for high in right for low in wrong)
    return won / (len(right) * len(wrong)) if right and wrong else float("nan")


def forms() -> None:
    """Loan agreements: file number modulo five is the fold."""
    examples = data.loan_agreements()
    print("loan agreements, five folds of 16 and 4 files, no base\nrecipe     F1    seconds a fold")
    for recipe in (Recipe.FAST, Recipe.MATCHES):
        total, seconds = Evaluation(), 0.0
        for fold in range(5):
            testing = [example for example in examples if int(Path(example.name).stem) % 5 == fold]
            got = measure(recipe, "", [example for example in examples if example not in testing], testing)
            total, seconds = total + got.evaluation, seconds + got.seconds
        print(f"{recipe:9}  {total.total.f1:.3f}  {seconds / 5:5.1f}", flush=True)


def free(bases: Sequence[str], with_ner: bool) -> None:
    """Tweets and filings: several sizes, with and without bases."""
    print("set      files  base                  fast F1  P     R     seconds  ner F1  seconds  made of")
    for name, read in (("filings", data.filings), ("tweets", data.tweets)):
        testing = read("test")
        for size in SIZES:
            training = data.first(read("train"), size)
            for base in ("", *bases):
                got = measure(Recipe.FAST, base, training, testing)
                total = got.evaluation.total
                row = f"{name:8} {size:5}  {Path(base).name[:20] or 'none':20}  {got.f1:.3f}    "
                row += f"{total.precision:.2f}  {total.recall:.2f}  {got.seconds:6.1f}"
                ner = measure_ner(base, training, testing) if with_ner else None
                row += f"   {ner[0]:.3f}   {ner[1]:6.1f}" if ner else " " * 19
                print(f"{row}  {got.made_of}", flush=True)


def scores(bases: Sequence[str]) -> None:
    """Calibration of what is suggested at the default thresholds, and its recall, after 40 files."""
    print("set      base                  ECE    AUROC  suggested  precision  recall")
    for name, read in (("filings", data.filings), ("tweets", data.tweets)):
        for base in ("", *bases):
            got = measure(Recipe.FAST, base, data.first(read("train"), 40), read("test"))
            right = sum(right for _, right in got.suggestions)
            print(
                f"{name:8} {Path(base).name[:20] or 'none':20}  {calibration_error(got.suggestions):.3f}  "
                f"{separation(got.suggestions):.3f}  {len(got.suggestions):9}  "
                f"{right / max(len(got.suggestions), 1):9.2f}  {got.recall:.2f}",
                flush=True,
            )


def train_to_end(spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path) -> Model:
    """Runs a training without looking at its progress."""
    steps = train(spec, training, testing, folder)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            model: Model = end.value
            return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", choices=[[], "forms", "free", "scores"], default=[])
    parser.add_argument("--base", action="append", default=[])
    parser.add_argument("--ner", action="store_true")
    options = parser.parse_args()
    data.require()
    wanted = options.tables or ["forms", "free", "scores"]
    if "forms" in wanted:
        forms()
    if "free" in wanted:
        free(options.base, options.ner)
    if "scores" in wanted:
        scores(options.base)


if __name__ == "__main__":
    main()
