"""Exports, trainings and changes of many files, while some files are tagged blindly."""

import io
import json

import pytest

from core.errors import RequestError
from core.services import exchange
from core.services.project import entities, opening, restoring
from core.services.review import bulk
from core.services.team.double import Chosen, mark_double
from core.services.training import training
from tests.core.services.team.people import as_user, seen_by, suggest, suggested_to, tag

ANNA = (0, 4, "Person")
BEN = (9, 12, "Person")
PARIS = (16, 21, "City")


def test_exports_leave_out_what_is_tagged_blindly_for_everybody_and_say_so(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    tag(project, "ann", "b.txt", (0, 5, "City"))
    for user in ("ann", "bob", "carol"):
        with as_user(user):
            written = io.BytesIO()
            report = exchange.export_file(project, written, "jsonl")
            names = [json.loads(line)["meta"]["name"] for line in written.getvalue().splitlines()]
            assert (names, report.blind, report.tags) == (["b.txt", "sub/c.txt"], 1, 1)


def test_trainings_leave_out_what_is_tagged_blindly_and_say_so(project):
    tag(project, "ann", "b.txt", (0, 5, "City"))
    tag(project, "ann", "sub/c.txt", (0, 7, "City"))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    suggest(project, "a.txt", (*PARIS, 0.9))
    with as_user("ann"):
        plan = training.plan_training(project)
        assert (plan.tagged, plan.blind, plan.suggestions, [*plan.files.names]) == (2, 1, 0, ["b.txt", "sub/c.txt"])
        assert "1 file being tagged blindly" in plan.caution


def test_bulk_decisions_touch_the_users_own_version_or_nothing(project):
    suggest(project, "a.txt", (*ANNA, 0.9))
    suggest(project, "b.txt", (0, 5, "City", 0.9))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with as_user("carol"):
        assert bulk.accept_suggestions(project).files == 1
        named = bulk.accept_suggestions(project, ["a.txt"])
        assert (named.files, [failure.name for failure in named.failures]) == (0, ["a.txt"])
    with as_user("ann"):
        step = bulk.accept_suggestions(project).step
    assert [seen_by(project, user) for user in ("ann", "bob", "carol")] == [[ANNA], [], []]
    with as_user("bob"), pytest.raises(RequestError, match="only ann"):
        restoring.restore(project, step)
    with as_user("ann"):
        assert restoring.restore(project, step).files == 1
    assert [seen_by(project, user) for user in ("ann", "bob", "carol")] == [[], [], []]
    assert suggested_to(project, "ann") == [ANNA]


def test_an_import_goes_into_the_users_own_version_and_comes_back_from_there(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    text = (project.folder / "a.txt").read_text("utf-8")
    spans = [{"start": 0, "end": 4, "label": "Person"}]
    source = json.dumps({"text": text, "spans": spans, "meta": {"name": "a.txt"}}).encode()
    with as_user("ann"):
        exchange.import_file(project, io.BytesIO(source), "jsonl")
    assert [seen_by(project, user) for user in ("ann", "bob", "carol")] == [[ANNA], [], []]
    with as_user("ann"):
        restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert seen_by(project, "ann") == []


def test_a_step_that_was_cut_off_is_taken_back_from_the_version_that_it_changed(project, monkeypatch):
    suggest(project, "a.txt", (*ANNA, 0.9))
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    with as_user("ann"):
        monkeypatch.setattr("core.store.steps.journal.end_step", lambda *_: None)  # as if it was killed before its end
        bulk.accept_suggestions(project)
        monkeypatch.undo()
    tag(project, "bob", "a.txt", BEN)
    with as_user("bob"):
        assert "taken back" in opening.find_project(project.folder).notes[0]
    assert [seen_by(project, user) for user in ("ann", "bob", "carol")] == [[], [BEN], []]


def test_an_entity_of_blind_versions_is_neither_renamed_nor_deleted(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    tag(project, "ann", "a.txt", ANNA)
    for change in (
        lambda: entities.rename_entity(project, "Person", "Human"),
        lambda: entities.delete_entity(project, "Person"),
    ):
        with as_user("carol"), pytest.raises(RequestError, match="ann and bob"):
            change()
    entities.rename_entity(project, "City", "Town")
    assert entities.load_schema(project).names == ["Person", "Town"]
    assert seen_by(project, "ann") == [ANNA]
