"""Whatever other hands put into our files: it is read as it can be, or refused in a sentence that names the file."""

import json
from copy import deepcopy
from dataclasses import replace

import pytest

from core.domain.jobs import AutotagSpec, FileFailure, Job
from core.domain.metrics import Counts, Evaluation, Mismatch
from core.domain.models import CurvePoint, FileMismatches, Model, Recipe, TagCounts
from core.domain.spans import ScoredSpan, Span
from core.domain.splits import Dataset, Split, SplitKind
from core.services import files, projects, quota, review
from core.services.preferences import load_preferences, save_preferences
from core.settings import Preferences, home
from core.store.atomic import previous_generation
from core.store.index import load_index
from core.store.jobs import create_job, load_job
from core.store.models import keep_model, load_model, partial_model
from core.store.projects import load_datasets, load_schema, load_settings, set_dataset
from core.store.resource import Use, load_quota, reserve
from core.store.taggings import change_record
from tests.core.store.crashing import sentence

STRANGE = [None, True, -1, 10**30, 0.5, "", "x", [], [1], {}, {"1": {}}]


@pytest.fixture
def full(project):
    """The project with every kind of file in it."""
    opened = review.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.save()
    document = opened.document
    proposal = [ScoredSpan(9, 12, "Person", 0.7), ScoredSpan(16, 21, "City", 0.4)]
    change_record(
        project.places, document, lambda record: replace(record, tagging=record.tagging.proposed(proposal, "j", "m")[0])
    )
    opened = review.open_file(project, "a.txt")
    opened.record(opened.session.reject(opened.session.current.suggestions[0]))
    opened.save()
    opened.record(opened.session.accept(opened.session.current.suggestions[0]))
    set_dataset(project.places, ["b.txt"], Dataset.TESTING)
    spec = AutotagSpec("m", ("Person",), ("a.txt", "b.txt"), 0.5)
    create_job(project.places, Job("20260101-000000-abcdef", spec, failures=(FileFailure("b.txt", "It is empty."),)))
    model = Model(
        name="m",
        recipe=Recipe.FAST,
        base="",
        made_of="words",
        trained_at="2026-01-01T00:00:00.000+00:00",
        seconds=2.0,
        split=Split(SplitKind.CROSS),
        training=("a.txt",),
        testing=("a.txt",),
        training_tags={"Person": TagCounts(1, 1)},
        testing_tags={"Person": TagCounts(1, 1)},
        evaluation=Evaluation({"Person": Counts(1, 2, 3)}, {("Person", "City"): 2}),
        thresholds={"Person": 0.3},
        curve=(CurvePoint(3, 0.5),),
        details=(FileMismatches("a.txt", 1, (Mismatch(Span(0, 4, "Person"), None),)),),
        versions={"spacy": "3.8"},
    )
    partial_model(project.places, "j")
    keep_model(project.places, model, "j")
    projects.open_project(project.folder)
    reserve(Use("2026-01", "j", str(project.folder), 3))
    quota.set_limit(10)
    save_preferences(Preferences(keymap={"file.accept": "y"}))
    files.list_files(project)
    return project


def readers(project):
    """Every kind of file, with all that reads it."""
    places = project.places
    return {
        places.project_file: lambda: (load_settings(places), load_schema(places), load_datasets(places)),
        places.tags_file("a.txt"): lambda: (
            files.read_tagging(project, "a.txt"),
            review.open_file(project, "a.txt").session,
        ),
        places.index_file: lambda: list(load_index(places)),
        places.job_file("20260101-000000-abcdef"): lambda: load_job(places, "20260101-000000-abcdef"),
        places.model_folder("m") / "model.json": lambda: load_model(places, "m"),
        home() / "resource.json": lambda: load_quota("2026-01"),
        home() / "preferences.json": load_preferences,
        home() / "recent.json": projects.recent_projects,
    }


def variants(value):
    """The value with each part of it gone, and with something strange in its place."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            without = deepcopy(value)
            del without[key]
            yield without
            for part in (*STRANGE, *variants(value[key])):
                changed = deepcopy(value)
                changed[key] = part
                yield changed


KINDS = ["project.json", "a.json", "index.json", "20260101-000000-abcdef.json", "model.json", "resource.json",
         "preferences.json", "recent.json"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_may_be_gone_or_strange(full, kind):
    path, read = next((path, read) for path, read in readers(full).items() if path.name == kind)
    read()
    content = json.loads(path.read_text("utf-8"))
    previous_generation(path).unlink(missing_ok=True)
    refused = 0
    for variant in variants(content):
        path.write_text(json.dumps(variant), "utf-8")
        refused += bool(sentence(read))
    assert refused or kind == "index.json"  # a cache is made anew instead


def test_every_field_of_an_anchor_may_be_gone_or_strange_when_the_text_changed(full):
    path = full.places.tags_file("a.txt")
    content = json.loads(path.read_text("utf-8"))
    previous_generation(path).unlink(missing_ok=True)
    text = full.folder / "a.txt"
    text.write_text("Now " + text.read_text("utf-8"), "utf-8")
    for tags in variants(content["tags"]):
        path.write_text(json.dumps({**content, "tags": tags}), "utf-8")
        told = sentence(lambda: files.read_tagging(full, "a.txt"))
        assert not told or "a.json" in told


def test_damaged_decisions_are_set_aside_and_the_file_opens(full):
    journal = next((full.folder / "autotag" / "unsaved").rglob("*.jsonl"))
    whole = json.loads(journal.read_text("utf-8").splitlines()[-1])
    for number, strange in enumerate([*variants(whole), *({**whole, "event": e} for e in variants(whole["event"]))]):
        journal.write_text(json.dumps(strange) + "\n", "utf-8")
        opened = review.open_file(full, "a.txt")
        assert [t.entity for t in opened.session.saved.tags] == ["Person"], number


def test_one_damaged_file_is_listed_with_the_reason_and_the_others_work(full):
    for path in (full.places.tags_file("a.txt"), previous_generation(full.places.tags_file("a.txt"))):
        path.write_bytes(b"{")
    listed = {entry.name: entry for entry in files.list_files(full)}
    assert "a.json is damaged" in listed["a.txt"].problem
    assert not listed["b.txt"].problem


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_cut_off_or_turned_over_fall_back_to_the_generation_before(full, kind):
    path, read = next((path, read) for path, read in readers(full).items() if path.name == kind)
    whole = path.read_bytes()
    previous_generation(path).write_bytes(whole)
    expected = read()
    step = max(1, len(whole) // 40)
    for cut in range(0, len(whole) - 2, step):
        path.write_bytes(whole[:cut])
        assert read() == expected
    for at in range(0, len(whole), step):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        told = sentence(read)
        assert not told or str(path) in told
