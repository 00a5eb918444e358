"""Plots of text: what they say must be what was counted."""

from dataclasses import replace

import pytest

from core.domain.models.model import AtThreshold
from core.domain.models.reliability import ScoreBin, bins_of_decisions, bins_of_model, gap
from core.services.project import projects
from core.services.report.progress import measure_progress
from core.services.review import open_file
from tests.core.store.test_crashes_of_records import model
from tests.tui.conftest import driven
from tests.tui.file.opened import suggest
from tui.terminal.appearance import Appearance
from tui.widgets import plots

GLYPHS = Appearance().glyphs


def test_decisions_are_put_together_by_tenths_of_scores():
    bins = bins_of_decisions([(0.81, True), (0.89, False), (1.0, True), (0.05, False)])
    assert [(round(each.score, 2), each.right, each.count) for each in bins] == [
        (0.05, 0, 1),
        (0.85, 0.5, 2),
        (1, 1, 1),
    ]
    assert gap(bins) == pytest.approx((0.05 + 2 * 0.35) / 4)


def test_suggestions_of_a_model_are_those_between_its_thresholds():
    steps = (AtThreshold(0.5, 10, 6, 0), AtThreshold(0.55, 8, 6, 0), AtThreshold(0.9, 4, 4, 0))
    bins = bins_of_model(replace(model("m", 0.5), outlooks={"Person": steps}))
    assert [(round(each.score, 3), each.right, each.count) for each in bins] == [
        (0.525, 0, 2), (0.725, 0.5, 4), (0.95, 1, 4)
    ]  # fmt: skip


def test_a_mark_across_the_bar_is_at_the_score():
    line = plots.reliability([ScoreBin(0.5, 0.75, 4)], GLYPHS, 60).plain.splitlines()[2]
    bar = line.split()[1]
    assert bar.index(GLYPHS.mark) == round(len(bar) / 2)
    assert bar.count(GLYPHS.bar) == pytest.approx(0.75 * len(bar), abs=2)
    assert line.endswith("75% of 4 were right")
    assert len(line) <= 60


def test_bars_of_long_names_and_large_counts_stay_within_the_line():
    text = plots.bars([("name " * 20, 1.0, "1,000,000"), ("b", 0.0, "")], GLYPHS, 80)
    assert max(map(len, text.plain.splitlines())) <= 80


async def test_the_page_of_progress_counts_what_was_saved(tmp_path):
    (tmp_path / "a.txt").write_text("Ann and Ben and Cem.", "utf-8")
    project = projects.create_project(tmp_path, ["Person"])
    suggest(project, "a.txt", (0, 3, "Person", 0.9), (8, 11, "Person", 0.8), (16, 19, "Person", 0.7))
    opened = open_file.open_file(project, "a.txt")
    for decide in ("accept", "accept", "reject"):
        session = opened.session
        opened.record(getattr(session, decide)(session.selected_suggestion))
    opened.save()
    measured = measure_progress(project)
    assert list(measured.periods.values()) == [3]
    assert [(each.right, each.count) for each in measured.bins] == [(0, 1), (1, 1), (1, 1)]
    async with driven(project) as app:
        await app.press("k")
        await app.until(lambda: "Decisions saved, by day" in app.screen._page.render().plain)
        assert "After 30 suggestions decided one by one" in app.screen._page.render().plain
