"""Train a model: choose, evaluate, calibrate, learn from all, write the pipeline.

Long work is a generator: its caller sees each step's progress, and stops it by not asking for the next.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from core.domain.models.metrics import Evaluation
from core.domain.models.model import FileMismatches, Model, Recipe, TagCounts
from core.domain.models.training import Progress, TrainingSpec
from core.domain.text.guesses import Guesses
from core.errors import RequestError
from core.learning.choosing.validation import figures
from core.learning.encoders.states import Kept
from core.learning.training.background import RunAll, run_all
from core.learning.training.examples import Example, count_tags, measurable
from core.learning.training.ner_training import train_ner_pipeline
from core.learning.training.result import TrainingResult
from core.learning.training.span_training import train_spans


def train(
    spec: TrainingSpec,
    training: Sequence[Example],
    testing: Sequence[Example],
    folder: Path,
    guesses: Guesses | None = None,
    kept: Kept | None = None,
    run: RunAll = run_all,
) -> Generator[Progress, None, Model]:
    """Train a model and write its pipeline; the same files, specification and versions make the same model.

    Args:
        spec: what to do.
        training: files to learn from.
        testing: files to measure on; empty under cross-validation, where each file is measured by a model that
            has not seen it.
        folder: where to write the pipeline; it is made.
        guesses: of the guesser that the specification names, for the texts of all these files.
        kept: where the states of the encoder that the specification names are kept; None for nowhere.
        run: runs folds and candidates side by side.

    Returns:
        What is known of the model.

    Raises:
        RequestError: there is nothing to learn from, or the specification names a guesser without guesses.
        WorkError: the base does not load.
    """
    if not any(example.spans for example in training):
        raise RequestError("There are no tags to learn from in the training set; tag some files and save them.")
    if spec.guesser and (spec.recipe is not Recipe.FAST or guesses is None):
        raise RequestError(f"Only the recipe 'fast' learns from guesses, and it needs those of {spec.guesser!r}.")
    if spec.encoder and spec.recipe is not Recipe.FAST:
        raise RequestError("Only the recipe 'fast' learns with an encoder; choose it, or no encoder.")
    began = time.monotonic()
    if guesses is not None:
        training, testing = _guessed(training, guesses), _guessed(testing, guesses)
    if spec.recipe is Recipe.SPACY:
        learned = yield from train_ner_pipeline(spec, training, testing, folder)
    else:
        learned = yield from train_spans(spec, training, testing, folder, kept, run)
    evaluation, details = figures(learned.judged, learned.calibration)
    measured = testing or measurable(training)
    yield Progress("Writing the model", 0.99)
    return _model(spec, training, measured, learned, evaluation, details, time.monotonic() - began)


def _guessed(examples: Sequence[Example], guesses: Guesses) -> list[Example]:
    """Attach its guesses to each file."""
    found = [guesses.of(example.text) for example in examples]
    return [
        replace(example, guesses=None if each is None else tuple(each))
        for example, each in zip(examples, found, strict=True)
    ]


def _model(
    spec: TrainingSpec,
    training: Sequence[Example],
    measured: Sequence[Example],
    learned: TrainingResult,
    evaluation: Evaluation,
    details: tuple[FileMismatches, ...],
    seconds: float,
) -> Model:
    tags = count_tags(training)
    return Model(
        name=spec.model,
        recipe=spec.recipe,
        base=spec.base,
        made_of=learned.made_of,
        trained_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        seconds=round(seconds, 3),
        split=spec.split,
        training=tuple(example.name for example in training),
        testing=tuple(example.name for example in measured),
        training_tags={entity: tags.get(entity, TagCounts()) for entity in sorted({*tags, *learned.thresholds})},
        testing_tags=count_tags(measured),
        evaluation=evaluation,
        thresholds=learned.thresholds,
        outlooks=learned.outlooks,
        calibrated=learned.calibration.is_fitted,
        curve=tuple(learned.curve),
        forecast=learned.forecast,
        details=details,
        gain=learned.gain,
        out_of_reach=learned.out_of_reach,
        versions={name: version(name) for name in ("autotag", "spacy", "python-crfsuite")},
    )
