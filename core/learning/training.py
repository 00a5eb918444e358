"""Training a model: choose, evaluate, calibrate, learn from all, write the pipeline.

Long work is a generator: whoever runs it sees each step's progress, and stops it by not asking for the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language

from core.domain.metrics import Evaluation
from core.domain.models import CurvePoint, FileMismatches, Model, Recipe
from core.domain.splits import SplitKind, folds
from core.domain.training import Progress, TrainingSpec
from core.errors import RequestError
from core.learning.background import run_all
from core.learning.base import Base
from core.learning.calibration import Calibration, calibrate
from core.learning.choosing import FEW_FOLDS, Candidate, affordable, choose
from core.learning.combined import CombinedFinder
from core.learning.components import SpanComponent
from core.learning.curve import Curve
from core.learning.examples import Example, count_tags
from core.learning.extras import Extras
from core.learning.features import FeatureSet
from core.learning.finders import CrfFinder, Finder, MatchesFinder
from core.learning.lexicons import lexicons
from core.learning.mentions import Mentions
from core.learning.ner import NerFinder
from core.learning.neural import lost_tags, train_ner
from core.learning.recipes import Fit, fit_fields, fit_matches, fit_ner, fit_together, splits_for
from core.learning.thresholds import choose_thresholds
from core.learning.tokenizer import Splits
from core.learning.validation import Judged, best_reading, figures, judge_with, scored_outcomes

WIDE, NEAR = FeatureSet(wide=True), FeatureSet(wide=False)
WIDE_DENSE, NEAR_DENSE = FeatureSet(wide=True, vectors=True), FeatureSet(wide=False, vectors=True)

NER_SECONDS_A_CHARACTER, NER_SECONDS = 5e-4, 2.0
"""As `SECONDS_A_CHARACTER`, for spaCy's `ner`, and what each of its trainings takes besides."""

_COMPONENTS: dict[type[Finder], str] = {
    CrfFinder: "autotag_crf",
    CombinedFinder: "autotag_combined",
    MatchesFinder: "autotag_matches",
}
"""Names of the components that use a finder."""

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
    # With a test set the folds serve for choosing and calibrating alone, and part of the files may do.
    files = affordable(training, spec.budget) if testing else training
    lexicons()  # read here once, for all the processes that learn
    base = Base.load(spec.base, remember=True) if spec.base and spec.recipe is Recipe.FAST else None
    yield from _read_with(base, [*training, *testing])
    candidates, others = _candidates(spec, base), _others(spec)
    combine = partial(_combined, base=base)
    chosen = yield from choose(candidates, others, files, spec.split.seed, spec.budget, combine)
    calibration = _calibrated(chosen.judged)
    splits = splits_for(training)
    parts = [] if testing else folds([example.name for example in training], spec.split.seed, FEW_FOLDS)
    curve = Curve(training, testing, parts) if chosen.is_quick else None
    finder, judged = yield from _learn(chosen.fit, training, splits, curve, base)
    measured = judge_with(finder, splits, testing) if testing else list(chosen.judged)
    _write(spec, finder, splits, calibration, folder)
    Extras(_thresholds(chosen.judged, calibration, training)).save(folder)
    return Learned(measured, calibration, chosen.name, curve.points(judged, measured) if curve else ())


def _read_with(base: Base | None, examples: Sequence[Example]) -> Generator[Progress, None, None]:
    """Lets the base read every text once, in this thread: spaCy's pipelines are not for several at once."""
    for number, example in enumerate(examples if base else ()):
        assert base is not None
        base.read(example.text, ())
        yield Progress(f"Reading text {number + 1} of {len(examples)} with the base", 0.0)


def _learn(
    fit: Fit, training: Sequence[Example], splits: Splits, curve: Curve | None, base: Base | None
) -> Generator[Progress, None, tuple[Finder, list[list[Judged]]]]:
    """Learns from all files and, beside that, what the learning curve needs."""
    steps: list[Callable[[], Finder | list[Judged]]] = [
        partial(_fit_without_base, fit, training, splits),
        *(curve.steps(fit) if curve else ()),
    ]
    waiting = run_all(steps)
    while True:
        try:
            done = next(waiting)
        except StopIteration as stop:
            finder, *judged = stop.value
            _set_base(finder, base)
            return finder, judged
        yield Progress("Learning from all files", 0.7 + 0.25 * done / len(steps))


