"""Training by the recipes `fast` and `matches`: choose, calibrate, learn from all files, write the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import spacy

from core.domain.models.model import Recipe
from core.domain.models.training import Progress, TrainingSpec
from core.learning.choosing.budget import FIELD, Pace, files_to_choose_by
from core.learning.choosing.candidates import Candidate
from core.learning.choosing.choosing import choose, judge_like
from core.learning.choosing.curve import Curve
from core.learning.choosing.scoring import Scoring, gain
from core.learning.choosing.validation import HeldOutFile, judge_with
from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.field_settings import all_settings, describe_fields
from core.learning.encoders.states import Kept
from core.learning.finders.combined import CombinedFinder, combine
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder
from core.learning.finders.recipes import Fit, cuts_for, fit_field, fit_matches, fit_ner, out_of_reach
from core.learning.pipeline.base import Base
from core.learning.pipeline.bases import open_base, read_all
from core.learning.pipeline.components import SpanComponent
from core.learning.pipeline.settings import PipelineSettings
from core.learning.pipeline.tokenizer import TokenCuts
from core.learning.training.background import RunAll, run_all, with_progress
from core.learning.training.examples import Example, count_tags
from core.learning.training.result import Steps, TrainingResult
from core.learning.vocabulary.gazetteers import gazetteers

_FIELD_WITH_VECTORS = Pace(2.5e-5)
_NER = Pace(5e-4, a_fit=2.0)

_COMPONENTS: dict[type[Finder], str] = {
    CrfFinder: "autotag_crf",
    CombinedFinder: "autotag_combined",
    MatchesFinder: "autotag_matches",
}
"""Names of the components that use a finder."""


def train_spans(
    spec: TrainingSpec,
    training: Sequence[Example],
    testing: Sequence[Example],
    folder: Path,
    kept: Kept | None = None,
    run: RunAll = run_all,
) -> Steps:
    """Train by the recipe `fast` or `matches` and write the pipeline into a folder.

    Args:
        spec: the training.
        training: files to learn from.
        testing: files to measure on; empty under cross-validation.
        folder: where to write the pipeline.
        kept: where the states of an encoder are kept.
        run: runs folds and candidates side by side.
    """
    if spec.recipe is Recipe.FAST:
        yield Progress("Reading lists of names", 0.0)
        gazetteers()  # now, so that the stage is shown while it takes time
    base = open_base(spec, kept) if spec.recipe is Recipe.FAST else None
    if base:
        yield from read_all(base, [example.text for example in training], [example.text for example in testing])
    candidates, others = _candidates(spec, base), _others(spec)
    # With a test set the folds serve for choosing and calibrating alone, and part of the files may do.
    files = files_to_choose_by(training, spec.budget, candidates[0].pace) if testing else training
    chosen = yield from choose(candidates, others, files, spec.split.seed, spec.budget, run)
    scoring = Scoring.of(chosen.judged, _entities(training))
    plain, alone, brought = None, None, None
    if source := spec.guesser or Path(spec.encoder).name:
        plain = yield from judge_like(chosen, _alone(chosen), files, spec.split.seed, run)
        alone = Scoring.of(plain.judged, count_tags(training))
        brought = gain(source, scoring, alone)
        if not brought.used:
            chosen, scoring, plain, alone, base = plain, alone, None, None, None
    cuts = cuts_for(training)
    learned_from = len(training) if testing else chosen.learned_from
    curve = Curve(training, testing, learned_from) if chosen.is_quick and not spec.quick else None
    finder, judged = yield from _learn(chosen, plain, training, cuts, curve, base, run)
    measured = judge_with(finder, cuts, testing) if testing else list(chosen.judged)
    _write(spec, finder, cuts, scoring, alone, folder)
    thresholds_alone = dict(alone.thresholds) if alone else {}
    with_encoder = bool(spec.encoder and base)
    settings = PipelineSettings(
        dict(scoring.thresholds), thresholds_alone=thresholds_alone, learned_with_encoder=with_encoder
    )
    settings.save(folder)
    made_of = f"{chosen.name}; base: {Path(spec.encoder or spec.base).name}" if base else chosen.name
    points, ahead = curve.measured(judged, measured, scoring.calibration) if curve else ((), None)
    lost = out_of_reach(training, cuts)
    return TrainingResult(
        measured, scoring.calibration, scoring.thresholds, scoring.outlooks, made_of, points, brought, lost, ahead
    )


def _entities(examples: Sequence[Example]) -> set[str]:
    """Return the entities that are tagged or guessed."""
    guessed = {guess.entity for example in examples for guess in example.guesses or ()}
    return guessed | set(count_tags(examples))


def _alone(candidate: Candidate) -> Candidate:
    """Return the same fields without guesses and without the vectors of an encoder."""
    settings = [
        replace(each, features=replace(each.features, guesses=False, vectors=False)) for each in candidate.settings
    ]
    return Candidate(describe_fields(settings), [fit_field(each) for each in settings], settings)


def _learn(
    chosen: Candidate,
    plain: Candidate | None,
    training: Sequence[Example],
    cuts: TokenCuts,
    curve: Curve | None,
    base: Base | None,
    run: RunAll,
) -> Generator[Progress, None, tuple[Finder, list[list[HeldOutFile]]]]:
    """Learn from all files, and at the same time what the learning curve needs.

    Args:
        chosen: what to learn.
        plain: the same without guesses and encoder, for texts read without them; None if it learned with neither.
        training: files to learn from.
        cuts: where to cut tokens.
        curve: the learning curve; None to compute none.
        base: model whose output the fields use.
        run: runs the fits side by side.

    Returns:
        The finder, and the files as judged for the points of the curve.
    """
    fits = [*chosen.fits, *(plain.fits if plain else ())]
    steps: list[Callable[[], Finder | list[HeldOutFile]]] = [
        *(partial(_fit_without_base, fit, training, cuts) for fit in fits),
        *(curve.steps(chosen.fit) if curve else ()),
    ]
    results: list[Any] = yield from with_progress(
        run(steps), lambda done: Progress("Learning from all files", 0.7 + 0.25 * done / len(steps))
    )
    return combine(results[: len(fits)]).on(base), results[len(fits) :]


def _fit_without_base(fit: Fit, training: Sequence[Example], cuts: TokenCuts) -> Finder:
    """Learn, and drop the base so that the result pickles quickly."""
    return fit(training, cuts).on(None)


def _candidates(spec: TrainingSpec, base: Base | None) -> list[Candidate]:
    """Return the candidates to compare, most promising first; each takes seconds to learn."""
    if spec.recipe is Recipe.MATCHES:
        return [Candidate("strings tagged before", [fit_matches])]
    pace = _FIELD_WITH_VECTORS if base else FIELD
    settings = all_settings(vectors=base is not None, guesses=bool(spec.guesser))
    if spec.quick:  # the two that differ most: their mean comes closest to that of all four
        settings = [each for each in settings if (each.scheme is Scheme.IOB1) == each.features.wide]
    return [Candidate(describe_fields([each]), [fit_field(each, base)], [each], pace=pace) for each in settings]


def _others(spec: TrainingSpec) -> list[Candidate]:
    """Return what may be averaged with the best candidate: it is slow, or weak by itself."""
    if spec.recipe is Recipe.MATCHES or spec.guesser or spec.encoder:
        return []  # these read neither guesses nor vectors
    start = f" started from {Path(spec.base).name}" if spec.base else ""
    ner = fit_ner(spec.base, spec.language, spec.split.seed)
    return [
        Candidate(f"spaCy ner{start}", [ner], pace=_NER),
        Candidate("strings tagged before", [fit_matches]),
    ]


def _write(
    spec: TrainingSpec, finder: Finder, cuts: TokenCuts, scoring: Scoring, alone: Scoring | None, folder: Path
) -> None:
    """Write the pipeline; `alone` is the scoring of texts read without guesses or encoder, if it learned with them."""
    tokenizer = {"@tokenizers": "autotag.FineTokenizer.v1", "splits": [list(cut) for cut in cuts.items()]}
    nlp = spacy.blank(spec.language, config={"nlp": {"tokenizer": tokenizer}})
    component = nlp.add_pipe(_COMPONENTS[type(finder)])
    assert isinstance(component, SpanComponent)
    component.finder, component.calibration = finder, scoring.calibration
    component.calibration_alone = alone.calibration if alone else None
    nlp.to_disk(folder)
