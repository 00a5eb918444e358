"""Cross-validation: what a recipe says of files that it has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.domain.metrics import Evaluation, evaluate, mismatches
from core.domain.models import FileMismatches
from core.domain.spans import ScoredSpan, Span, best_apart
from core.learning.calibration import AS_IS, READING, Calibration, Outcome
from core.learning.components import Finder, Prediction
from core.learning.examples import Example
from core.learning.recipes import Fit, splits_for
from core.learning.thresholds import Scored
from core.learning.tokenizer import Splits, TextTokens


@dataclass(frozen=True)
class Judged:
    """A file with what was predicted for it by a model that had not seen it."""

    example: Example
    predictions: Sequence[Prediction]

    @property
    def outcomes(self) -> list[Outcome]:
        """Every prediction, and whether it was right."""
        tagged = set(self.example.spans)
        return [
            Outcome(p.entity, p.probability, p.seen, Span(p.start, p.end, p.entity) in tagged) for p in self.predictions
        ]

    def scored(self, calibration: Calibration) -> list[ScoredSpan]:
        """The predictions with their scores."""
        return [
            ScoredSpan(p.start, p.end, p.entity, calibration.score(p.probability, p.seen)) for p in self.predictions
        ]

    def reading(self, calibration: Calibration) -> list[ScoredSpan]:
        """The best reading of the file."""
        return best_apart(span for span in self.scored(calibration) if span.score >= calibration.reading)


def judge(fit: Fit, training: Sequence[Example], testing: Iterable[Example]) -> list[Judged]:
    """Judges some files by a model learned from others."""
    splits = splits_for(training)
    return judge_with(fit(training, splits), splits, testing)


def judge_with(finder: Finder, splits: Splits, testing: Iterable[Example]) -> list[Judged]:
    """Judges some files by a model that has not seen them."""
    return [Judged(example, finder.find(TextTokens.of(example.text, splits))) for example in testing]


def best_reading(judged: Sequence[Judged], calibration: Calibration) -> float:
    """The lowest score for the best reading with which micro F1 is highest; the usual one if it makes no difference.

    Where a model is good that is near a half, and lower the worse it is: the best is half the F1 that can be reached
    (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014).
    """
    candidates = sorted({READING, *(step / 20 for step in range(1, 13))}, key=lambda value: abs(value - READING))
    return max(candidates, key=lambda value: _f1(judged, replace(calibration, reading=value)))


def figures(judged: Iterable[Judged], calibration: Calibration) -> tuple[Evaluation, tuple[FileMismatches, ...]]:
    """Strict-span figures of the best readings, and what went wrong file by file."""
    total = Evaluation()
    details = []
    for file in judged:
        spans = [span.span for span in file.reading(calibration)]
        result, detail = compare(file.example, spans)
        total += result
        details.append(detail)
    return total, tuple(sorted(details, key=lambda detail: detail.name))


def compare(example: Example, spans: Sequence[Span]) -> tuple[Evaluation, FileMismatches]:
    """Figures of one file, and what went wrong in it."""
    result = evaluate(example.spans, spans)
    wrong = tuple(mismatches(example.spans, spans))
    return result, FileMismatches(example.name, result.total.true_positives, wrong)


def scored_outcomes(judged: Iterable[Judged], calibration: Calibration) -> list[Scored]:
    """Calibrated predictions and whether they were right, for choosing thresholds."""
    return [
        Scored(outcome.entity, calibration.score(outcome.probability, outcome.seen), outcome.right)
        for file in judged
        for outcome in file.outcomes
    ]


def micro_f1(judged: Sequence[Judged]) -> float:
    """Micro F1 of the best readings, by the model's own probabilities and the threshold that suits them."""
    calibration = Calibration(AS_IS)
    return _f1(judged, replace(calibration, reading=best_reading(judged, calibration)))


def _f1(judged: Iterable[Judged], calibration: Calibration) -> float:
    expected = predicted = right = 0
    for file in judged:
        reading, tagged = file.reading(calibration), set(file.example.spans)
        expected += len(tagged)
        predicted += len(reading)
        right += sum(span.span in tagged for span in reading)
    return 2 * right / (expected + predicted) if right else 0.0
