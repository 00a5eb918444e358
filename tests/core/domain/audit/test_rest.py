"""What accepting the rest is expected to lead to: by scores worked by hand, by judgements simulated."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from core.domain.audit.estimating import UNKNOWN, Estimate
from core.domain.audit.figures import Figure, rest_report
from core.domain.audit.judging import Judgement, Verdict, latest
from core.domain.audit.rest import DECIDE, NEXT, TAG, Rest, Suggested
from core.domain.audit.sampling import Audit, Drawing, Kind, Stratum, Unit
from core.domain.models.metrics import wilson_interval

PROJECTS = 500
SCORES = [0.9] * 8 + [0.5] * 4
MEASURED = Suggested(SCORES, recall=0.8, measured_on=50, shown_from=lambda score: 40 if score <= 0.5 else 25)


def test_sums_of_scores_are_what_is_right_and_the_models_recall_is_what_there_is():
    plan = Rest(3, 0, 0, [MEASURED]).plan(0.6)
    entities = (7.2 + 2) / 0.8
    assert (plan.accepted, plan.left, plan.files) == (8, 4, 3)
    precision, recall = (plan.expected[figure] for figure in (Figure.PRECISION, Figure.RECALL))
    assert precision.value == pytest.approx(0.9)
    assert (precision.low, precision.high) == pytest.approx(wilson_interval(0.9 * 25, 25))
    assert recall.value == pytest.approx(7.2 / entities)
    assert (recall.low, recall.high) == pytest.approx(wilson_interval(7.2 / entities * 50, 50))
    assert plan.wrong == round(8 * 0.1)
    assert plan.missing == round(entities - 7.2)
    assert plan.keys == DECIDE * 12 + TAG * round(entities - 9.2) + NEXT * 3


def test_scores_that_were_never_measured_have_no_interval_and_say_nothing_about_what_is_missing():
    plan = Rest(3, 0, 0, [MEASURED, Suggested([0.7])]).plan(0.0)
    assert plan.expected[Figure.RECALL] == UNKNOWN
    assert (plan.missing, plan.keys) == (None, None)
    alone = Rest(1, 0, 0, [Suggested([0.7, 0.7])]).plan(0.0).expected[Figure.PRECISION]
    assert alone.value == pytest.approx(0.7)
    assert (alone.low, alone.high) == (0, 1)


def test_the_scores_to_choose_from_are_those_that_differ():
    plans = Rest(3, 0, 0, [MEASURED]).plans()
    assert [(plan.score, plan.accepted) for plan in plans] == [(0.5, 12), (0.9, 8)]
    assert Rest(0, 0, 0, []).plans() == []


def test_judgements_go_before_scores_and_contradict_them():
    judged = {Figure.PRECISION: Estimate(0.6, 0.5, 0.7), Figure.RECALL: Estimate(0.5, 0.4, 0.6)}
    plan = Rest(3, 0, 0, [MEASURED], lambda score: judged).plan(0.6)
    assert plan.best == judged
    assert plan.wrong == round(8 * 0.4)
    assert plan.missing == round(4.8 / 0.5 - 4.8)
    assert plan.contradicts
    right = {Figure.PRECISION: Estimate(0.88, 0.8, 0.93), Figure.RECALL: Estimate(0.6, 0.5, 0.7)}
    assert not Rest(3, 0, 0, [MEASURED], lambda score: right).plan(0.6).contradicts


def suggestion(number, score):
    return Unit(Stratum.SUGGESTED, "a.txt", "h", number, number + 1, "Person", score=score)


def test_a_rest_that_is_judged_as_a_whole_is_known_exactly_at_every_score():
    units = [suggestion(n, score) for n, score in enumerate((0.9, 0.8, 0.4, 0.3))]
    units.append(Unit(Stratum.UNREAD, "a.txt", "h", 0, 99))
    verdicts = [Verdict.RIGHT, Verdict.WRONG, Verdict.RIGHT, Verdict.BORDERS]
    judged = [Judgement(n, verdict) for n, verdict in enumerate(verdicts, 1)]
    judged.append(Judgement(5, Verdict.MISSING, ("Person",)))
    audit = Audit("1", "", "", 0, "", {Stratum.SUGGESTED: {"Person": 4}, Stratum.UNREAD: {"": 1}}, tuple(units))
    found = {score: rest_report(audit, latest(judged), score) for score in (0.0, 0.5, 0.95)}
    assert [found[0.0][figure].value for figure in found[0.0]] == [2 / 4, 2 / 4]
    assert [found[0.5][figure].value for figure in found[0.5]] == [1 / 2, 1 / 4]
    assert found[0.95][Figure.PRECISION].value is None


@pytest.mark.slow
def test_intervals_of_what_is_wrong_and_missing_cover_the_truth_in_93_to_97_percent_of_500_projects():
    rng, covered = np.random.default_rng(11), Counter[Any]()
    for seed in range(PROJECTS):
        scores = rng.beta(4, 1.5, 900)
        right = rng.random(900) < scores
        near = ~right & (rng.random(900) < 0.3)
        missing = rng.poisson(0.4 * rng.gamma(0.5, 2.0, 60)[rng.integers(0, 60, 700)])
        drawing = Drawing(seed, {Kind.SUGGESTION: 150, Kind.STRETCH: 150})
        truth: dict[Unit, tuple[Verdict, tuple[str, ...]]] = {}
        for number, score in enumerate(scores):
            unit = suggestion(number, float(score))
            truth[unit] = (Verdict.RIGHT if right[number] else Verdict.BORDERS if near[number] else Verdict.WRONG, ())
        for number, count in enumerate(missing):
            truth[Unit(Stratum.UNREAD, "a.txt", "h", number, number + 1)] = (Verdict.MISSING, ("Person",) * int(count))
        for unit in truth:
            drawing.offer(unit)
        audit = Audit("1", "", "", seed, "", drawing.sizes, tuple(drawing.queue()))
        judged = latest(Judgement(n, *truth[unit]) for n, unit in enumerate(audit.units, 1))
        for score in (0.0, 0.7):
            taken, there = scores >= score, (right | near).sum() + missing.sum()
            true = {
                Figure.PRECISION: (right & taken).sum() / taken.sum(), Figure.RECALL: (right & taken).sum() / there,
            }  # fmt: skip
            for figure, estimate in rest_report(audit, judged, score).items():
                covered[score, figure] += estimate.low <= true[figure] <= estimate.high
    for key, count in covered.items():
        assert 0.93 <= count / PROJECTS <= 0.97, (key, count)
