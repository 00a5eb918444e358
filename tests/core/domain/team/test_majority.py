"""The tags that most annotators of a file agree on."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.team.majority import Majority, majority
from core.domain.text.spans import Span, SpanSet


def spans(*drafts):
    return SpanSet(Span(*draft) for draft in drafts)


@st.composite
def versions_of(draw, fewest=2, most=5):
    """Versions that often agree: each annotator keeps some of the same few spans."""
    drafts = st.builds(
        lambda start, length, entity: Span(start, start + length, entity),
        st.integers(0, 12),
        st.integers(1, 4),
        st.sampled_from("AB"),
    )
    pool = draw(st.lists(drafts, min_size=1, max_size=6))
    versions = {}
    for number in range(draw(st.integers(fewest, most))):
        own: SpanSet[Span] = SpanSet()
        for span in draw(st.lists(st.sampled_from(pool), max_size=6)):
            if not own.overlapping(*span.borders):
                own = own.with_added([span])
        versions[f"person {number}"] = own
    return versions


@given(versions_of())
def test_a_span_counts_if_more_than_half_tagged_it(versions):
    found = majority(versions)  # a set of spans that overlap would raise
    everything = {span for own in versions.values() for span in own}
    for span in everything:
        tagged = [name for name, own in versions.items() if span in own]
        assert (span in found.spans) == (len(tagged) > len(versions) / 2)
    assert set(found.spans) <= everything


@given(versions_of())
def test_each_place_that_somebody_tagged_is_a_tag_contested_or_untagged_by_most(versions):
    found = majority(versions)
    for start, end in found.contested:
        assert not found.spans.overlapping(start, end)
    for place in range(20):
        tagged = sum(own.at(place) is not None for own in versions.values())
        contested = any(start <= place < end for start, end in found.contested)
        if 2 * tagged >= len(versions) and not found.spans.at(place):
            outvoted = [own.at(place) for own in versions.values() if own.at(place)]
            assert contested or any(found.spans.overlapping(*span.borders) for span in outvoted)
        assert not contested or tagged


@given(versions_of(), st.randoms())
def test_the_order_of_annotators_does_not_matter(versions, random):
    names = list(versions)
    random.shuffle(names)
    assert majority({name: versions[name] for name in names}) == majority(versions)


@given(versions_of(1, 1), st.integers(2, 5))
def test_what_all_agree_on_is_the_version_of_each(version, annotators):
    (own,) = version.values()
    agreed = majority(dict.fromkeys("abcde"[:annotators], own), [own] * annotators)
    assert agreed == Majority(own, (), frozenset(own))


@given(versions_of(2, 2))
def test_of_two_annotators_only_tags_of_both_count_and_all_else_is_contested(versions):
    one, other = versions.values()
    found = majority(versions)
    assert set(found.spans) == set(one) & set(other)
    for span in {*one, *other} - set(found.spans):
        if not found.spans.overlapping(*span.borders):
            assert any(start <= span.start and span.end <= end for start, end in found.contested)


def test_of_three_annotators_two_decide_that_there_is_a_tag_or_none():
    cy = spans((0, 9, "City"), (20, 24, "City"), (30, 33, "City"))
    found = majority(
        {
            "ann": spans((0, 4, "City"), (40, 44, "City")),
            "bob": spans((0, 4, "City"), (30, 34, "City"), (40, 44, "Person")),
            "cy": cy,
        },
        [[Span(50, 51, "City")], [Span(50, 51, "City"), Span(60, 61, "City")], []],
    )
    assert found == Majority(spans((0, 4, "City")), ((30, 34), (40, 44)), frozenset({Span(50, 51, "City")}))
