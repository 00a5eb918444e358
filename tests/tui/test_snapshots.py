"""How every screen looks. Only looks: what they do is tested elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]

from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.model import AtThreshold, CurvePoint, FileMismatches, Model, Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.project.jobs import AutotagSpec, FileFailure, Job, JobState
from core.domain.text.spans import ScoredSpan, Span
from core.services.audit.drawing import start_audit
from core.services.project import preferences, projects
from core.services.project.preferences import Preferences
from core.services.review import open_file
from core.services.team.assignments import assign
from core.services.team.double import Chosen, mark_double
from core.store.jobs import create_job
from core.store.models import keep_model, partial_model
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from core.store.user import forget_recent, note_recent
from tests.core.services.team.people import tag
from tests.tui.conftest import Driver, driven
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
    "entities": ["f3"],
    "sorting": ["f3", "w"],
    "train": ["f4"],
    "train_details": ["f4", "d"],
    "usual_entities": ["f3", "l"],
    "performance": ["f5"],
    "model": ["f5", "enter"],
    "confusion": ["f5", "enter", "c"],
    "mistakes": ["f5", "enter", "x"],
    "all_spans": ["f5", "enter", "A"],
    "side_by_side": ["f5", "enter", "s"],
    "details": ["f5", "enter", "d"],
    "curve": ["f5", "enter", "k"],
    "scores": ["f5", "enter", "percent_sign"],
    "trial": ["f5", "enter", "r"],
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
    "file_decided": ["down", "enter", "x", "a", "right"],
}
"""Keys from the list of files to each screen; the one that changes what others show comes last."""


def looks(snap_compare, project, keys, size=(80, 24), appearance=None):
    app = AutotagApp(project, preferences.load_preferences(), appearance or Appearance())

    async def drive(pilot):
        driver = Driver(app, pilot)
        await driver.settle()
        await driver.press(*keys)

    return snap_compare(app, terminal_size=size, run_before=drive)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(
    "size",
    [
        pytest.param((80, 24), id="80x24"),
        pytest.param((120, 40), id="120x40"),
        pytest.param((200, 60), id="200x60", marks=pytest.mark.slow),
    ],
)
async def test_every_screen(snapshot, shown, size, theme):
    """One app goes through all screens: to start one for each would take ten times as long."""
    pictures = snapshot.use_extension(SVGImageExtension)
    chosen = Preferences(author="ann", theme=theme)
    different = []
    async with driven(shown, size, preferences=chosen) as driver:
        for name, keys in SCREENS.items():
            await driver.press("escape", "f2", "home", *keys)
            if name == "job":  # it gathers its files in the background
                await driver.rest()
            if pictures(name=name) != driver.app.export_screenshot():
                different.append(name)
    assert not different


@pytest.mark.parametrize(
    "appearance",
    [Appearance(Colours.NONE), Appearance(Colours.SIXTEEN), Appearance(Colours.MANY, True)],
    ids=["none", "16", "ascii"],
)
def test_a_file_without_colours_with_16_and_in_ascii(snap_compare, shown, appearance):
    assert looks(snap_compare, shown, SCREENS["file_decided"], appearance=appearance)


@pytest.mark.parametrize("name", ["audit", "judge_tag", "judge_stretch", "rest"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_an_audit_and_its_questions(snap_compare, shown, monkeypatch, name, size):
    monkeypatch.setattr("core.services.audit.drawing.now", lambda: "2026-01-03T10:00:00.000+00:00")
    document = read_document(shown.paths, "note.txt")
    found = [ScoredSpan(0, 12, "Person", 0.92), ScoredSpan(18, 25, "Amount", 0.35)]
    change_record(shown.paths, document, lambda r: replace(r, tagging=r.tagging.proposed(found, "j", "m1")[0]))
    only_tags = name == "judge_tag"
    start_audit(shown, seed=3, suggestions=0 if only_tags else 500, stretches=0 if only_tags else 500)
    keys = {"audit": ["A"], "judge_tag": ["A", "enter"], "judge_stretch": ["A", "enter", "a"], "rest": ["A", "r"]}
    assert looks(snap_compare, shown, keys[name], size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_list_of_files_that_are_assigned(snap_compare, shown, size):
    assign(shown, ["letter.txt", "note.txt", "old/2019.txt"], ["ann", "bob"], 2)
    assign(shown, ["old/2019.txt"], ["Zoë"])
    assert looks(snap_compare, shown, ["down", "space", "w"], size)


@pytest.mark.parametrize("keys", [["J"], ["J", "f"]], ids=["adjudicate", "agreement"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_versions_to_adjudicate(snap_compare, shown, size, keys):
    (shown.folder / "new.txt").write_text(LETTER, "utf-8")
    mark_double(shown, Chosen(("new.txt",)), ["ann", "bob"])
    start = LETTER.index("Amara Okafor")
    tag(shown, "ann", "new.txt", (0, 26, "Firm"), (start, start + 12, "Person"))
    tag(shown, "bob", "new.txt", (0, 26, "Firm"), (start, start + 5, "Person"))
    assert looks(snap_compare, shown, keys, size)
