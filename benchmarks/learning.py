"""Measure how good models are: `python -m benchmarks.learning [TABLE]...`.

Tables: `forms` (loan agreements, five folds), `free` (tweets and filings, several sizes and bases), `scores`
(calibration and recall of suggestions) and `parts` (a combination against each of its parts, on short texts). A base is
the name or the folder of a spaCy pipeline, or `encoder:FOLDER`: give `--base NAME` any number of times; without, only
"no base" is measured. `--files N` measures `free` with N files only.
`--ner` measures spaCy's `ner`, trained on the same files from the same base, in the same run.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data
from core.domain.models.metrics import Evaluation, evaluate
from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.spans import ScoredSpan, best_apart
from core.learning.crf.field_settings import FieldSettings
from core.learning.encoders.states import InMemory
from core.learning.finders.finder import CrfFinder
from core.learning.finders.neural import entities_of, train_ner
from core.learning.finders.recipes import cuts_for, fit_field, fit_together
from core.learning.pipeline.bases import open_base, read_all
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train

SIZES = (10, 40, 100)

SHORT = TrainingSpec("").budget
"""The default budget in seconds."""

LONG = 60.0
"""Seconds of budget with which everything is tried on the short texts."""

_BINS = 10

_KEPT = InMemory()
"""States of encoders, so that no text is read twice."""


@dataclass(frozen=True)
class Measured:
    """A recipe on one set.

    Attributes:
        evaluation: of the best reading of the test files.
        suggestions: what is suggested at the default thresholds, each with whether it is right.
        recall: share of the test files' tags that are suggested exactly.
        seconds: time for training, with choosing and evaluating.
        made_of: what the training chose.
        alone: seconds for learning the chosen fields, without choosing and evaluating.
    """

    evaluation: Evaluation
    suggestions: Sequence[tuple[ScoredSpan, bool]]
    recall: float
    seconds: float
    made_of: str
    alone: float

    @property
    def f1(self) -> float:
        return self.evaluation.total.f1


def measure(
    recipe: Recipe,
    base: str,
    training: Sequence[Example],
    testing: Sequence[Example],
    budget: float = SHORT,
) -> Measured:
    """Train on some files and measure on others."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pipeline"
        began = time.perf_counter()
        spec = TrainingSpec("benchmark", recipe, base, Split(SplitKind.MANUAL), "en", budget)
        model = result_of(train(spec, training, testing, folder, kept=_KEPT))
        seconds = time.perf_counter() - began
        alone = _seconds_alone(spec, folder, training)
        predicted = dict(
            Recognizer.load(folder, Encoding(_KEPT)).predict((example.name, example.text) for example in testing)
        )
    gold = {example.name: set(example.spans) for example in testing}
    shown = [(span, span.span in gold[name]) for name, spans in predicted.items() for span in best_apart(spans)]
    recall = sum(right for _, right in shown) / sum(map(len, gold.values()))
    return Measured(model.evaluation, shown, recall, seconds, model.made_of, alone)


def _seconds_alone(spec: TrainingSpec, folder: Path, training: Sequence[Example]) -> float:
    """Time learning the chosen fields, with the base reading the texts, but without choosing."""
    if not (chosen := folder / "autotag_crf").is_dir():
        return float("nan")
    settings = [FieldSettings(field.features, field.crf.scheme) for field in CrfFinder.load(chosen).fields]
    reading = open_base(spec, _KEPT)
    cuts = cuts_for(training)
    began = time.perf_counter()
    if reading:
        result_of(read_all(reading, [example.text for example in training], []))
    fit_together([fit_field(each, reading) for each in settings])(training, cuts)
    return time.perf_counter() - began


def measure_ner(base: str, training: Sequence[Example], testing: Sequence[Example]) -> tuple[float, float]:
    """Return the micro F1 and the seconds of spaCy's `ner` alone."""
    began = time.perf_counter()
    nlp = result_of(train_ner(training, base, "en", 0))
    seconds = time.perf_counter() - began
    # A base still finds what it was trained for, such as dates; these do not count against it.
    asked = {span.entity for example in training for span in example.spans}
    docs = nlp.pipe(example.text for example in testing)
    found = (
        evaluate(example.spans, [span for span in entities_of(doc) if span.entity in asked])
        for example, doc in zip(testing, docs, strict=True)
    )
    return sum(found, Evaluation()).total.f1, seconds


