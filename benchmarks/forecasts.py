"""Count how often the forecast for ten more files holds: `python -m benchmarks.forecasts [SET]... [--choices N]`.

From each set, some files are learned from; the forecast is that of the model's page. Then ten more files are learned
from too, and the F1 of that model on all files held back is compared with the forecast. The forecast holds if this F1
lies between its ends: an 80 % interval should hold in 8 of 10 cases.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from benchmarks import data
from core.domain.models.model import Forecast, Model, Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.learning.choosing.forecast import MORE
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train

SIZES = (10, 20, 40)


def _trained(training: Sequence[Example], testing: Sequence[Example], budget: float) -> Model:
    kind = SplitKind.MANUAL if testing else SplitKind.CROSS
    with tempfile.TemporaryDirectory() as folder:
        spec = TrainingSpec("benchmark", Recipe.FAST, "", Split(kind), "en", budget)
        return result_of(train(spec, training, testing, Path(folder) / "pipeline"))


def compare(examples: Sequence[Example], size: int, budget: float) -> tuple[Forecast, float, float]:
    """Return a forecast from the first files, the present F1 of cross-validation, and the F1 after ten more files."""
    before = _trained(examples[:size], [], budget)
    assert before.forecast, "the curve has two points"
    after = _trained(examples[: size + MORE], examples[size + MORE :], budget)
    return before.forecast, before.evaluation.total.f1, after.evaluation.total.f1


def main() -> None:
    """Print a row for each set and number of files, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="tickets, comments, filings, tweets; all otherwise")
    parser.add_argument("--choices", type=int, default=5, help="choices of files for each set and number of files")
    parser.add_argument("--budget", type=float, default=TrainingSpec("").budget, help="seconds for each training")
    options = parser.parse_args()
    data.require()
    sets = {
        "tickets": data.support_tickets(),
        "comments": data.short_comments(),
        "filings": [*data.filings("train"), *data.filings("test")],
        "tweets": [*data.tweets("train"), *data.tweets("test")],
    }
    print("| set | files | F1 now | F1 after ten more | forecast, mean | below | held | above |")
    print("|---|---:|---:|---:|---|---:|---:|---:|")
    all_held = tried = 0
    for name in options.sets or sets:
        examples = sets[name]
        for size in SIZES:
            cases = [
                compare(data.first(examples, len(examples), seed), size, options.budget)
                for seed in range(options.choices)
            ]
            below = sum(after < ahead.low for ahead, _, after in cases)
            above = sum(after > ahead.high for ahead, _, after in cases)
            held = len(cases) - below - above
            all_held, tried = all_held + held, tried + len(cases)
            low, high = (mean(getattr(ahead, end) for ahead, _, _ in cases) for end in ("low", "high"))
            now, after = mean(case[1] for case in cases), mean(case[2] for case in cases)
            row = f"| {name} | {size} | {now:.3f} | {after:.3f} | {low:.3f} to {high:.3f} "
            print(f"{row}| {below} | {held} | {above} |", flush=True)
    print(f"\nThe forecast held in {all_held} of {tried} cases.")


if __name__ == "__main__":
    main()
