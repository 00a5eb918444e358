"""Cross-validation: what a recipe says of files that it has not seen."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

from core.domain.metrics import Evaluation, evaluate, mismatches
from core.domain.models import FileMismatches
from core.domain.spans import ScoredSpan, Span, best_apart
from core.domain.splits import folds
from core.learning.calibration import Calibration, Outcome
from core.learning.components import READING, Prediction
from core.learning.examples import Example
from core.learning.recipes import Fit, splits_for
from core.learning.thresholds import Scored
from core.learning.tokenizer import TextTokens


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
        return best_apart(span for span in self.scored(calibration) if span.score >= READING)


def cross_validate(fit: Fit, examples: Sequence[Example], seed: int) -> Generator[tuple[int, int], None, list[Judged]]:
    """Judges every file by a model learned from others; yields (folds done, folds) after each."""
    by_name = {example.name: example for example in examples}
    parts = folds(list(by_name), seed)
    judged: list[Judged] = []
    for number, (training, testing) in enumerate(parts, start=1):
        judged += judge(fit, [by_name[name] for name in training], [by_name[name] for name in testing])
        yield number, len(parts)
    return judged


def judge(fit: Fit, training: Sequence[Example], testing: Iterable[Example]) -> list[Judged]:
    """Judges some files by a model learned from others."""
    splits = splits_for(training)
    finder = fit(training, splits)
    return [Judged(example, finder.find(TextTokens.of(example.text, splits))) for example in testing]


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


def micro_f1(judged: Iterable[Judged]) -> float:
    """Micro F1 of the best readings, by the model's own probabilities."""
    return figures(judged, Calibration((0.0, 1.0, 0.0, 0.0)))[0].total.f1
