"""Search, check, same text, spot check and history over a project."""

from dataclasses import replace

import pytest

from core.domain.finding.places import Query
from core.domain.text.spans import ScoredSpan, Span
from core.errors import ConflictError, NotFoundError, RequestError
from core.services.project import files, projects
from core.services.review import bulk, checking, history, open_file, places
from core.services.review.same_text import SameText
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document

A = "Ann Lee met Acme Corp in Oslo. Ann Lee left Oslo.\n"
B = "Acme Corp of Rome wrote.\r\nOslo answered Acme Corp.\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.txt").write_bytes(A.encode())
    (tmp_path / "b.txt").write_bytes(B.encode())
    return projects.create_project(tmp_path, ["Person", "Company", "City"])


def tag(project, name, *spans):
    opened = open_file.open_file(project, name)
    for start, end, entity in spans:
        opened.record(opened.session.tag(Span(start, end, entity)))
    opened.save()


def suggest(project, name, *spans):
    scored = [ScoredSpan(*span) for span in spans]
    document = read_document(project.paths, name)
    change_record(project.paths, document, lambda r: replace(r, tagging=r.tagging.proposed(scored, "j", "m")[0]))


def where(found):
    return [(place.name, place.start, place.text) for place in found]


def test_letters_are_found_in_all_texts_whatever_their_case(project):
    assert where(places.search(project, "OSLO")) == [
        ("a.txt", 25, "Oslo"),
        ("a.txt", 44, "Oslo"),
        ("b.txt", 26, "Oslo"),
    ]


def test_tags_and_suggestions_are_found_by_entity_and_score(project):
    tag(project, "a.txt", (0, 7, "Person"), (12, 21, "Company"))
    suggest(project, "b.txt", (0, 9, "Company", 0.4), (13, 17, "City", 0.9))
    assert where(places.search(project, "entity:company")) == [("a.txt", 12, "Acme Corp"), ("b.txt", 0, "Acme Corp")]
    assert where(places.search(project, "score<50%")) == [("b.txt", 0, "Acme Corp")]
    assert where(places.search(project, "rome score>0.5")) == [("b.txt", 13, "Rome")]


@pytest.mark.parametrize("written", ["", "   ", "score<much", "score<nan", "score>7", 'entity:""'])
def test_a_search_for_nothing_is_refused(written):
    with pytest.raises(RequestError):
        Query.parse(written)


@pytest.mark.parametrize("written", ["score:0.5", "entity<0.5", "identity:card", "underscore>0.5"])
def test_what_only_looks_like_a_filter_is_text(written):
    assert Query.parse(written) == Query(written)


def test_without_letters_no_place_of_no_length_is_found():
    assert Query(entity="Person").find("Anna") == []


def test_the_check_lists_strings_tagged_in_two_ways_and_those_left_bare(project):
    tag(project, "a.txt", (0, 7, "Person"), (12, 21, "Company"), (25, 29, "City"))
    tag(project, "b.txt", (0, 9, "Person"), (13, 17, "City"))
    notes = {(each.place.name, each.place.start): each.place.note for each in checking.check(project).open}
    assert notes == {
        ("a.txt", 12): "Company here, 1x Person elsewhere",
        ("b.txt", 0): "Person here, 1x Company elsewhere",
        ("a.txt", 31): "not tagged here, 1x Person elsewhere",
        ("a.txt", 44): "not tagged here, 1x City elsewhere",
        ("b.txt", 26): "not tagged here, 1x City elsewhere",
        ("b.txt", 40): notes[("b.txt", 40)],
    }


def starts(project):
    doubts = checking.check(project)
    return [(each.place.name, each.place.start) for each in doubts.open], doubts.right


def doubt_at(project, name, start):
    return next(d for d in checking.check(project).open if (d.place.name, d.place.start) == (name, start))


def test_a_place_that_is_marked_as_right_is_not_listed_again_and_is_counted_until_it_is_taken_back(project):
    tag(project, "a.txt", (0, 7, "Person"), (12, 21, "Company"))
    tag(project, "b.txt", (0, 9, "Person"))
    before, right = starts(project)
    assert right == 0
    marks = [
        checking.mark_right(project, [doubt_at(project, "b.txt", 0)]),  # a tag that differs from the other
        checking.mark_right(project, [doubt_at(project, "a.txt", 31)]),  # a place without a tag
    ]
    after, right = starts(project)
    assert right == 2
    assert set(before) - set(after) == {("b.txt", 0), ("a.txt", 31)}
    assert history.file_history(project, "b.txt")[0][2] == "marked 1 as right"
    for each in reversed(marks):
        checking.take_marks_back(project, each)
    assert starts(project) == (before, 0)


