"""Training by the recipe `spacy`: cross-validate, calibrate, learn from all files, write the pipeline."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language

from core.domain.models.splits import folds
from core.domain.models.training import Progress, TrainingSpec
from core.domain.wording import counted
from core.learning.choosing.calibration import calibrate
from core.learning.choosing.thresholds import choose_thresholds, outlooks
from core.learning.choosing.validation import HeldOutFile, judge_with, scored_outcomes
from core.learning.finders.ner import NerFinder
from core.learning.finders.neural import lost_tags, train_ner
from core.learning.pipeline.settings import PipelineSettings
from core.learning.training.background import with_progress
from core.learning.training.examples import Example, count_tags, measurable
from core.learning.training.result import Steps, TrainingResult
from core.learning.vocabulary.mentions import Mentions

_NER_FOLDS = 3
"""Folds for `spacy`, which takes a hundred times as long as the others."""


def train_ner_pipeline(
    spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path
) -> Steps:
    """Train by the recipe `spacy` and write the pipeline into a folder."""
    by_name = {example.name: example for example in training}
    if testing:
        parts = [(list(by_name), [example.name for example in testing])]
        by_name |= {example.name: example for example in testing}
    else:
        measured = [example.name for example in measurable(training)]
        always = sorted(by_name.keys() - set(measured))
        parts = [([*learn, *always], measure) for learn, measure in folds(measured, spec.split.seed, _NER_FOLDS)]
    rounds = len(parts) + (not testing)
    judged: list[HeldOutFile] = []
    for number, (learn, measure) in enumerate(parts):
        if not any(by_name[name].spans for name in learn):
            judged += [HeldOutFile(by_name[name], ()) for name in measure]  # no tags to learn from
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
    calibration = replace(calibration, reading=0.0)  # all that `ner` finds belongs to its best reading
    nlp.to_disk(folder)
    scored, entities = scored_outcomes(judged, calibration), count_tags(training)
    thresholds = choose_thresholds(scored, entities)
    PipelineSettings(thresholds, calibration, mentions).save(folder)
    start = f"the weights of {spec.base}" if spec.base else "nothing"
    lost = lost_tags(nlp, training)
    less = f", without {counted(lost.total(), 'tag')} that end inside a token" if lost else ""
    made_of = f"spaCy ner, started from {start}{less}"
    return TrainingResult(judged, calibration, thresholds, outlooks(scored, entities), made_of, out_of_reach=lost)


def _rounds(steps: Generator[float, None, Language], number: int, rounds: int) -> Generator[Progress, None, Language]:
    """Report the progress of one of several rounds as progress of the whole training."""
    return with_progress(
        steps, lambda share: Progress(f"Training, round {number + 1} of {rounds}", 0.95 * (number + share) / rounds)
    )
