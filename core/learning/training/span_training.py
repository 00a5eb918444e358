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
from core.learning.choosing.validation import Judged, judge_with
from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.readings import in_words, views
from core.learning.finders.combined import CombinedFinder, joined
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder
from core.learning.finders.recipes import Fit, cuts_for, fit_field, fit_matches, fit_ner, out_of_reach
from core.learning.pipeline.base import Base
from core.learning.pipeline.components import SpanComponent
from core.learning.pipeline.extras import Extras
from core.learning.pipeline.tokenizer import TokenCuts
from core.learning.training.background import run_all, telling
from core.learning.training.examples import Example, count_tags
from core.learning.training.learned import Learned, Steps
from core.learning.vocabulary.gazetteers import gazetteers

_FIELD_WITH_VECTORS = Pace(2.5e-5)
_NER = Pace(5e-4, a_fit=2.0)

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
    with_base = spec.base and not spec.guesser and spec.recipe is Recipe.FAST
    base = Base.load(spec.base, remember=True) if with_base else None
    yield from _read_with(base, [*training, *testing])
    candidates, others = fields(spec, base), _others(spec)
    # With a test set the folds serve for choosing and calibrating alone, and part of the files may do.
    files = files_to_choose_by(training, spec.budget, candidates[0].pace) if testing else training
    chosen = yield from choose(candidates, others, files, spec.split.seed, spec.budget)
    scoring = Scoring.of(chosen.judged, _entities(training))
    plain, alone, brought = None, None, None
    if spec.guesser:
        plain = yield from judge_like(chosen, _without_guesses(chosen), files, spec.split.seed)
        alone = Scoring.of(plain.judged, count_tags(training))
        brought = gain(spec.guesser, scoring, alone)
        if not brought.used:
            chosen, scoring, plain, alone = plain, alone, None, None
    cuts = cuts_for(training)
    learned_from = len(training) if testing else chosen.learned_from
    curve = Curve(training, testing, learned_from) if chosen.is_quick and not spec.quick else None
    finder, judged = yield from _learn(chosen, plain, training, cuts, curve, base)
    measured = judge_with(finder, cuts, testing) if testing else list(chosen.judged)
    _write(spec, finder, cuts, scoring, alone, folder)
    Extras(dict(scoring.thresholds), thresholds_alone=dict(alone.thresholds) if alone else {}).save(folder)
    made_of = f"{chosen.name}; base: {Path(spec.base).name}" if base else chosen.name
    points = curve.points(judged, measured) if curve else ()
    lost = out_of_reach(training, cuts)
    return Learned(measured, scoring.calibration, scoring.thresholds, scoring.outlooks, made_of, points, brought, lost)


def _entities(examples: Sequence[Example]) -> set[str]:
    """Return the entities that are tagged or guessed."""
    guessed = {guess.entity for example in examples for guess in example.guesses or ()}
    return guessed | set(count_tags(examples))


def _without_guesses(candidate: Candidate) -> Candidate:
    """Return the same fields, looking at all but the guesses."""
    views = [replace(view, features=replace(view.features, guesses=False)) for view in candidate.views]
    return Candidate(in_words(views), [fit_field(view) for view in views], views)


def _read_with(base: Base | None, examples: Sequence[Example]) -> Generator[Progress, None, None]:
    """Lets the base read every text once, in this thread: spaCy's pipelines are not for several at once."""
    for number, example in enumerate(examples if base else ()):
        assert base is not None
        base.read(example.text, ())
        yield Progress(f"Reading text {number + 1} of {len(examples)} with the base", 0.0)


def _learn(
    chosen: Candidate,
    plain: Candidate | None,
    training: Sequence[Example],
    cuts: TokenCuts,
    curve: Curve | None,
    base: Base | None,
) -> Generator[Progress, None, tuple[Finder, list[list[Judged]]]]:
    """Learn from all files, and at the same time what the learning curve needs.

    Args:
        chosen: what to learn.
        plain: the same without guesses, for texts that the guesser cannot read; None if it reads no guesses anyhow.
        training: files to learn from.
        cuts: of their tokens.
        curve: None if there is to be none.
        base: pipeline that the fields look at.

    Returns:
        The finder, and the files as judged for the points of the curve.
    """
    fits = [*chosen.fits, *(plain.fits if plain else ())]
    steps: list[Callable[[], Finder | list[Judged]]] = [
        *(partial(_fit_without_base, fit, training, cuts) for fit in fits),
        *(curve.steps(chosen.fit) if curve else ()),
    ]
    results: list[Any] = yield from telling(
        run_all(steps), lambda done: Progress("Learning from all files", 0.7 + 0.25 * done / len(steps))
    )
    return joined(results[: len(fits)]).on(base), results[len(fits) :]


def _fit_without_base(fit: Fit, training: Sequence[Example], cuts: TokenCuts) -> Finder:
    """Learn in a process of its own, from which no base pipeline is sent back."""
    return fit(training, cuts).on(None)


def fields(spec: TrainingSpec, base: Base | None) -> list[Candidate]:
    """What to try, the most promising first; all are quick."""
    if spec.recipe is Recipe.MATCHES:
        return [Candidate("strings tagged before", [fit_matches])]
    pace = _FIELD_WITH_VECTORS if base else FIELD
    looks = views(vectors=base is not None, guesses=bool(spec.guesser))
    if spec.quick:  # the two that differ most: their mean comes closest to that of all four
        looks = [view for view in looks if (view.scheme is Scheme.IOB1) == view.features.wide]
    return [Candidate(in_words([view]), [fit_field(view, base)], [view], pace=pace) for view in looks]


def _others(spec: TrainingSpec) -> list[Candidate]:
    """What may stand beside a field: it takes long, or knows little by itself."""
    if spec.recipe is Recipe.MATCHES or spec.guesser:
        return []  # these read no guesses
    start = f" started from {Path(spec.base).name}" if spec.base else ""
    ner = fit_ner(spec.base, spec.language, spec.split.seed)
    return [
        Candidate(f"spaCy ner{start}", [ner], pace=_NER),
        Candidate("strings tagged before", [fit_matches]),
    ]


def _write(
    spec: TrainingSpec, finder: Finder, cuts: TokenCuts, scoring: Scoring, alone: Scoring | None, folder: Path
) -> None:
    """Write the pipeline; `alone` is the scoring of texts without guesses, where the finder reads guesses."""
    tokenizer = {"@tokenizers": "autotag.FineTokenizer.v1", "splits": [list(cut) for cut in cuts.items()]}
    nlp = spacy.blank(spec.language, config={"nlp": {"tokenizer": tokenizer}})
    component = nlp.add_pipe(_COMPONENTS[type(finder)])
    assert isinstance(component, SpanComponent)
    component.finder, component.calibration = finder, scoring.calibration
    component.calibration_alone = alone.calibration if alone else None
    nlp.to_disk(folder)
