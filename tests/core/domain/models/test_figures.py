"""Text records, metrics, splits and guidance: arithmetic that users see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.models.metrics import NONE, Counts, Evaluation, evaluate, mismatches, wilson_interval
from core.domain.models.model import Guidance, Model, Recipe, TagCounts, guidance
from core.domain.models.splits import Split, SplitKind, default_kind, folds, hold_out
from core.domain.project.quota import Quota, text_records
from core.domain.text.spans import Span
from core.errors import QuotaError

SPANS = st.sets(
    st.builds(lambda s, n, e: Span(s, s + n, e), st.integers(0, 9), st.integers(1, 3), st.sampled_from("ABC"))
)


@pytest.mark.parametrize(("characters", "records"), [(0, 0), (1, 1), (1000, 1), (1001, 2), (8921, 9)])
def test_text_records_round_up(characters, records):
    assert text_records(characters) == records


def test_a_job_over_the_quota_is_refused_with_the_figures():
    with pytest.raises(QuotaError, match=r"needs 12 text records, but only 10 of 5,000 are left in 2026-11"):
        Quota("2026-11", 5000, 4990).check(12)
    Quota("2026-11", 5000, 4990).check(10)
    Quota("2026-11", None, 10**9).check(10**9)


def test_a_wrong_entity_is_a_false_positive_of_one_and_a_false_negative_of_the_other():
    # The worked example of the replaced product's documentation.
    expected = [
        Span(0, 10, "Person"),
        Span(11, 20, "City"),
        Span(21, 28, "Person"),
        Span(29, 35, "Person"),
        Span(36, 44, "City"),
    ]
    predicted = [
        Span(0, 10, "Person"),
        Span(11, 20, "Person"),
        Span(21, 28, "City"),
        Span(29, 35, "Person"),
        Span(36, 44, "City"),
    ]
    result = evaluate(expected, predicted)
    assert result.entities == {"Person": Counts(2, 1, 1), "City": Counts(1, 1, 1)}
    assert result.total == Counts(3, 2, 2)
    assert result.total.f1 == pytest.approx(0.6)


def test_a_wrong_border_is_wrong():
    result = evaluate([Span(0, 5, "A")], [Span(0, 4, "A")])
    assert result.total == Counts(0, 1, 1)
    [mismatch] = mismatches([Span(0, 5, "A")], [Span(0, 4, "A")])
    assert (mismatch.expected, mismatch.predicted) == (Span(0, 5, "A"), Span(0, 4, "A"))


@given(SPANS, SPANS)
def test_rows_of_the_confusion_matrix_sum_to_what_was_expected_and_columns_to_what_was_said(expected, predicted):
    expected = {s.borders: s for s in expected}.values()
    predicted = {s.borders: s for s in predicted}.values()
    result = evaluate(expected, predicted)
    for name, counts in result.entities.items():
        assert counts.expected == sum(s.entity == name for s in expected)
        assert counts.expected == sum(n for (want, _), n in result.confusion.items() if want == name)
        assert counts.predicted == sum(n for (_, got), n in result.confusion.items() if got == name)
        assert counts.true_positives == result.confusion.get((name, name), 0)
    assert result.total.true_positives == len(set(expected) & set(predicted))
    assert (NONE, NONE) not in result.confusion


@given(SPANS, SPANS)
def test_every_miss_and_every_spurious_span_is_in_exactly_one_mismatch(expected, predicted):
    found = mismatches(expected, predicted)
    assert {m.expected for m in found} - {None} == expected - predicted
    assert {m.predicted for m in found} - {None} == predicted - expected


def test_evaluations_add_up():
    one, two = evaluate([Span(0, 1, "A")], []), evaluate([Span(0, 1, "A")], [Span(0, 1, "A")])
    assert (one + two).entities == {"A": Counts(1, 0, 1)}
    assert (Evaluation() + two).confusion == {("A", "A"): 1}


def test_an_interval_of_few_is_wide_and_holds_the_share():
    low, high = wilson_interval(9, 10)
    assert low < 0.9 < high
    assert high - low > 0.3
    assert wilson_interval(0, 0) == (0.0, 1.0)


@given(st.sets(st.text(min_size=1), min_size=2, max_size=40), st.integers(0, 9))
def test_folds_test_every_file_once_and_never_on_what_was_learned(names, seed):
    parts = folds(list(names), seed)
    assert sorted(name for _, test in parts for name in test) == sorted(names)
    for training, testing in parts:
        assert not set(training) & set(testing)
        assert set(training) | set(testing) == names
    assert parts == folds(sorted(names, reverse=True), seed)


@given(st.sets(st.text(min_size=1), min_size=2, max_size=40), st.integers(1, 99), st.integers(0, 9))
def test_the_automatic_split_is_repeatable_and_leaves_both_sides_something(names, share, seed):
    training, testing = hold_out(list(names), share, seed)
    assert training
    assert testing
    assert sorted(training + testing) == sorted(names)
    assert (training, testing) == hold_out(sorted(names), share, seed)


def test_few_files_are_cross_validated_by_default():
    assert default_kind(49) is SplitKind.CROSS
    assert default_kind(50) is SplitKind.AUTO


def _model(training, testing, confusion=None, kind=SplitKind.AUTO):
    entities = {name: Counts(n.tags, 0, 0) for name, n in testing.items() if n.tags}
    return Model(
        "m", Recipe.FAST, "", "", "", 0.0, Split(kind), (), (), training, testing, Evaluation(entities, confusion or {})
    )


def test_guidance_names_few_tags_missing_tests_and_confusions():
    model = _model(
        {"A": TagCounts(14, 5), "B": TagCounts(100, 9), "C": TagCounts(15, 3)},
        {"A": TagCounts(10, 2), "B": TagCounts(20, 2)},
        {("A", "A"): 7, ("A", "B"): 3},
    )
    found = {(advice.kind, advice.entities) for advice in guidance(model)}
    assert (Guidance.FEW_TAGS, ("A",)) in found
    assert (Guidance.NOT_TESTED, ("C",)) in found
    assert (Guidance.CONFUSED, ("A", "B")) in found
    assert (Guidance.UNBALANCED_ENTITIES, ("B", "A")) in found


def test_entities_with_the_same_lack_share_one_sentence():
    counts = {"A": TagCounts(3, 2), "B": TagCounts(5, 2), "C": TagCounts(20, 2)}
    few, untested, *_ = guidance(_model(counts, {"C": TagCounts(4, 1)}))
    assert few.entities == untested.entities == ("A", "B")
    assert "A (3), B (5)" in few.sentence


def test_good_data_gets_no_guidance():
    counts = {"A": TagCounts(50, 5), "B": TagCounts(60, 9)}
    assert guidance(_model(counts, counts, kind=SplitKind.CROSS)) == []
