"""Cross-validation: predict files with models that have not seen them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from core.domain.models.metrics import Evaluation, evaluate, mismatches
from core.domain.models.model import FileMismatches, digest_of
from core.domain.text.spans import ScoredSpan, Span, SpanSet, best_apart
from core.learning.choosing.calibration import READING, UNCHANGED, Calibration, Outcome
from core.learning.choosing.thresholds import ScoredOutcome
from core.learning.finders.finder import Finder
from core.learning.finders.predictions import Prediction, in_context, with_guesses
from core.learning.finders.recipes import Fit, cuts_for
from core.learning.pipeline.tokenizer import TextTokens, TokenCuts
from core.learning.training.examples import Example
from core.learning.vocabulary.knowledge import Knowledge


@dataclass(frozen=True)
class HeldOutFile:
    """A file with the predictions of a model that had not seen it."""

    example: Example
    predictions: Sequence[Prediction]

    @classmethod
    def of(cls, example: Example, predictions: Sequence[Prediction]) -> Self:
        """Pair a file with its predictions, each aware of the others."""
        return cls(example, in_context(example.text, predictions))

    @property
    def outcomes(self) -> list[Outcome]:
        """Return the predictions that are known to be right or wrong, each with its outcome."""
        tagged = set(self.example.spans)
        spans = (
            (prediction, Span(prediction.start, prediction.end, prediction.entity)) for prediction in self.predictions
        )
        return [Outcome(prediction, span in tagged) for prediction, span in spans if self.example.settles(span)]

    def scored(self, calibration: Calibration) -> list[ScoredSpan]:
        """Return the predictions with their scores."""
        return [calibration.scored(prediction) for prediction in self.predictions]

    def reading(self, calibration: Calibration) -> list[ScoredSpan]:
        """Return the best reading of the known parts of the file."""
        return [span for span in self.apart(calibration) if span.score >= calibration.reading]

    def apart(self, calibration: Calibration) -> list[ScoredSpan]:
        """Return the best spans that do not overlap, whatever their scores, if they are known to be right or wrong."""
        return [span for span in best_apart(self.scored(calibration)) if self.example.settles(span)]


def judge(fit: Fit, training: Sequence[Example], testing: Iterable[Example]) -> list[HeldOutFile]:
    """Judge some files by a model learned from others; where there is nothing to learn, only guesses are found."""
    if not any(example.spans for example in training):
        knowledge = Knowledge.of(training, {})
        tokens = [(example, TextTokens.of(example.text, {})) for example in testing]
        return [HeldOutFile.of(each, with_guesses((), each.guesses or (), cut, knowledge)) for each, cut in tokens]
    cuts = cuts_for(training)
    return judge_with(fit(training, cuts), cuts, testing)


def judge_with(finder: Finder, cuts: TokenCuts, testing: Iterable[Example]) -> list[HeldOutFile]:
    """Judge files by a model that has not seen them."""
    return [
        HeldOutFile.of(example, finder.find(TextTokens.of(example.text, cuts), example.guesses)) for example in testing
    ]


def best_reading(judged: Sequence[HeldOutFile], calibration: Calibration) -> float:
    """Return the lowest score for the best reading: half the micro F1 that can be reached.

    Where scores are probabilities, that is the best there is (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of
    classifiers to maximize F1 measure", 2014). What is best on these very files follows chance, and is worse on others.
    """
    return round(micro_f1(judged, calibration) / 2, 3) or READING


def figures(judged: Iterable[HeldOutFile], calibration: Calibration) -> tuple[Evaluation, tuple[FileMismatches, ...]]:
    """Return the strict-span figures of the best readings, and the mistakes in each file."""
    total = Evaluation()
    details = []
    for file in judged:
        spans = [span.span for span in file.reading(calibration)]
        result, detail = compare(file.example, spans)
        total += result
        details.append(detail)
    return total, tuple(sorted(details, key=lambda detail: detail.name))


def compare(example: Example, spans: Sequence[Span]) -> tuple[Evaluation, FileMismatches]:
    """Return the figures of one file, and the mistakes in it."""
    result = evaluate(example.spans, spans)
    wrong = tuple(mismatches(example.spans, spans))
    expected = digest_of(example.text, example.spans)
    return result, FileMismatches(example.name, result.total.true_positives, wrong, expected)


def scored_outcomes(judged: Iterable[HeldOutFile], calibration: Calibration) -> list[ScoredOutcome]:
    """Return all that could be suggested in these files, to choose thresholds by."""
    return [scored for file in judged for scored in _suggested(file, calibration)]


def _suggested(file: HeldOutFile, calibration: Calibration) -> Iterator[ScoredOutcome]:
    tags = SpanSet(file.example.spans)
    met: set[Span] = set()  # a tag is put right once, whatever else lies near it
    for span in sorted(file.apart(calibration), key=lambda span: -span.score):
        open_tags = [tag for tag in tags.overlapping(*span.borders) if tag not in met]
        right = span.span in open_tags
        met.update([span.span] if right else open_tags[:1])
        yield ScoredOutcome(span.entity, span.score, right, near=not right and bool(open_tags))


def micro_f1(judged: Sequence[HeldOutFile], calibration: Calibration = UNCHANGED) -> float:
    """Return the highest micro F1 of best readings over the usual lowest scores."""
    expected = sum(len(file.example.spans) for file in judged)
    # Spans are chosen by falling score: those of a reading are the first of those chosen with no lowest score.
    found = [
        (span.score, span.span in tags)
        for file, tags in ((file, set(file.example.spans)) for file in judged)
        for span in file.apart(calibration)
    ]
    return max(_f1([right for score, right in found if score >= step / 20], expected) for step in range(1, 14))


def _f1(found: Sequence[bool], expected: int) -> float:
    """Return the F1 of spans found, each right or not."""
    return 2 * sum(found) / (len(found) + expected) if any(found) else 0.0
