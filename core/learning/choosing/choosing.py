"""Choosing, by cross-validation over the project's own files, which way of learning suits them.

How much is tried depends on an estimate of the work, never on the clock: the same files and the same budget give
the same model on a slow machine and on a fast one.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

from core.domain.models.splits import MAX_FOLDS, folds
from core.domain.models.training import Progress
from core.learning.choosing.validation import Judged, judge, micro_f1
from core.learning.crf.readings import View, in_words
from core.learning.finders.predictions import averaged
from core.learning.finders.recipes import Fit, fit_together
from core.learning.training.background import run_all, telling
from core.learning.training.examples import Example, measurable

SECONDS_A_CHARACTER = 1.5e-5
"""Learning from a text takes about so long where two cores learn side by side; right within a few times is enough."""

QUICK = 1e-4
"""Seconds a character up to which a candidate can be learned many times over."""

FEW_FOLDS = 3

RACE = 1 / 3
"""Share of the budget that goes into a race between candidates, where they cannot all be tried in full."""

_QUICK_PART = 0.3
"""Share of the progress for the quick candidates where slow ones follow."""

WORTH = 0.01
"""F1 that each further part of a mean is worth by itself: what is best alone owes that more to chance."""

BEHIND = 0.1
"""F1 by which a candidate that is behind after the first fold is given up."""


@dataclass(frozen=True)
class Candidate:
    """A way of learning that is tried.

    Attributes:
        name: in words.
        fits: each learns a part; the candidate is the mean of all.
        views: how those that are fields look at a text.
        judged: the files judged so far.
        folds: number of folds in which these were judged.
        learned_from: number of files that those who judged them had learned from.
        pace: seconds that it needs to learn from a character, roughly.
        start: seconds that each learning takes besides.
    """

    name: str
    fits: Sequence[Fit]
    views: Sequence[View] = ()
    judged: Sequence[Judged] = ()
    folds: int = 0
    learned_from: int = 0
    pace: float = SECONDS_A_CHARACTER
    start: float = 0.0

    @property
    def fit(self) -> Fit:
        """Learns all parts."""
        return fit_together(self.fits)

    @property
    def is_quick(self) -> bool:
        """Whether it can be learned many times over."""
        return self.pace <= QUICK


Part = tuple[list[Example], list[Example]]
"""Files to learn from, and files to measure on."""


def choose(
    candidates: Sequence[Candidate],
    others: Sequence[Candidate],
    examples: Sequence[Example],
    seed: int,
    budget: float,
) -> Generator[Progress, None, Candidate]:
    """Cross-validates as many candidates as the budget allows; which, a race over part of the files shows.

    Args:
        candidates: in the order in which they are worth trying where nothing else tells; all alike in pace.
        others: what may stand beside the best of them, one after the other, as far as what is left of the budget pays.
        examples: files to learn from.
        seed: of the folds.
        budget: seconds that this may take, roughly; one candidate is tried in any case.

    Returns:
        The best, with all files judged by models that have not seen them.
    """
    pace = candidates[0].pace
    count, number_of_folds = _plan(len(candidates), examples, budget, pace)
    if count < len(candidates):
        few = affordable(examples, budget * RACE / len(candidates), pace)
        # Where even the fewest files are too long for a race, the order is as it came.
        if len(candidates) * _cost(few, FEW_FOLDS, pace) <= budget:
            candidates = yield from _ranked(candidates, few, seed)
    parts = _parts(examples, seed, number_of_folds)
    spare = budget - count * _cost(examples, number_of_folds, pace)
    costs = accumulate(_cost(examples, number_of_folds + 1, each.pace, each.start) for each in others)
    others = [each for each, cost in zip(others, costs, strict=True) if cost <= spare]
    share = _QUICK_PART if others else 1.0
    best = yield from _best_of(candidates[:count], parts, share)
    judged = yield from _judge_all(others, parts, 0.7 * share, 0.7)
    wider = [_together([best, *judged[: number + 1]]) for number in range(len(judged))]
    chosen = max([best, *wider], key=lambda candidate: micro_f1(candidate.judged))
    return replace(chosen, folds=number_of_folds, learned_from=min(len(learned) for learned, _ in parts))


def judge_like(
    chosen: Candidate, other: Candidate, examples: Sequence[Example], seed: int
) -> Generator[Progress, None, Candidate]:
    """Cross-validate another candidate in the same folds as the one that `choose` returned."""
    [judged] = yield from _judge_all([other], _parts(examples, seed, chosen.folds), 0.7, 0.7)
    return replace(judged, folds=chosen.folds, learned_from=chosen.learned_from)


def _best_of(
    candidates: Sequence[Candidate], parts: Sequence[Part], share: float
) -> Generator[Progress, None, Candidate]:
    """The best of some candidates, or the mean of the best two, three and so on, if that is better."""
    running = yield from _judge_all(candidates, parts[:1], 0.0, 0.25 * share)
    if len(parts) < MAX_FOLDS:  # there is no time to spare
        best = max(micro_f1(candidate.judged) for candidate in running)
        running = [candidate for candidate in running if micro_f1(candidate.judged) >= best - BEHIND]
    running = yield from _judge_all(running, parts[1:], 0.25 * share, 0.7 * share)
    running.sort(key=lambda candidate: -micro_f1(candidate.judged))
    means = [running[0], *(_together(running[:count]) for count in range(2, len(running) + 1))]
    return max(enumerate(means), key=lambda mean: micro_f1(mean[1].judged) + WORTH * mean[0])[1]


def _ranked(
    candidates: Sequence[Candidate], few: Sequence[Example], seed: int
) -> Generator[Progress, None, list[Candidate]]:
    """The candidates, best first, after a race over a few files."""
    raced = yield from _judge_all(candidates, _parts(few, seed, FEW_FOLDS), 0.0, 0.0)
    order = sorted(range(len(candidates)), key=lambda number: -micro_f1(raced[number].judged))
    return [candidates[number] for number in order]


def _together(parts: Sequence[Candidate]) -> Candidate:
    """The mean of several candidates, known without learning anything more: their readings were made already."""
    judged = [
        Judged.of(files[0].example, averaged([file.predictions for file in files]))
        for files in zip(*(part.judged for part in parts), strict=True)
    ]
    views = [view for part in parts for view in part.views]
    fits = [fit for part in parts for fit in part.fits]
    name = f"the mean of {_named(parts)}"
    return Candidate(name, fits, views, judged, pace=max(part.pace for part in parts))


def _named(candidates: Sequence[Candidate]) -> str:
    """Several candidates in words."""
    views = [view for candidate in candidates for view in candidate.views]
    others = [candidate.name for candidate in candidates if not candidate.views]
    return " and ".join([in_words(views), *others] if views else others)


def _judge_all(
    candidates: Sequence[Candidate],
    parts: Sequence[Part],
    begin: float,
    end: float,
) -> Generator[Progress, None, list[Candidate]]:
    """Judges these parts by each candidate; `begin` and `end` are the shares of the whole training."""
    steps = [partial(judge, candidate.fit, *part) for candidate in candidates for part in parts]
    results = yield from telling(
        run_all(steps),
        lambda done: Progress(
            f"Trying {_named(candidates)}", min(end, begin + (end - begin) * done / max(len(steps), 1))
        ),
    )
    judged = [
        [file for result in results[number * len(parts) : (number + 1) * len(parts)] for file in result]
        for number in range(len(candidates))
    ]
    return [
        replace(candidate, judged=[*candidate.judged, *more])
        for candidate, more in zip(candidates, judged, strict=True)
    ]


def affordable(examples: Sequence[Example], budget: float, pace: float) -> Sequence[Example]:
    """So many of the files, evenly spread, as can be cross-validated within the budget."""
    fraction = budget / _cost(examples, FEW_FOLDS, pace)
    if fraction >= 1:
        return examples
    return spread(examples, max(2 * FEW_FOLDS, int(len(examples) * fraction)))


def spread(examples: Sequence[Example], count: int) -> list[Example]:
    """So many of the files, evenly spread."""
    count = min(count, len(examples))
    return [examples[index * len(examples) // count] for index in range(count)]


def _plan(candidates: int, examples: Sequence[Example], budget: float, pace: float) -> tuple[int, int]:
    """How many candidates to try, in how many folds."""
    for number_of_folds in (MAX_FOLDS, FEW_FOLDS):
        if candidates * _cost(examples, number_of_folds, pace) <= budget:
            return candidates, number_of_folds
    count = round((1 - RACE) * budget / _cost(examples, FEW_FOLDS, pace))
    return max(1, min(candidates - 1, count)), FEW_FOLDS


def _cost(examples: Sequence[Example], number_of_folds: int, pace: float, start: float = 0.0) -> float:
    """Estimated seconds of cross-validating one candidate; one fold more stands for learning from all files."""
    characters = sum(len(example.text) for example in examples)
    return number_of_folds * start + (number_of_folds - 1) * pace * characters


def _parts(examples: Sequence[Example], seed: int, number_of_folds: int) -> list[Part]:
    """The files to learn from and to measure on, for each fold; those that are not measured are always learned from."""
    measured = {example.name: example for example in measurable(examples)}
    always = [example for example in examples if example.name not in measured]
    return [
        ([*_pick(measured, training), *always], _pick(measured, testing))
        for training, testing in folds(list(measured), seed, number_of_folds)
    ]


def _pick(by_name: dict[str, Example], names: Sequence[str]) -> list[Example]:
    return [by_name[name] for name in names]