def calibration_error(suggestions: Sequence[tuple[ScoredSpan, bool]]) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini et al., 2015)."""
    error = 0.0
    for number in range(_BINS):
        part = [(span.score, right) for span, right in suggestions if min(int(span.score * _BINS), _BINS - 1) == number]
        error += abs(sum(score for score, _ in part) - sum(right for _, right in part))
    return error / max(len(suggestions), 1)


def error_by_chance(suggestions: Sequence[tuple[ScoredSpan, bool]], draws: int = 100) -> float:
    """Return the mean calibration error that perfect scores would have on so few suggestions."""
    rng = random.Random(0)
    drawn = ([(span, rng.random() < span.score) for span, _ in suggestions] for _ in range(draws))
    return sum(map(calibration_error, drawn)) / draws


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


def free(bases: Sequence[str], with_ner: bool, sizes: Sequence[int] = SIZES) -> None:
    """Measure tweets and filings in several sizes, with and without bases."""
    print("set      files  base                  fast F1  P     R     seconds  alone  ner F1  seconds  made of")
    for name, read in (("filings", data.filings), ("tweets", data.tweets)):
        testing = read("test")
        for size in sizes:
            training = data.first(read("train"), size)
            for base in ("", *bases):
                got = measure(Recipe.FAST, base, training, testing)
                total = got.evaluation.total
                row = f"{name:8} {size:5}  {Path(base).name[:20] or 'none':20}  {got.f1:.3f}    "
                row += f"{total.precision:.2f}  {total.recall:.2f}  {got.seconds:6.1f}  {got.alone:5.1f}"
                ner = measure_ner(base, training, testing) if with_ner else None
                row += f"   {ner[0]:.3f}   {ner[1]:6.1f}" if ner else " " * 19
                print(f"{row}  {got.made_of}", flush=True)


def scores(bases: Sequence[str]) -> None:
    """Calibration of what is suggested at the default thresholds, and its recall, after 40 files."""
    print("set      base                  ECE    by chance  AUROC  suggested  precision  recall")
    for name, read in (("filings", data.filings), ("tweets", data.tweets)):
        for base in ("", *bases):
            got = measure(Recipe.FAST, base, data.first(read("train"), 40), read("test"))
            shown = got.suggestions
            precision = sum(right for _, right in shown) / max(len(shown), 1)
            print(
                f"{name:8} {Path(base).name[:20] or 'none':20}  {calibration_error(shown):.3f}  "
                f"{error_by_chance(shown):9.3f}  {separation(shown):.3f}  {len(shown):9}  {precision:9.2f}  "
                f"{got.recall:.2f}",
                flush=True,
            )


def parts(bases: Sequence[str], seeds: int = 3) -> None:
    """Short texts: means over several choices of files to learn from; the rest is measured."""
    print("set       files  base                  matches  field  ner    combined  seconds  made of")
    for name, examples in (("tickets", data.support_tickets()), ("comments", data.short_comments())):
        for size in (20, 50):
            for base in ("", *bases):
                rows = []
                for seed in range(seeds):
                    shuffled = data.first(examples, len(examples), seed)
                    training, testing = shuffled[:size], shuffled[size:]
                    matches = measure(Recipe.MATCHES, "", training, testing).f1
                    field = measure(Recipe.FAST, base, training, testing).f1
                    ner, _ = measure_ner(base, training, testing)
                    combined = measure(Recipe.FAST, base, training, testing, LONG)
                    rows.append((matches, field, ner, combined.f1, combined.seconds))
                    made_of = combined.made_of
                means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
                print(
                    f"{name:9} {size:5}  {Path(base).name[:20] or 'none':20}  {means[0]:.3f}    {means[1]:.3f}  "
                    f"{means[2]:.3f}  {means[3]:.3f}     {means[4]:6.1f}   {made_of}",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", choices=[[], "forms", "free", "scores", "parts"], default=[])
    parser.add_argument("--base", action="append", default=[])
    parser.add_argument("--ner", action="store_true")
    parser.add_argument("--files", type=int, action="append", default=[])
    options = parser.parse_args()
    data.require()
    wanted = options.tables or ["forms", "free", "scores", "parts"]
    if "forms" in wanted:
        forms()
    if "free" in wanted:
        free(options.base, options.ner, options.files or SIZES)
    if "scores" in wanted:
        scores(options.base)
    if "parts" in wanted:
        parts(options.base)


if __name__ == "__main__":
    main()