def _fit_without_base(fit: Fit, training: Sequence[Example], splits: Splits) -> Finder:
    """A base stays in the process that it was loaded in."""
    finder = fit(training, splits)
    _set_base(finder, None)
    return finder


def _set_base(finder: Finder, base: Base | None) -> None:
    for part in finder.parts if isinstance(finder, CombinedFinder) else [finder]:
        if isinstance(part, CrfFinder):
            part.base = base


def _candidates(spec: TrainingSpec, base: Base | None) -> list[Candidate]:
    """What to try, the most promising first."""
    if spec.recipe is Recipe.MATCHES:
        return [Candidate("strings tagged before", fit_matches)]
    views = {"CRF with wide context": WIDE, "CRF with near context": NEAR}
    if base:
        name = Path(spec.base).name
        views = {
            f"CRF with wide context and the vectors of {name}": WIDE_DENSE,
            f"CRF with near context and the vectors of {name}": NEAR_DENSE,
            f"CRF with wide context and the entities of {name}": WIDE,
        }
    return [Candidate(name, fit_fields([view], base), [view]) for name, view in views.items()]


def _others(spec: TrainingSpec) -> list[Candidate]:
    """What may stand beside a field: it takes long, or knows little by itself."""
    if spec.recipe is Recipe.MATCHES:
        return []
    start = f" started from {Path(spec.base).name}" if spec.base else ""
    ner = fit_ner(spec.base, spec.language, spec.split.seed)
    return [
        Candidate(f"spaCy ner{start}", ner, pace=NER_SECONDS_A_CHARACTER, start=NER_SECONDS),
        Candidate("strings tagged before", fit_matches),
    ]


def _combined(parts: Sequence[Candidate], base: Base | None) -> Fit:
    """The mean of several candidates; fields share what they know of the files, and read the base once."""
    views = [view for part in parts for view in part.views]
    return fit_together([fit_fields(views, base), *(part.fit for part in parts if not part.views)])


def _calibrated(judged: Sequence[Judged]) -> Calibration:
    """A calibration fitted to predictions on unseen files, with the reading that suits it."""
    calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
    return replace(calibration, reading=best_reading(judged, calibration))


def _write(spec: TrainingSpec, finder: Finder, splits: Splits, calibration: Calibration, folder: Path) -> None:
    nlp = spacy.blank(spec.language, config={"nlp": {"tokenizer": _tokenizer_config(splits)}})
    component = nlp.add_pipe(_COMPONENTS[type(finder)])
    assert isinstance(component, SpanComponent)
    component.finder, component.calibration = finder, calibration
    nlp.to_disk(folder)


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
        if not any(by_name[name].spans for name in learn):
            judged += [Judged(by_name[name], ()) for name in measure]  # nothing to learn from: nothing is found
            continue
        steps = train_ner([by_name[name] for name in learn], spec.base, spec.language, spec.split.seed)
        nlp = yield from _rounds(steps, number, rounds)
        finder = NerFinder(nlp, Mentions.of([by_name[name] for name in learn], {}), count_tags(training))
        judged += judge_with(finder, {}, [by_name[name] for name in measure])
    if not testing:
        steps = train_ner(training, spec.base, spec.language, spec.split.seed)
        nlp = yield from _rounds(steps, rounds - 1, rounds)
    mentions = Mentions.of(training, {})
    calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
    calibration = replace(calibration, reading=0.0)  # what `ner` finds is its best reading
    nlp.to_disk(folder)
    Extras(_thresholds(judged, calibration, training), calibration, mentions).save(folder)
    start = f"the weights of {spec.base}" if spec.base else "nothing"
    lost = lost_tags(nlp, training)
    less = f", without {lost} tags that end inside one of its tokens" if lost else ""
    return Learned(judged, calibration, f"spaCy ner, started from {start}{less}")


def _rounds(steps: Generator[float, None, Language], number: int, rounds: int) -> Generator[Progress, None, Language]:
    """Passes a neural training's progress on, as that of one of several rounds."""
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            nlp: Language = end.value
            return nlp
        yield Progress(f"Training, round {number + 1} of {rounds}", 0.95 * (number + share) / rounds)


def _thresholds(judged: Sequence[Judged], calibration: Calibration, training: Sequence[Example]) -> dict[str, float]:
    return choose_thresholds(scored_outcomes(judged, calibration), count_tags(training))


def _tokenizer_config(splits: Splits) -> dict[str, object]:
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
        versions={name: version(name) for name in ("spacy", "python-crfsuite", "faker", "pycountry")},
    )
