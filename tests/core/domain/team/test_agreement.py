"""Agreement figures, against published worked examples and another implementation."""

import math

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.team.agreement import DoubleFile, alpha, kappa, measure
from core.domain.team.regions import regions
from core.domain.text.spans import Span, SpanSet


def file(labels, name="a.txt"):
    """A file of one-letter words; `labels` holds one string per annotator, with `.` for a word without a tag."""
    text = " ".join("w" for _ in labels[0])
    spans = [
        SpanSet(Span(2 * place, 2 * place + 1, label) for place, label in enumerate(each) if label != ".")
        for each in labels
    ]
    return DoubleFile(name, text, "2026-01-05", dict(zip(["ann", "bob", "cy"], spans, strict=False)))


def test_kappa_is_that_of_the_published_example_of_fifty_grants():
    # Two readers say yes or no to 50 grants: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; kappa is 0.4.
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    assert kappa(table) == pytest.approx(0.4)


def test_alpha_is_that_of_krippendorffs_binary_example():
    # Krippendorff 2011, section A: ten articles, two observers; alpha is 0.095.
    assert alpha({"0": 14, "1": 6}, {"0": 10, "1": 2}) == pytest.approx(0.095, abs=0.001)


def test_alpha_is_that_of_krippendorffs_nominal_example():
    # Krippendorff 2011, section B: twelve articles, two observers, five values; alpha is 0.692.
    one, other = "aabbdcccedda", "babbbccceddd"
    found = measure([file([one, other])])
    assert found.total.alpha.value == pytest.approx(0.692, abs=0.001)


@given(st.lists(st.tuples(*[st.sampled_from("AB.")] * 3), min_size=2, max_size=30))
def test_alpha_of_three_annotators_is_that_of_another_implementation(rows):
    labels = ["".join(each) for each in zip(*rows, strict=True)]
    found = measure([file(labels)]).total.alpha.value
    if len(set("".join(labels))) == 1:
        assert found is None
        return
    data = [["AB.".index(label) for label in each] for each in labels]
    assert found == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"))


def test_f1_of_spans_counts_exact_and_overlapping_partners():
    text = "Ann Lee met Bob"
    ann = SpanSet([Span(0, 7, "Person"), Span(12, 15, "Person")])
    bob = SpanSet([Span(0, 3, "Person"), Span(12, 15, "Person")])
    found = measure([DoubleFile("a.txt", text, "2026-01-05", {"ann": ann, "bob": bob})])
    assert found.total.strict.value == pytest.approx(0.5)
    assert found.total.overlapping.value == pytest.approx(1.0)
    assert found.pairs["ann", "bob"].strict.value == pytest.approx(0.5)
    assert found.entities["Person"].spans == 4


def test_the_matrix_says_who_tagged_what_otherwise():
    found = measure([file(["AAB.", "ABB.", "AAB."])])
    assert found.confusions == {("ann", "bob", "A", "B"): 1, ("bob", "cy", "B", "A"): 1}


def test_an_interval_holds_the_figure_and_needs_two_files():
    several = [file(["AB..A", "AB.BA"], f"{number}.txt") for number in range(6)] + [file(["A...B", "B...."], "x.txt")]
    found = measure(several, resamples=200).total.strict
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high
    assert measure(several[:1]).total.strict.low is None


def test_no_file_and_no_tag_leave_every_figure_undefined():
    for files in ([], [file(["...", "..."])]):
        found = measure(files).total
        assert [each.value for each in (found.strict, found.kappa, found.alpha)] == [None] * 3


def test_regions_join_what_overlaps_and_say_who_agrees():
    versions = {
        "ann": SpanSet([Span(0, 7, "A"), Span(9, 11, "B")]),
        "bob": SpanSet([Span(5, 8, "A"), Span(9, 11, "B")]),
    }
    first, second = regions(versions)
    assert (first.borders, first.is_agreed) == ((0, 8), False)
    assert (second.borders, second.is_agreed) == ((9, 11), True)
    assert first.in_words("Ann Lee, of x") == {"ann": "A [Ann Lee]", "bob": "A [ee,]"}
    assert second.in_words("Ann Lee, of x") == {"ann": "B", "bob": "B"}


def test_figures_are_never_not_a_number():
    found = measure([file(["A.", "A."]), file(["..", ".B"], "b.txt")], resamples=50)
    assert found.total.alpha.low is None or not math.isnan(found.total.alpha.low)
    assert found.total.alpha.high is None or not math.isnan(found.total.alpha.high)
