from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.team.assignments import (
    Progress,
    changed_assignments,
    count_files,
    distribute,
    hand_over,
    parse_people,
    progress,
    without,
)
from core.errors import RequestError

NAMES = st.sets(st.text(min_size=1, max_size=6), max_size=60)
PEOPLE = st.sets(st.sampled_from(["ann", "bob", "cy", "dora", "Eve Lee", "Åsa", "7"]), min_size=1)


@given(NAMES, PEOPLE, st.data(), st.integers(0, 5))
def test_every_file_gets_so_many_people_and_loads_differ_by_one_at_most(names, people, data, seed):
    each = data.draw(st.integers(1, len(people)))
    dealt = distribute(names, people, each, seed)
    assert dealt.keys() == names
    assert all(len(set(who)) == len(who) == each and people.issuperset(who) for who in dealt.values())
    loads = [count_files(dealt).get(person, 0) for person in people]
    assert max(loads) - min(loads) <= 1
    assert distribute(sorted(names, reverse=True), sorted(people), each, seed) == dealt


def test_the_seed_decides_who_gets_what():
    names = [f"{number}.txt" for number in range(40)]
    assert distribute(names, ["ann", "bob"], seed=1) != distribute(names, ["ann", "bob"], seed=2)


def test_everybody_shares_files_with_everybody_else():
    people = ["ann", "bob", "cy", "dora"]
    dealt = distribute([f"{number}.txt" for number in range(60)], people, 2)
    assert set(dealt.values()) == set(combinations(people, 2))


@pytest.mark.parametrize("each", [0, -1, 3])
def test_a_file_cannot_have_more_people_than_there_are(each):
    with pytest.raises(RequestError, match=f"cannot have {each} of 2 annotators"):
        distribute(["a"], ["ann", "bob", "ann"], each)


@given(NAMES, PEOPLE, PEOPLE, st.data(), st.integers(0, 5))
def test_handing_over_keeps_the_number_of_people_of_every_file(names, people, takers, data, seed):
    giver = data.draw(st.sampled_from(sorted(people)))
    takers -= {giver}
    present = distribute(names, people, data.draw(st.integers(1, len(people))), seed)
    changed = hand_over(present, names, giver, takers, seed)
    for name, before in present.items():
        after = changed.get(name, before)
        assert len(set(after)) == len(after) == len(before)
        assert set(before) - {giver} <= set(after)
        if giver in after:
            assert takers <= set(before)


def test_files_that_are_handed_over_are_shared_out_equally():
    present = {f"{number}.txt": ("ann",) for number in range(9)}
    assert count_files(hand_over(present, present, "ann", ["bob", "cy"])) in ({"bob": 5, "cy": 4}, {"bob": 4, "cy": 5})
    with pytest.raises(RequestError, match="ann cannot take over files of ann"):
        hand_over(present, present, "ann", ["ann", "bob"])


def test_files_are_taken_from_some_people_or_from_all():
    present = {"a": ("ann", "bob"), "b": ("bob",), "c": ("cy",)}
    assert without(present, present, ["bob"]) == {"a": ("ann",), "b": ()}
    assert without(present, ["a", "none"]) == {"a": ()}
    assert changed_assignments(present, {"b": (), "d": ("ann",)}) == {"a": ("ann", "bob"), "c": ("cy",), "d": ("ann",)}


def test_progress_counts_what_each_has_to_do():
    files = Files(
        [
            FileEntry("untouched", assigned_to=("ann",)),
            FileEntry("ann has read it", assigned_to=("ann",), confirmed=True, decided_by=("ann",)),
            FileEntry("bob has read it for ann", assigned_to=("ann",), confirmed=True, decided_by=("bob",)),
            FileEntry("cy alone has read it", assigned_to=("ann", "cy"), confirmed=True, decided_by=("cy",)),
            FileEntry("suggestions are left", assigned_to=("cy",), confirmed=True, suggestions={"job": 1}),
            FileEntry("empty", assigned_to=("cy",), problem="It is empty."),
            FileEntry("nobody's", confirmed=True, decided_by=("dora",)),
        ]
    )
    assert progress(files) == [Progress("ann", 4, 2), Progress("cy", 2, 1)]
    assert [person.left for person in progress(files)] == [2, 1]
    assert files.assigned_to("cy").decided_by("cy").names == ["cy alone has read it"]
    assert files.unassigned().names == ["nobody's"]


def test_people_are_named_with_commas():
    assert parse_people(" ann, Eve Lee,,ann ") == ("ann", "Eve Lee")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [(" , ", "No annotator is named"), ("ann,\x1b[31mbob", "cannot be shown"), ("a" * 101, "longer than 100")],
)
def test_odd_names_are_refused_in_a_sentence(written, complaint):
    with pytest.raises(RequestError, match=complaint):
        parse_people(written)
