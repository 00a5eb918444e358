"""Samples are random, stratified, repeatable, and may be judged up to any unit."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.audit.sampling import STRETCH, Drawing, Kind, Stratum, Unit, stratum_of, stretches
from core.domain.tagging.tags import IMPORTED, MANUAL, Origin, OriginKind, Tag

SIZES = {Stratum.MANUAL: 40, Stratum.UNSEEN: 400, Stratum.IMPORTED: 1, Stratum.READ: 30, Stratum.UNREAD: 200}


def drawn(seed, tags=50, texts=20):
    drawing = Drawing(seed, {Kind.TAG: tags, Kind.STRETCH: texts})
    for stratum, size in SIZES.items():
        for number in range(size):
            entity = "Person" if stratum.kind is Kind.TAG else ""
            drawing.offer(Unit(stratum, "a.txt", "h", number, number + 1, entity))
    return drawing


@given(st.text(alphabet=st.sampled_from("ab \n\r日"), max_size=3000))
def test_stretches_hold_every_letter_of_a_text_once(text):
    found = list(stretches(text))
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(found))
    inside = {at for start, end in found for at in range(start, end)}
    assert all(at in inside for at, letter in enumerate(text) if not letter.isspace())
    assert all(end - start <= STRETCH * 3 // 2 for start, end in found)


def test_stretches_are_cut_at_line_ends_where_there_are_some():
    text = "".join(f"line {number} of a letter\r\n" for number in range(200))
    found = list(stretches(text))
    assert all(text[:end].endswith("\r\n") for _, end in found)
    assert all(abs(end - start - STRETCH) <= 24 for start, end in found[:-1])


def test_a_text_without_line_ends_is_cut_at_blanks_and_one_without_blanks_is_cut_all_the_same():
    assert all(end % 5 == 0 for _, end in list(stretches("four " * 600))[:-1])
    assert list(stretches("日" * 1000)) == [(0, 400), (400, 1000)]


def test_the_queue_begins_with_two_of_each_stratum_in_random_order():
    first = drawn(1).queue()[:9]
    counts = Counter(unit.stratum for unit in first)
    assert counts == {Stratum.MANUAL: 2, Stratum.UNSEEN: 2, Stratum.IMPORTED: 1, Stratum.READ: 2, Stratum.UNREAD: 2}
    orders = {tuple(unit.stratum for unit in drawn(seed).queue()[:9]) for seed in range(8)}
    assert len(orders) == 8


def test_as_many_are_drawn_as_wanted_none_twice_and_in_turn():
    queue = drawn(1).queue()
    kinds = Counter(unit.kind for unit in queue)
    assert kinds == {Kind.TAG: 50, Kind.STRETCH: 20}
    assert len(set(queue)) == len(queue)
    half = Counter(unit.kind for unit in queue[9:40])
    assert half[Kind.STRETCH] == pytest.approx(8, abs=1)


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    assert drawn(5).queue() == drawn(5).queue() != drawn(6).queue()
    assert drawn(5).sizes[Stratum.UNSEEN] == {"Person": 400}


def test_every_unit_of_a_stratum_is_as_likely_at_every_place_of_the_queue():
    chosen = Counter[int]()
    for seed in range(400):
        units = [unit.start for unit in drawn(seed, 60, 0).queue() if unit.stratum is Stratum.MANUAL]
        chosen.update(units[:2])
    assert len(chosen) == 40
    assert all(abs(count - 20) < 22 for count in chosen.values())  # 20 are expected of each; 5 standard deviations


def test_a_kind_of_which_none_is_wanted_is_counted_and_not_drawn():
    drawing = drawn(1, 0, 20)
    assert {unit.kind for unit in drawing.queue()} == {Kind.STRETCH}
    assert drawing.sizes[Stratum.UNSEEN].total() == 400


@pytest.mark.parametrize(
    ("origin", "stratum"),
    [
        (MANUAL, Stratum.MANUAL),
        (IMPORTED, Stratum.IMPORTED),
        (Origin(OriginKind.ACCEPTED), Stratum.ONE_BY_ONE),
        (Origin(OriginKind.ACCEPTED, unseen=True), Stratum.UNSEEN),
    ],
)
def test_the_stratum_of_a_tag_is_how_it_came_to_be(origin, stratum):
    assert stratum_of(Tag(0, 1, "Person", origin)) is stratum
