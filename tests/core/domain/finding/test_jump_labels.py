"""Labels by which any place is one or two keys away."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.finding.jump_labels import LastingLabels

REACH = 40


def places(*numbers):
    return [(number, number + 1) for number in numbers]


@given(st.lists(st.tuples(st.sets(st.integers(0, 300), max_size=80), st.sets(st.integers(0, 300))), max_size=6))
def test_a_place_keeps_its_label_until_it_is_tagged_and_no_label_begins_with_another(views):
    """Each view shows some places, after some others were tagged."""
    labels, tagged = LastingLabels("abcdefgh"), set()
    for shown, tagged_now in views:
        before = {place: label for place, label in labels.labels.items() if place not in tagged}
        tagged |= set(places(*tagged_now))

        def is_open(place, tagged=frozenset(tagged)):
            return place not in tagged

        visible = [place for place in places(*sorted(shown)) if is_open(place)]
        labels = labels.covering(visible, is_open)
        assert set(labels.among(visible).values()) == set(visible)
        assert all(labels.labels[place] == label for place, label in before.items() if is_open(place))
        alive = sorted(label for place, label in labels.labels.items() if is_open(place))
        assert not any(second.startswith(first) for first, second in pairwise(alive))


def test_the_first_places_get_one_letter_and_the_letter_of_a_tagged_one_is_free_again():
    labels = LastingLabels("abcde").covering(places(*range(5)), lambda _: True)
    assert list(labels.among(places(*range(5)))) == ["a", "b", "c", "d", "ea"]
    labels = labels.covering(places(9), lambda place: place != (2, 3))
    assert labels.among(places(9)) == {"c": (9, 10)}
    labels = labels.covering(places(2), lambda _: True)  # the tag was taken back
    assert labels.among(places(2)) == {"eb": (2, 3)}


@given(st.sets(st.integers(0, 2000), max_size=200), st.lists(st.integers(0, 2000), max_size=8))
def test_labels_are_unique_in_every_view_and_places_far_apart_share_short_ones(starts, views):
    """Each view begins somewhere, and holds less than the reach."""
    everything = places(*sorted(starts))
    labels = LastingLabels.for_places("abcdefgh", everything, REACH)
    for begin in views:
        visible = [place for place in everything if begin <= place[0] < begin + REACH // 4]
        before = labels.labels
        labels = labels.covering(visible, lambda _: True)
        assert set(labels.among(visible).values()) == set(visible)
        assert labels.labels.items() >= before.items()
    if len(starts) <= 7:
        assert all(len(label) == 1 for label in labels.labels.values())


def test_a_view_that_holds_two_places_of_one_label_gives_the_second_another():
    labels = LastingLabels("abc", reach=10).covering(places(0), lambda _: True).covering(places(50), lambda _: True)
    assert labels.among(places(0)) == {"a": (0, 1)}
    assert labels.among(places(50)) == {"a": (50, 51)}
    assert set(labels.covering(places(0, 50), lambda _: True).among(places(0, 50)).values()) == set(places(0, 50))
