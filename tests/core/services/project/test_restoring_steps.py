"""Big steps can be taken back."""

from dataclasses import replace

import pytest

from core.domain.text.spans import ScoredSpan, Span
from core.errors import NotFoundError, StorageError
from core.jobs.training import delete_suggestions
from core.services.project import entities, files, merging, projects, restoring
from core.services.review import bulk, open_file
from core.store.steps import journal
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document

TEXT = "Ann met Ben in Rome.\n"


@pytest.fixture
def project(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    made = projects.create_project(tmp_path, ["Person", "City"])
    opened = open_file.open_file(made, "b.txt")
    opened.record(opened.session.tag(Span(15, 19, "City")))
    opened.save()
    spans = [ScoredSpan(0, 3, "Person", 0.9), ScoredSpan(8, 11, "Person", 0.4)]
    for name in ("a.txt", "b.txt"):
        change_record(
            made.paths,
            read_document(made.paths, name),
            lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
        )
    return made


def tagging(project, name):
    found = files.read_tagging(project, name)[1]
    confirmed = files.entry(project, name).confirmed
    return (
        [(t.start, t.entity) for t in found.tags],
        [s.start for s in found.suggestions],
        len(found.rejected),
        confirmed,
    )


STEPS = {
    "accepting suggestions at 80% and above": lambda project: bulk.accept_suggestions(project, min_score=0.8),
    "rejecting suggestions": bulk.reject_suggestions,
    "deleting the entity City": lambda project: entities.delete_entity(project, "City"),
    "deleting the entity Person": lambda project: entities.delete_entity(project, "Person"),
    "merging City into Person": lambda project: merging.merge_entities(project, "City", "Person"),
    "renaming City to Town": lambda project: entities.rename_entity(project, "City", "Town"),
    "training": lambda project: delete_suggestions(project.paths, files.list_files(project), "training"),
}


@pytest.mark.parametrize("what", STEPS)
def test_a_step_is_taken_back_exactly_and_that_can_be_taken_back_too(project, what):
    before = {name: tagging(project, name) for name in ("a.txt", "b.txt")}
    STEPS[what](project)
    after = {name: tagging(project, name) for name in ("a.txt", "b.txt")}
    assert after != before
    step, *others = restoring.kept_steps(project)
    assert step.what == what
    assert others == []
    told = restoring.restore(project, step.id)
    assert (told.merged, told.failures) == (0, ())
    assert {name: tagging(project, name) for name in ("a.txt", "b.txt")} == before
    assert set(entities.load_schema(project).names) == {"Person", "City"}
    restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert {name: tagging(project, name) for name in ("a.txt", "b.txt")} == after


def test_what_was_done_since_stays_and_what_was_lost_comes_beside_it(project):
    delete_suggestions(project.paths, files.list_files(project), "training")
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 3, "City")))
    opened.save()
    told = restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert (told.files, told.merged) == (2, 1)
    assert tagging(project, "a.txt") == ([(0, "City")], [8], 0, True)


def test_what_somebody_saves_while_a_step_goes_on_is_no_part_of_it(project, monkeypatch):
    def read_while_others_save(paths, name):
        if name == "b.txt":
            monkeypatch.undo()
            opened = open_file.open_file(project, "a.txt")
            opened.record(opened.session.tag(Span(15, 19, "City")))
            opened.save()
        return read_document(paths, name)

    monkeypatch.setattr(bulk, "read_document", read_while_others_save)
    bulk.reject_suggestions(project)
    told = restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert (told.files, told.merged) == (2, 1)
    assert tagging(project, "a.txt")[0] == [(15, "City")]


def test_a_step_that_changes_nothing_keeps_nothing(project):
    bulk.accept_suggestions(project, min_score=0.99)
    assert restoring.kept_steps(project) == []
    with pytest.raises(NotFoundError, match="restore"):
        restoring.restore(project, "../tags")


def test_a_file_that_is_gone_is_told_and_the_others_come_back(project):
    bulk.reject_suggestions(project)
    (project.folder / "a.txt").unlink()
    told = restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert told.files == 1
    assert told.failures[0][0] == "a.txt"


def test_old_steps_make_room_for_new_ones(project, monkeypatch):
    monkeypatch.setattr(journal, "KEPT", 2)
    for name in ("One", "Two", "Three"):
        entities.add_entity(project, name)
        opened = open_file.open_file(project, "b.txt")
        opened.record(opened.session.tag(Span(4, 7, name)))
        opened.save()
        entities.delete_entity(project, name)
    assert [step.what for step in restoring.kept_steps(project)] == [
        "deleting the entity Three",
        "deleting the entity Two",
    ]


def test_suggestions_are_chosen_by_entity_text_and_score_and_counted_without_a_change(project):
    which = bulk.Which(entities=["Person"], texts=["Ben"], max_score=0.5)
    counted = bulk.reject_suggestions(project, which=which, dry_run=True)
    assert (counted.files, counted.spans, counted.step) == (2, 2, "")
    assert tagging(project, "a.txt")[1:3] == ([0, 8], 0)
    assert bulk.reject_suggestions(project, which=which).spans == 2
    assert tagging(project, "a.txt")[1:3] == ([0], 1)
    assert bulk.accept_suggestions(project, which=bulk.Which(texts=["Somebody"])).spans == 0


def test_a_decision_goes_on_past_a_file_that_cannot_be_changed_and_names_its_step(project, monkeypatch):
    def read(paths, name):
        if name == "a.txt":
            raise StorageError("It is gone.")
        return read_document(paths, name)

    monkeypatch.setattr(bulk, "read_document", read)
    decided = bulk.accept_suggestions(project)
    assert (decided.files, [failure.name for failure in decided.failures]) == (1, ["a.txt"])
    assert restoring.restore(project, decided.step).files == 1
