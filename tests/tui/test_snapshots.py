"""How every screen looks. Only looks: what they do is tested elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.model import AtThreshold, CurvePoint, FileMismatches, Model, Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.project.jobs import AutotagSpec, FileFailure, Job, JobState
from core.domain.text.spans import ScoredSpan, Span
from core.services.project import preferences, projects
from core.services.project.preferences import Preferences
from core.services.review import open_file
from core.store.jobs import create_job
from core.store.models import keep_model, partial_model
from core.store.taggings import change_record
from core.store.texts import read_document
from core.store.user import forget_recent, note_recent
from tests.tui.conftest import Driver
from tui.app import AutotagApp
from tui.terminal.appearance import Appearance, Colours

LETTER = """Calder Mutual Credit Union
24 Abbey Court, Duluth

Dear Ms Okafor,

we are pleased to lend Amara Okafor the sum of $7,250 at 6.75% a year.
日本語 is fine too, and so are emoji 👍🏽, tabs\tand [/markup] or \x1b[31mescapes.

Yours truly
"""

MODEL = Model(
    "m1",
    Recipe.FAST,
    "",
    "the mean of 4 CRFs (wide context: IOB2, IOB1; near context: IOB1, IOB2)",
    "2026-01-02T10:00:00.000+00:00",
    4.2,
    Split(SplitKind.CROSS),
    ("a.txt", "b.txt", "c.txt"),
    ("a.txt", "b.txt", "c.txt"),
    {"Person": TagCounts(20, 3), "Firm": TagCounts(9, 2)},
    {"Person": TagCounts(20, 3), "Firm": TagCounts(9, 2)},
    Evaluation(
        {"Person": Counts(17, 2, 3), "Firm": Counts(6, 1, 3)},
        {("Person", "Person"): 17, ("Person", ""): 1, ("Person", "Firm"): 2, ("Firm", "Firm"): 6, ("Firm", ""): 3},
    ),
    {"Person": 0.2, "Firm": 0.3},
    True,
    (CurvePoint(1, 0.4), CurvePoint(2, 0.7), CurvePoint(3, 0.84)),
    (
        FileMismatches(
            "letter.txt", 3, (Mismatch(Span(0, 6, "Firm"), Span(0, 26, "Firm")), Mismatch(None, Span(70, 83, "Person")))
        ),
    ),
    outlooks={
        "Person": (AtThreshold(0.15, 30, 19, 33), AtThreshold(0.2, 27, 18, 36)), "Firm": (AtThreshold(0.3, 9, 6, 21),),
    },
)  # fmt: skip


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """A project with a bit of everything, and nothing that differs from run to run."""
    monkeypatch.setattr("core.services.project.projects.now", lambda: "2026-01-02T10:00:00.000+00:00")
    monkeypatch.setattr("core.services.jobs.quota.this_month", lambda: "2026-01")
    monkeypatch.setattr("core.services.jobs.autotagging.this_month", lambda: "2026-01")
    monkeypatch.setattr("core.services.jobs.jobs.now", lambda: "2026-01-02T10:01:00.000+00:00")
    monkeypatch.setattr("core.services.training.training.installed_pipelines", list)
    preferences.save_preferences(Preferences(author="ann"))
    folder = tmp_path / "letters"
    (folder / "old").mkdir(parents=True)
    (folder / "letter.txt").write_text(LETTER, "utf-8")
    (folder / "note.txt").write_text("Amara Okafor owes nothing.\n")
    (folder / "empty.txt").write_text("")
    (folder / "old" / "2019.txt").write_text("x " * 900)
    project = projects.create_project(folder, ["Person", "Firm", "Amount", "Rate"])
    document = read_document(project.paths, "letter.txt")

    def span(quote, entity, score):
        start = document.text.index(quote)
        return ScoredSpan(start, start + len(quote), entity, score)

    opened = open_file.open_file(project, "letter.txt")
    opened.record(opened.session.tag(span("Calder Mutual Credit Union", "Firm", 1).span))
    opened.save()
    found = [
        span("Okafor,", "Person", 0.31), span("Amara Okafor", "Person", 0.94), span("$7,250", "Amount", 0.88),
        span("6.75%", "Rate", 0.62), span("日本語", "Firm", 0.2),
    ]  # fmt: skip
    change_record(
        project.paths,
        document,
        lambda r: replace(r, tagging=r.tagging.proposed(found, "20260102-100000-abc", "m1")[0]),
    )
    partial_model(project.paths, "x")
    keep_model(project.paths, MODEL, "x")
    partial_model(project.paths, "y")
    keep_model(project.paths, replace(MODEL, name="m0", trained_at="2026-01-01T10:00:00.000+00:00"), "y")
    job = Job(
        "20260102-100000-abc", AutotagSpec("m1", ("Firm", "Person"), ("letter.txt", "note.txt")), JobState.SUCCEEDED,
        "2026-01-02T10:00:00.000+00:00", "2026-01-02T10:00:01.000+00:00", "2026-01-02T10:00:09.000+00:00", 1.0, "",
        1, 5, 2, 1, failures=(FileFailure("note.txt", "There is no file 'note.txt' in the project."),),
    )  # fmt: skip
    create_job(project.paths, job)
    opened_project = projects.open_project(folder)
    # The list of projects shows a path, which would differ from run to run.
    forget_recent(folder)
    note_recent(Path("/srv/texts/letters"), "2026-01-02T10:00:00.000+00:00")
    return opened_project


SCREENS = {
    "projects": ["f9"],
    "tag_data": [],
    "file": ["down", "enter"],
    "file_decided": ["down", "enter", "x", "a", "right"],
    "entities": ["f3"],
    "train": ["f4"],
    "train_details": ["f4", "d"],
    "usual_entities": ["f3", "l"],
    "performance": ["f5"],
    "model": ["f5", "enter"],
    "confusion": ["f5", "enter", "c"],
    "mistakes": ["f5", "enter", "m"],
    "all_spans": ["f5", "enter", "a"],
    "side_by_side": ["f5", "enter", "s"],
    "details": ["f5", "enter", "d"],
    "curve": ["f5", "enter", "l"],
    "autotag_data": ["f6"],
    "job": ["f6", "enter"],
    "choose_model": ["f6", "t"],
    "choose_entities": ["f6", "t", "enter"],
    "threshold_lowered": ["f6", "t", "enter", "minus"],
    "choose_files": ["f6", "t", "enter", "enter", "space"],
    "review": ["f6", "t", "enter", "enter", "*", "enter"],
    "settings": ["f7"],
    "help": ["down", "enter", "?"],
    "question": ["f"],
}


def looks(snap_compare, project, keys, size=(80, 24), appearance=None):
    chosen = preferences.load_preferences()
    app = AutotagApp(project, chosen, appearance or Appearance())

    async def drive(pilot):
        driver = Driver(app, pilot)
        await driver.settle()
        await driver.press(*keys)

    return snap_compare(app, terminal_size=size, run_before=drive)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_at_80x24(snap_compare, shown, name):
    assert looks(snap_compare, shown, SCREENS[name])


@pytest.mark.parametrize("name", ["tag_data", "file_decided", "model"])
def test_larger_terminals_are_used(snap_compare, shown, name):
    assert looks(snap_compare, shown, SCREENS[name], (120, 40))


@pytest.mark.parametrize("name", ["tag_data", "file_decided"])
def test_the_light_theme(snap_compare, shown, name):
    preferences.save_preferences(Preferences(author="ann", theme="light"))
    assert looks(snap_compare, shown, SCREENS[name])


@pytest.mark.parametrize("name", ["file_decided", "job", "train"])
def test_very_large_terminals(snap_compare, shown, name):
    assert looks(snap_compare, shown, SCREENS[name], (200, 60))


@pytest.mark.parametrize(
    "appearance",
    [Appearance(Colours.NONE), Appearance(Colours.SIXTEEN), Appearance(Colours.MANY, True)],
    ids=["none", "16", "ascii"],
)
def test_a_file_without_colours_with_16_and_in_ascii(snap_compare, shown, appearance):
    assert looks(snap_compare, shown, SCREENS["file_decided"], appearance=appearance)
