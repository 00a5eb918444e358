"""Choose by cross-validation, on the project's own files, how to learn from them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from core.domain.models.splits import MAX_FOLDS, folds
from core.domain.models.training import Progress
from core.domain.wording import counted
from core.learning.choosing.budget import FEW_FOLDS, Plan
from core.learning.choosing.candidates import Candidate, means_of_best
from core.learning.choosing.validation import judge, micro_f1
from core.learning.training.background import RunAll, run_all, with_progress
from core.learning.training.examples import Example, measurable

WORTH = 0.01
"""F1 that each further part of a mean is worth by itself: the best candidate alone owes more of its F1 to chance."""

BEHIND = 0.1
"""F1 by which a candidate has to be behind the best after the first fold to be given up."""

END = 0.7
"""Share of a whole training that is over when the choice is made."""

_CANDIDATES_WITH_OTHERS = 0.3
"""Share of the choice that the candidates take where others, which are slow, join the best."""


@dataclass(frozen=True)
class _Fold:
    """Files to learn from, and files to measure on."""

    training: Sequence[Example]
    testing: Sequence[Example]


def choose(
    candidates: Sequence[Candidate],
    others: Sequence[Candidate],
    examples: Sequence[Example],
    seed: int,
    budget: float,
    run: RunAll = run_all,
) -> Generator[Progress, None, Candidate]:
    """Cross-validate as many candidates as the budget allows; a race over part of the files says which.

    Args:
        candidates: in the order in which they are worth trying; all of one pace.
        others: what may join the best of them in a mean, in the order in which it is worth trying.
        examples: files to learn from.
        seed: of the folds.
        budget: estimated seconds that this may take; one candidate is tried in any case.
        run: runs folds and candidates side by side.

    Returns:
        The best candidate or mean, with all files judged by models that had not seen them.
    """
    plan = Plan.of(len(candidates), candidates[0].pace, [each.pace for each in others], examples, budget)
    if plan.raced:
        candidates = yield from _ranked(candidates, _folds(plan.raced, seed, FEW_FOLDS), run)
    cut = _folds(examples, seed, plan.folds)
    best_at = END * (_CANDIDATES_WITH_OTHERS if plan.joined else 1.0)
    best = yield from _best_of(candidates[: plan.tried], cut, best_at, run)
    joining = yield from _judge_all(others[: plan.joined], cut, run, begin=best_at, end=END)
    chosen = max(means_of_best([best, *joining]), key=lambda candidate: micro_f1(candidate.judged))
    return replace(chosen, folds=plan.folds, learned_from=min(len(fold.training) for fold in cut))


def judge_like(
    chosen: Candidate, other: Candidate, examples: Sequence[Example], seed: int, run: RunAll = run_all
) -> Generator[Progress, None, Candidate]:
    """Cross-validate another candidate in the same folds as the one that `choose` returned."""
    [judged] = yield from _judge_all([other], _folds(examples, seed, chosen.folds), run, begin=END, end=END)
    return replace(judged, folds=chosen.folds, learned_from=chosen.learned_from)


def _best_of(
    candidates: Sequence[Candidate], cut: Sequence[_Fold], end: float, run: RunAll
) -> Generator[Progress, None, Candidate]:
    """Return the best of some candidates, or the mean of the best two, three and so on, if that is better."""
    first_fold = 0.35 * end
    running = yield from _judge_all(candidates, cut[:1], run, begin=0.0, end=first_fold)
    if len(cut) < MAX_FOLDS:  # time is short
        best = max(micro_f1(candidate.judged) for candidate in running)
        running = [candidate for candidate in running if micro_f1(candidate.judged) >= best - BEHIND]
    running = yield from _judge_all(running, cut[1:], run, begin=first_fold, end=end)
    ranked = sorted(running, key=lambda candidate: -micro_f1(candidate.judged))
    further_parts = enumerate(means_of_best(ranked))
    return max(further_parts, key=lambda mean: micro_f1(mean[1].judged) + WORTH * mean[0])[1]


def _ranked(
    candidates: Sequence[Candidate], cut: Sequence[_Fold], run: RunAll
) -> Generator[Progress, None, list[Candidate]]:
    """Return the candidates, best first, after a race over a few files."""
    raced = yield from _judge_all(candidates, cut, run, begin=0.0, end=0.0)
    order = sorted(range(len(candidates)), key=lambda number: -micro_f1(raced[number].judged))
    return [candidates[number] for number in order]


def _judge_all(
    candidates: Sequence[Candidate], cut: Sequence[_Fold], run: RunAll, *, begin: float, end: float
) -> Generator[Progress, None, list[Candidate]]:
    """Judge the files of these folds by each candidate.

    Args:
        candidates: each learns once more for each fold.
        cut: the folds.
        run: runs folds and candidates side by side.
        begin: share of the whole training that is over before this.
        end: the same after this.
    """
    steps = [partial(judge, candidate.fit, fold.training, fold.testing) for candidate in candidates for fold in cut]
    stage = f"Trying {counted(len(candidates), 'way')} to learn"
    results = yield from with_progress(
        run(steps), lambda done: Progress(stage, begin + (end - begin) * done / max(len(steps), 1))
    )
    of_candidate = [results[first : first + len(cut)] for first in range(0, len(results), max(len(cut), 1))]
    return [
        replace(candidate, judged=[*candidate.judged, *(file for result in of_fold for file in result)])
        for candidate, of_fold in zip(candidates, of_candidate or [[]] * len(candidates), strict=True)
    ]


def _folds(examples: Sequence[Example], seed: int, count: int) -> list[_Fold]:
    """Return folds over the files to measure on; every fold learns from the others."""
    measured = {example.name: example for example in measurable(examples)}
    always = [example for example in examples if example.name not in measured]
    return [
        _Fold([*(measured[name] for name in training), *always], [measured[name] for name in testing])
        for training, testing in folds(list(measured), seed, count)
    ]
