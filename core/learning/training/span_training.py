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
from core.learning.choosing.calibration import Calibration, calibrate
from core.learning.choosing.choosing import RACE, SECONDS_A_CHARACTER, Candidate, affordable, choose
from core.learning.choosing.curve import Curve
from core.learning.choosing.thresholds import choose_thresholds, outlooks
from core.learning.choosing.validation import Judged, best_reading, judge_with, scored_outcomes
from core.learning.crf.readings import in_words, views
from core.learning.finders.combined import CombinedFinder, joined
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder
from core.learning.finders.recipes import Fit, cuts_for, fit_field, fit_matches, fit_ner
from core.learning.pipeline.base import Base
from core.learning.pipeline.components import SpanComponent
from core.learning.pipeline.extras import Extras
from core.learning.pipeline.tokenizer import TokenCuts
from core.learning.training.background import run_all, telling
from core.learning.training.examples import Example, count_tags
from core.learning.training.learned import Learned, Steps
from core.learning.vocabulary.gazetteers import gazetteers

VECTORS_SECONDS_A_CHARACTER = 2.5e-5
"""As `SECONDS_A_CHARACTER`, for a field that looks at vectors."""

NER_SECONDS_A_CHARACTER, NER_SECONDS = 5e-4, 2.0
"""The same for spaCy's `ner`, and what each of its trainings takes besides."""

_SEVERAL = 2
"""Candidates for which there must be time, where that costs only files to choose by: their mean is worth more."""

_COMPONENTS: dict[type[Finder], str] = {
    CrfFinder: "autotag_crf",
    CombinedFinder: "autotag_combined",
    MatchesFinder: "autotag_matches",
}
"""Names of the components that use a finder."""


def train_spans(spec: TrainingSpec, training: Sequence[Example], testing: Sequence[Example], folder: Path) -> Steps:
    """The recipes `fast` and `matches`."""
    if spec.recipe is Recipe.FAST:
        yield Progress("Reading lists of names", 0.0)
        gazetteers()  # once, for all the processes that learn
    base = Base.load(spec.base, remember=True) if spec.base and spec.recipe is Recipe.FAST else None
    yield from _read_with(base, [*training, *testing])
    candidates, others = fields(spec, base), _others(spec)
    # With a test set the folds serve for choosing and calibrating alone, and part of the files may do.
    files = affordable(training, (1 - RACE) * spec.budget / _SEVERAL, candidates[0].pace) if testing else training
    chosen = yield from choose(candidates, others, files, spec.split.seed, spec.budget)
    calibration = _calibrated(chosen.judged)
    cuts = cuts_for(training)
    learned_from = len(training) if testing else chosen.learned_from
    curve = Curve(training, testing, learned_from) if chosen.is_quick else None
    finder, judged = yield from _learn(chosen, training, cuts, curve, base)
    measured = judge_with(finder, cuts, testing) if testing else list(chosen.judged)
    _write(spec, finder, cuts, calibration, folder)
    scored, entities = scored_outcomes(chosen.judged, calibration), count_tags(training)
    thresholds = choose_thresholds(scored, entities)
    Extras(thresholds).save(folder)
    made_of = f"{chosen.name}; base: {Path(spec.base).name}" if base else chosen.name
    points = curve.points(judged, measured) if curve else ()
    return Learned(measured, calibration, thresholds, outlooks(scored, entities), made_of, points)


def _read_with(base: Base | None, examples: Sequence[Example]) -> Generator[Progress, None, None]:
    """Lets the base read every text once, in this thread: spaCy's pipelines are not for several at once."""
    for number, example in enumerate(examples if base else ()):
        assert base is not None
        base.read(example.text, ())
        yield Progress(f"Reading text {number + 1} of {len(examples)} with the base", 0.0)


def _learn(
    chosen: Candidate, training: Sequence[Example], cuts: TokenCuts, curve: Curve | None, base: Base | None
) -> Generator[Progress, None, tuple[Finder, list[list[Judged]]]]:
    """Learns from all files and, beside that, what the learning curve needs."""
    steps: list[Callable[[], Finder | list[Judged]]] = [
        *(partial(_fit_without_base, fit, training, cuts) for fit in chosen.fits),
        *(curve.steps(chosen.fit) if curve else ()),
    ]
    results: list[Any] = yield from telling(
        run_all(steps), lambda done: Progress("Learning from all files", 0.7 + 0.25 * done / len(steps))
    )
    count = len(chosen.fits)
    finder = joined(results[:count])
    _set_base(finder, base)
    return finder, results[count:]


def _fit_without_base(fit: Fit, training: Sequence[Example], cuts: TokenCuts) -> Finder:
    """A base stays in the process that it was loaded in."""
    finder = fit(training, cuts)
    _set_base(finder, None)
    return finder


def _set_base(finder: Finder, base: Base | None) -> None:
    for part in finder.parts if isinstance(finder, CombinedFinder) else [finder]:
        if isinstance(part, CrfFinder):
            part.base = base


def fields(spec: TrainingSpec, base: Base | None) -> list[Candidate]:
    """What to try, the most promising first; all are quick."""
    if spec.recipe is Recipe.MATCHES:
        return [Candidate("strings tagged before", [fit_matches])]
    pace = VECTORS_SECONDS_A_CHARACTER if base else SECONDS_A_CHARACTER
    looks = views(vectors=base is not None)
    return [Candidate(in_words([view]), [fit_field(view, base)], [view], pace=pace) for view in looks]


def _others(spec: TrainingSpec) -> list[Candidate]:
    """What may stand beside a field: it takes long, or knows little by itself."""
    if spec.recipe is Recipe.MATCHES:
        return []
    start = f" started from {Path(spec.base).name}" if spec.base else ""
    ner = fit_ner(spec.base, spec.language, spec.split.seed)
    return [
        Candidate(f"spaCy ner{start}", [ner], pace=NER_SECONDS_A_CHARACTER, start=NER_SECONDS),
        Candidate("strings tagged before", [fit_matches]),
    ]


def _calibrated(judged: Sequence[Judged]) -> Calibration:
    """A calibration fitted to predictions on unseen files, with the reading that suits it."""
    calibration = calibrate([outcome for file in judged for outcome in file.outcomes])
    return replace(calibration, reading=best_reading(judged, calibration))


def _write(spec: TrainingSpec, finder: Finder, cuts: TokenCuts, calibration: Calibration, folder: Path) -> None:
    tokenizer = {"@tokenizers": "autotag.FineTokenizer.v1", "splits": [list(cut) for cut in cuts.items()]}
    nlp = spacy.blank(spec.language, config={"nlp": {"tokenizer": tokenizer}})
    component = nlp.add_pipe(_COMPONENTS[type(finder)])
    assert isinstance(component, SpanComponent)
    component.finder, component.calibration = finder, calibration
    nlp.to_disk(folder)
