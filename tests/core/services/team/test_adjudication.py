"""Adjudication: the versions of a file become one."""

import pytest

from core.errors import ConflictError, RequestError, StorageError
from core.services.project import files
from core.services.report.gathering import gather
from core.services.review import history, open_file
from core.services.team.adjudication import Adjudication
from core.services.team.agreement import measure_agreement
from core.services.team.double import Chosen, mark_double, marked_files, reopen_double
from core.services.training import training
from tests.core.services.team.people import as_user, plain, suggest, tag

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")
PARIS = (16, 21, "City")
SECOND_BEN = (23, 26, "Person")


@pytest.fixture
def done(project):
    """Two annotators agree on Anna and Ben, and differ on Paris and on the second Ben; a suggestion is left over."""
    suggest(project, "a.txt", (5, 8, "City", 0.9))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA, BEN, PARIS)
    tag(project, "bob", "a.txt", ANNA, BEN, (16, 21, "Person"), SECOND_BEN)
    return project


def main_tags(project):
    with as_user("carol"):
        return plain(files.read_tagging(project, "a.txt")[1].tags)


def test_decisions_become_the_tags_with_who_decided_and_from_whom(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        assert adjudication.take_agreed() == 2
        city, second = adjudication.disagreements()
        assert city.annotators == ("ann", "bob")
        adjudication.take(city, "ann")
        adjudication.decide(second, ())
        assert main_tags(done) == []  # nothing counts before it is saved
        assert adjudication.save() == ["a.txt"]
        assert (adjudication.files, adjudication.disagreements()) == (0, [])
        entry = history.file_history(done, "a.txt")[0]
    assert main_tags(done) == [ANNA, BEN, PARIS]
    gathered = gather(done)
    assert (gathered.tags["Person"].by_hand, gathered.tags["Person"].accepted) == (2, 0)
    assert [sum(by_person.values()) for by_person in gathered.days.values()] == [5]
    assert entry[1:] == ("carol", "took 2 of ann and bob, took 1 of ann, rejected 2")
    for user in ("ann", "bob", "carol"):  # it is one file again, for everybody
        with as_user(user):
            assert plain(files.read_tagging(done, "a.txt")[1].tags) == [ANNA, BEN, PARIS]
            assert not files.list_files(done)[0].blind
    assert [file.mark.adjudicator for file in marked_files(done)] == ["carol"]
    assert training.plan_training(done).files.names == ["a.txt"]
    assert len(measure_agreement(done).disagreements) == 2  # how well they agreed stays as it was


def test_an_annotator_may_adjudicate(done):
    with as_user("ann"):
        adjudication = Adjudication(done)
        adjudication.take_agreed()
        for each in adjudication.disagreements():
            adjudication.take(each, "bob")
        adjudication.save()
    assert main_tags(done) == [ANNA, BEN, (16, 21, "Person"), SECOND_BEN]


def test_a_tag_of_nobody_can_be_taken(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        _, second = adjudication.disagreements()
        others = plain(second.others(["Person", "City"]))
        assert others == [(23, 26, "City")]
        adjudication.decide(second, tuple(second.others(["Person", "City"])))
        adjudication.take(adjudication.disagreements()[0], "ann")
        adjudication.take_agreed()
        adjudication.save()
        assert "decided 1 otherwise" in history.file_history(done, "a.txt")[0][2]
    assert (23, 26, "City") in main_tags(done)


def test_decisions_are_undone_and_redone_one_by_one(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        before = adjudication.disagreements()
        adjudication.take(before[0], "ann")
        adjudication.take_agreed()
        assert (len(adjudication.disagreements()), adjudication.agreed) == (1, 0)
        assert adjudication.undo()
        assert (len(adjudication.disagreements()), adjudication.agreed) == (1, 2)
        assert adjudication.undo()
        assert adjudication.disagreements() == before
        assert not adjudication.undo()
        assert adjudication.redo()
        assert adjudication.redo()
        assert not adjudication.redo()
        assert (len(adjudication.disagreements()), adjudication.agreed) == (1, 0)


def test_decisions_survive_a_crash_and_can_be_undone_after_it(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        adjudication.decide(adjudication.disagreements()[0], ())
        again = Adjudication(done)  # the first one was never closed
        assert len(again.disagreements()) == 1
        assert again.undo()
        assert len(again.disagreements()) == 2


def test_a_file_is_saved_only_when_everything_in_it_is_decided(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        adjudication.take(adjudication.disagreements()[0], "ann")
        assert adjudication.save() == []
        adjudication.take(adjudication.disagreements()[0], "ann")
        assert adjudication.save() == []  # what all agree on was not taken yet
        adjudication.take_agreed()
        assert adjudication.ready == 1
        assert adjudication.save() == ["a.txt"]


def test_only_one_of_two_adjudicators_saves_a_file(done):
    with as_user("dan"):
        late = Adjudication(done)
        late.take_agreed()
        for each in late.disagreements():
            late.take(each, "bob")
    with as_user("carol"):
        first = Adjudication(done)
        first.take_agreed()
        for each in first.disagreements():
            first.take(each, "ann")
        first.save()
    with as_user("dan"), pytest.raises(ConflictError, match="somebody else has done so"):
        late.save()
    assert main_tags(done) == [ANNA, BEN, PARIS]


def test_a_file_is_not_adjudicated_before_all_are_done(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    with as_user("carol"):
        assert Adjudication(project).files == 0
    tag(project, "bob", "a.txt")
    with as_user("carol"):
        assert Adjudication(project).files == 1


def test_a_disk_that_fails_leaves_the_decision_undone(done, monkeypatch):
    with as_user("carol"):
        adjudication = Adjudication(done)
        before = adjudication.disagreements()

        def full(*_):
            raise StorageError("The disk is full.")

        monkeypatch.setattr("core.store.tags.journals.append_durably", full)
        with pytest.raises(StorageError, match="full"):
            adjudication.take(before[0], "ann")
        monkeypatch.undo()
        assert adjudication.disagreements() == before
        assert not adjudication.undo()


def test_tags_that_an_annotator_could_not_see_are_replaced_where_a_decision_is_made(done):
    tag(done, "carol", "a.txt", (13, 21, "City"))
    with as_user("carol"):
        adjudication = Adjudication(done)
        adjudication.take_agreed()
        for each in adjudication.disagreements():
            adjudication.take(each, "ann")
        adjudication.save()
        assert "removed 1" in history.file_history(done, "a.txt")[0][2]
    assert main_tags(done) == [ANNA, BEN, PARIS]


def test_a_file_that_was_adjudicated_is_opened_as_any_other(done):
    with as_user("carol"):
        adjudication = Adjudication(done)
        adjudication.take_agreed()
        for each in adjudication.disagreements():
            adjudication.take(each, "ann")
        adjudication.save()
    tag(done, "ann", "a.txt", (5, 8, "City"))
    assert (5, 8, "City") in main_tags(done)
    with as_user("bob"):
        assert not [note for note in open_file.open_file(done, "a.txt").notes if "blindly" in note]


def test_a_file_that_is_opened_again_is_adjudicated_anew(done):
    for user, wanted in (("ann", [ANNA, BEN, PARIS]), ("bob", [ANNA, BEN, (16, 21, "Person"), SECOND_BEN])):
        with as_user("carol"):
            adjudication = Adjudication(done)
            adjudication.take_agreed()
            for each in adjudication.disagreements():
                adjudication.take(each, user)
            adjudication.save()
        assert main_tags(done) == wanted
        reopen_double(done, ["a.txt"])
        assert seen_by_ann(done) == [ANNA, BEN, PARIS]
    with pytest.raises(RequestError, match="not adjudicated"):
        reopen_double(done, ["a.txt"])


def seen_by_ann(project):
    with as_user("ann"):
        return plain(files.read_tagging(project, "a.txt")[1].tags)
