"""A project with every kind of file of ours in it, and what reads each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.model import CurvePoint, FileMismatches, Model, Recipe, TagCounts
from core.domain.models.splits import Dataset, Split, SplitKind
from core.domain.project.jobs import AutotagSpec, FileFailure, Job
from core.domain.text.spans import ScoredSpan, Span
from core.services.jobs import quota
from core.services.project import files, projects
from core.services.project.preferences import load_preferences, save_preferences
from core.services.project.projects import Project
from core.services.review import open_file
from core.settings import Preferences, home
from core.store.jobs import create_job, load_job
from core.store.models import keep_model, load_model, partial_model
from core.store.project.projects import load_datasets, load_schema, load_settings, set_dataset
from core.store.project.resource import Use, load_quota, reserve
from core.store.tags.taggings import change_record
from core.store.team.assignments import change_assignments, load_assignments


def fill(project: Project) -> Project:
    """Put every kind of file into a project with the texts `a.txt` and `b.txt` and the entities Person and City."""
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 4, "Person")))
    opened.save()
    document = opened.document
    proposal = [ScoredSpan(9, 12, "Person", 0.7), ScoredSpan(16, 21, "City", 0.4)]
    change_record(
        project.paths, document, lambda record: replace(record, tagging=record.tagging.proposed(proposal, "j", "m")[0])
    )
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.reject(opened.session.current.suggestions[0]))
    opened.save()
    opened.record(opened.session.accept(opened.session.current.suggestions[0]))
    change_assignments(project.paths, lambda _: {"a.txt": ("ann", "bob")}, {"a.txt": document.hash})
    set_dataset(project.paths, ["b.txt"], Dataset.TESTING)
    spec = AutotagSpec("m", ("Person",), ("a.txt", "b.txt"), 0.5)
    create_job(project.paths, Job("20260101-000000-abcdef", spec, failures=(FileFailure("b.txt", "It is empty."),)))
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
    partial_model(project.paths, "j")
    keep_model(project.paths, model, "j")
    projects.note_opened(project)
    reserve(Use("2026-01", "j", str(project.folder), 3))
    quota.set_limit(10)
    save_preferences(Preferences(keymap={"file.accept": "y"}))
    files.list_files(project)
    return project


def readers(project: Project) -> dict[Path, Callable[[], object]]:
    """Return every kind of file, with all that reads it."""
    paths = project.paths
    return {
        paths.project_file: lambda: (load_settings(paths), load_schema(paths), load_datasets(paths)),
        paths.tags_file("a.txt"): lambda: (
            files.read_tagging(project, "a.txt"),
            open_file.open_file(project, "a.txt").session,
        ),
        paths.team / "assignments.json": lambda: load_assignments(paths),
        paths.job_file("20260101-000000-abcdef"): lambda: load_job(paths, "20260101-000000-abcdef"),
        paths.model_folder("m") / "model.json": lambda: load_model(paths, "m"),
        home() / "resource.json": lambda: load_quota("2026-01"),
        home() / "preferences.json": load_preferences,
        home() / "recent.json": projects.recent_projects,
    }
