"""Agreement between the versions of files that were tagged blindly."""

import pytest

from core.errors import NotFoundError
from core.services.team.agreement import measure_agreement
from core.services.team.double import Chosen, mark_double
from tests.core.services.team.people import as_user, tag

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")
PARIS = (16, 21, "City")
SECOND_BEN = (23, 26, "Person")


@pytest.fixture
def compared(project):
    """Two annotators agree on Anna and Ben, and differ on Paris and on the second Ben."""
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA, BEN, PARIS)
    tag(project, "bob", "a.txt", ANNA, BEN, (16, 21, "Person"), SECOND_BEN)
    return project


def test_spans_and_tokens_are_compared(compared):
    found = measure_agreement(compared).agreement
    assert (found.files, found.tokens) == (1, 11)
    # 3 and 4 tags; two of each have a partner: 2 * 2 / 7.
    assert found.total.strict.value == pytest.approx(4 / 7)
    # Eleven tokens: 2 both Person, 7 both none (full stops count), 1 City against Person, 1 none against Person.
    # Observed 9/11; expected (2*4 + 1*0 + 8*7) / 121.
    assert found.total.kappa.value == pytest.approx((9 / 11 - 64 / 121) / (1 - 64 / 121))
    assert found.total.strict.low is None  # one file: there is nothing to resample
    assert dict(found.confusions) == {("ann", "bob", "City", "Person"): 1, ("ann", "bob", "", "Person"): 1}


def test_each_disagreement_is_a_place_with_what_each_tagged(compared):
    places = [
        (each.place.name, each.line, each.place.start, each.place.text, each.place.note)
        for each in measure_agreement(compared).disagreements
    ]
    assert places == [
        ("a.txt", 1, 16, "Paris", "ann: City; bob: Person"),
        ("a.txt", 2, 23, "Ben", "ann: nothing; bob: Person"),
    ]


def test_one_entity_can_be_compared_alone(compared):
    found = measure_agreement(compared, "City")
    assert found.agreement.total.strict.value == 0
    assert [each.place.note for each in found.disagreements] == ["ann: City; bob: nothing"]
    with pytest.raises(NotFoundError):
        measure_agreement(compared, "Town")


def test_nothing_is_shown_of_a_file_before_all_annotators_are_done_with_it(compared):
    mark_double(compared, Chosen(("b.txt",)), ["ann", "bob"])
    tag(compared, "ann", "b.txt", (0, 5, "City"))
    tag(compared, "bob", "b.txt", (16, 20, "Person"), save=False)
    found = measure_agreement(compared)
    assert (found.agreement.files, found.waiting) == (1, 1)
    assert {each.place.name for each in found.disagreements} == {"a.txt"}
    tag(compared, "bob", "b.txt")
    found = measure_agreement(compared)
    assert (found.agreement.files, found.waiting) == (2, 0)
    assert found.agreement.total.strict.low is not None


def test_it_does_not_matter_who_asks(compared):
    reports = []
    for user in ("ann", "bob", "carol"):
        with as_user(user):
            reports.append(measure_agreement(compared))
    assert reports[0] == reports[1] == reports[2]


def test_a_file_that_is_gone_is_named_and_stops_nothing(compared):
    mark_double(compared, Chosen(("b.txt",)), ["ann", "bob"])
    (compared.folder / "b.txt").unlink()
    found = measure_agreement(compared)
    assert [failure.name for failure in found.left_out] == ["b.txt"]
    assert found.agreement.files == 1
