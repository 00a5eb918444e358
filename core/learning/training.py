"""Training a model: choose, evaluate, calibrate, learn from all, write the pipeline.

Long work is a generator: whoever runs it sees each step's progress, and stops it by not asking for the next.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language

from core.domain.metrics import Evaluation
from core.domain.models import CurvePoint, FileMismatches, Model, Recipe
from core.domain.splits import SplitKind, folds
from core.domain.training import Progress, TrainingSpec
from core.errors import RequestError
from core.learning.calibration import Calibration, calibrate
from core.learning.components import CrfComponent, MatchesComponent, Prediction, SpanComponent, ner_prediction
from core.learning.examples import Example, count_tags
from core.learning.extras import Extras
from core.learning.features import FeatureSet
from core.learning.mentions import Mentions
from core.learning.neural import entities_of, fit_ner
from core.learning.recipes import Fit, fit_fast, fit_matches, splits_for
from core.learning.thresholds import choose_thresholds
from core.learning.validation import Judged, cross_validate, figures, judge, micro_f1, scored_outcomes

WIDE, NEAR = FeatureSet(wide=True), FeatureSet(wide=False)

_NER_FOLDS = 3
"""Folds for `spacy`, which takes a hundred times as long as the others."""

Steps = Generator[Progress, None, "Learned"]


class Learned:
    """What learning gave, before it is described as a `Model`.

    Attributes:
        judged: what was predicted for files that were not learned from.
        calibration: fitted to that.
        made_of: in words, what was chosen.
        curve: micro F1 by number of files.
    """

    def __init__(
        self, judged: list[Judged], calibration: Calibration, made_of: str, curve: Sequence[CurvePoint] = ()
    ) -> None:
        self.judged = judged
        self.calibration = calibration
        self.made_of = made_of
        self.curve = tuple(curve)


def train(
    spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path
) -> Generator[Progress, None, Model]:
    """Trains a model and writes its pipeline; the same files, specification and versions give the same model.

    Args:
        spec: what to do.
        training: files to learn from.
        testing: files to measure on; empty under cross-validation, where each file is measured by a model that
            has not seen it.
        folder: where to write the pipeline; it is made.

    Returns:
        What is known of the model.

    Raises:
        RequestError: there is nothing to learn from.
        WorkError: the base pipeline does not load.
    """
    if not any(example.spans for example in training):
        raise RequestError("There are no tags to learn from in the training set; tag some files and save them.")
    began = time.monotonic()
    make = _train_ner if spec.recipe is Recipe.SPACY else _train_spans
    learned = yield from make(spec, training, testing, folder)
    evaluation, details = figures(learned.judged, learned.calibration)
    measured = testing or training
    yield Progress("Writing the model", 0.99)
    return _model(spec, training, measured, learned, evaluation, details, time.monotonic() - began)


def _train_spans(spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path) -> Steps:
    """The recipes `fast` and `matches`."""
    deadline = time.monotonic() + spec.budget
    if spec.recipe is Recipe.MATCHES:
        candidates: list[tuple[str, Fit]] = [("strings tagged before", fit_matches)]
    else:
        candidates = [
            ("CRF with wide context, mentions tagged before", fit_fast(WIDE)),
            ("CRF with near context, mentions tagged before", fit_fast(NEAR)),
        ]
    made_of, fit, judged = yield from _choose(candidates, training, spec.split.seed, deadline)
    calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
    curve = yield from _curve(fit, training, judged, spec.split.seed, deadline)
    if testing:
        yield Progress("Measuring on the test set", 0.85)
        measured = judge(fit, training, testing)
    else:
        measured = judged
    yield Progress("Learning from all files", 0.9)
    splits = splits_for(training)
    finder = fit(training, splits)
    component: type[SpanComponent] = MatchesComponent if spec.recipe is Recipe.MATCHES else CrfComponent
    nlp = spacy.blank(spec.language, config={"nlp": {"tokenizer": _tokenizer_config(splits)}})
    name = "autotag_matches" if spec.recipe is Recipe.MATCHES else "autotag_crf"
    added = nlp.add_pipe(name)
    assert isinstance(added, component)
    added.finder, added.calibration = finder, calibration
    nlp.to_disk(folder)
    Extras(_thresholds(judged, calibration, training)).save(folder)
    return Learned(measured, calibration, made_of, curve)


def _choose(
    candidates: list[tuple[str, Fit]], examples: Sequence[Example], seed: int, deadline: float
) -> Generator[Progress, None, tuple[str, Fit, list[Judged]]]:
    """Cross-validates as many candidates as there is time for, the likeliest first; gives the best."""
    best: tuple[float, str, Fit, list[Judged]] | None = None
    for number, (name, fit) in enumerate(candidates):
        began = time.monotonic()
        steps = cross_validate(fit, examples, seed)
        try:
            while True:
                done, count = next(steps)
                share = (number + done / count) / len(candidates)
                yield Progress(f"Trying {name}: part {done} of {count}", 0.7 * share)
        except StopIteration as end:
            judged: list[Judged] = end.value
        figure = micro_f1(judged)
        if best is None or figure > best[0]:
            best = figure, name, fit, judged
        now = time.monotonic()
        if now + (now - began) > deadline:
            break
    assert best is not None, "there is at least one candidate"
    return best[1:]


def _curve(
    fit: Fit, examples: Sequence[Example], judged: list[Judged], seed: int, deadline: float
) -> Generator[Progress, None, list[CurvePoint]]:
    """The learning curve: the folds again with a quarter and a half of each one's training files, if time allows."""
    parts = folds([example.name for example in examples], seed)
    by_name = {example.name: example for example in examples}
    full = len(parts[0][0])
    points = []
    for count in (full // 4, full // 2):
        if count < 1 or time.monotonic() > deadline:
            break
        part: list[Judged] = []
        for training, testing in parts:
            subset = [by_name[name] for name in _spread(training, count)]
            part += judge(fit, subset, [by_name[name] for name in testing])
            yield Progress(f"Learning curve: {count} files", 0.75)
        points.append(CurvePoint(count, micro_f1(part)))
    return [*points, CurvePoint(full, micro_f1(judged))]


def _spread(names: Sequence[str], count: int) -> list[str]:
    """So many of the names, evenly spread."""
    return [names[index * len(names) // count] for index in range(count)]


def _train_ner(spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path) -> Steps:
    """The recipe `spacy`."""
    by_name = {example.name: example for example in training}
    if testing:
        parts = [(list(by_name), [example.name for example in testing])]
        by_name |= {example.name: example for example in testing}
    else:
        parts = folds(list(by_name), spec.split.seed, _NER_FOLDS)
    rounds = len(parts) + (not testing)
    judged: list[Judged] = []
    for number, (learn, measure) in enumerate(parts):
        steps = fit_ner([by_name[name] for name in learn], spec.base, spec.language, spec.split.seed)
        nlp = yield from _rounds(steps, number, rounds)
        mentions = Mentions.of([by_name[name] for name in learn], {})
        for name in measure:
            example = by_name[name]
            judged.append(Judged(example, _ner_predictions(nlp, example.text, mentions)))
    if not testing:
        steps = fit_ner(training, spec.base, spec.language, spec.split.seed)
        nlp = yield from _rounds(steps, rounds - 1, rounds)
    mentions = Mentions.of(training, {})
    calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
    nlp.to_disk(folder)
    Extras(_thresholds(judged, calibration, training), calibration, mentions).save(folder)
    start = f"the weights of {spec.base}" if spec.base else "nothing"
    return Learned(judged, calibration, f"spaCy ner, started from {start}")


def _rounds(steps: Generator[float, None, Language], number: int, rounds: int) -> Generator[Progress, None, Language]:
    """Passes a neural training's progress on, as that of one of several rounds."""
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            nlp: Language = end.value
            return nlp
        yield Progress(f"Training, round {number + 1} of {rounds}", 0.95 * (number + share) / rounds)


def _ner_predictions(nlp: Language, text: str, mentions: Mentions) -> list[Prediction]:
    return [ner_prediction(text, span, mentions) for span in entities_of(nlp(text))]


def _thresholds(judged: list[Judged], calibration: Calibration, training: Sequence[Example]) -> dict[str, float]:
    return choose_thresholds(scored_outcomes(judged, calibration), count_tags(training))


def _tokenizer_config(splits: dict[str, list[int]]) -> dict[str, object]:
    return {"@tokenizers": "autotag.FineTokenizer.v1", "splits": splits}


def _model(
    spec: TrainingSpec,
    training: Sequence[Example],
    measured: Sequence[Example],
    learned: Learned,
    evaluation: Evaluation,
    details: tuple[FileMismatches, ...],
    seconds: float,
) -> Model:
    cross = spec.split.kind is SplitKind.CROSS
    thresholds = _thresholds(learned.judged, learned.calibration, training)
    return Model(
        name=spec.model,
        recipe=spec.recipe,
        base=spec.base,
        made_of=learned.made_of,
        trained_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        seconds=round(seconds, 3),
        split=spec.split,
        training=tuple(example.name for example in training),
        testing=tuple(example.name for example in (training if cross else measured)),
        training_tags=count_tags(training),
        testing_tags=count_tags(measured),
        evaluation=evaluation,
        thresholds=thresholds,
        calibrated=learned.calibration.is_fitted,
        curve=learned.curve,
        details=details,
        versions={name: version(name) for name in ("spacy", "python-crfsuite")},
    )