def test_all_places_alike_can_be_marked_at_once(project):
    tag(project, "a.txt", (25, 29, "City"))
    tag(project, "b.txt", (0, 9, "Company"))
    one = doubt_at(project, "a.txt", 44)
    alike = [each for each in checking.check(project).open if each.is_like(one)]
    assert {(each.place.name, each.place.text) for each in alike} == {("a.txt", "Oslo"), ("b.txt", "Oslo")}
    marks = checking.mark_right(project, alike)
    left, right = starts(project)
    assert (len(left), right) == (2, 2)  # Acme Corp, untagged in both files
    checking.take_marks_back(project, marks)
    assert starts(project)[1] == 0


def test_a_mark_goes_with_a_tag_and_ends_when_the_tag_is_changed(project):
    tag(project, "a.txt", (12, 21, "Company"))
    tag(project, "b.txt", (0, 9, "Person"))
    checking.mark_right(project, [doubt_at(project, "b.txt", 0)])
    text = project.folder / "b.txt"
    text.write_bytes(b"Now: " + text.read_bytes())
    assert ("b.txt", 5) not in starts(project)[0]
    opened = open_file.open_file(project, "b.txt")
    (marked,) = opened.session.current.tags
    opened.record(opened.session.edit(marked, Span(5, 14, "City")))
    opened.save()
    assert ("b.txt", 5) in starts(project)[0]


def test_a_mark_on_a_tag_that_somebody_has_changed_meanwhile_is_refused(project):
    tag(project, "a.txt", (12, 21, "Company"))
    tag(project, "b.txt", (0, 9, "Person"))
    doubt = doubt_at(project, "b.txt", 0)
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.remove(opened.session.current.tags[0]))
    opened.save()
    with pytest.raises(ConflictError, match="changed meanwhile"):
        checking.mark_right(project, [doubt])


def same(project, string="Acme Corp"):
    return SameText(project, string, "Company", leaving_out="a.txt")


def test_the_same_text_is_found_where_it_is_bare_in_files_not_read_yet(project):
    suggest(project, "b.txt", (0, 9, "Company", 0.5))
    assert where(same(project).places()) == [("b.txt", 40, "Acme Corp")]
    tag(project, "b.txt", (13, 17, "City"))  # saved with a suggestion left: not read to the end
    assert where(same(project).places()) == [("b.txt", 40, "Acme Corp")]
    bulk.reject_suggestions(project, ["b.txt"])  # unseen: nobody has read the file by that
    assert where(same(project).places()) == [("b.txt", 40, "Acme Corp")]
    open_file.open_file(project, "b.txt").save()
    assert same(project).places() == []


def test_the_same_text_is_tagged_in_other_files_as_decisions_to_be_saved_and_taken_back_at_once(project):
    alike = same(project)
    assert alike.tag(alike.places()) == 2
    assert alike.places() == []
    assert same(project).places() == []  # also for those who look anew
    assert not load_record(project.paths, read_document(project.paths, "b.txt")).tagging.tags
    assert alike.undo() == 2
    assert len(alike.places()) == 2
    assert alike.undo() == 0
    assert alike.tag(alike.places()[:1]) == 1
    alike.close()
    opened = open_file.open_file(project, "b.txt")
    assert [tag.span for tag in opened.session.current.tags] == [Span(0, 9, "Company")]


def test_what_was_accepted_unseen_can_be_sampled_and_judged(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (12, 21, "City", 0.8))
    suggest(project, "b.txt", (0, 9, "Company", 0.7))
    bulk.accept_suggestions(project, ["a.txt"])
    opened = open_file.open_file(project, "b.txt")
    opened.record(opened.session.accept(opened.session.current.suggestions[0]))
    opened.save()
    sample = places.unseen_sample(project, 10, seed=0)
    assert sorted(where(sample)) == [("a.txt", 0, "Ann Lee"), ("a.txt", 12, "Acme Corp")]
    changes = [history.judge_unseen(project, place, right=place.start == 0) for place in sample]
    assert not next(entry for entry in files.list_files(project) if entry.name == "a.txt").confirmed
    for place, change in zip(sample, changes, strict=True):
        history.take_back_judgement(project, place, change)
    assert places.unseen_sample(project, 10, seed=0) == sample
    for place in sample:
        history.judge_unseen(project, place, right=place.start == 0)
    tags = load_record(project.paths, read_document(project.paths, "a.txt")).tagging.tags
    assert [(t.start, t.origin.unseen) for t in tags] == [(0, False)]
    assert places.unseen_sample(project, 10, seed=0) == []
    with pytest.raises(NotFoundError):
        history.judge_unseen(project, sample[0], right=False)


def test_the_history_tells_who_did_what_latest_first(project):
    suggest(project, "a.txt", (0, 7, "Person", 0.9), (12, 21, "City", 0.8))
    bulk.accept_suggestions(project, ["a.txt"], min_score=0.85)
    bulk.reject_suggestions(project, ["a.txt"])
    tag(project, "a.txt", (25, 29, "City"))
    told = [what for _, _, what in history.file_history(project, "a.txt")]
    assert told == ["tagged 1", "rejected 1", "accepted 1 (1 of them unseen)"]
    assert all(by for _, by, _ in history.file_history(project, "a.txt"))
