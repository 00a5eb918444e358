"""The learning curve in words."""

from __future__ import annotations

from dataclasses import replace

from core.domain.models.model import CurvePoint, Forecast
from tests.core.store.test_crashes_of_records import model
from tui.terminal.appearance import Appearance
from tui.widgets.model_report import curve


def test_the_curve_ends_at_the_models_f1_and_says_what_more_files_are_likely_to_bring() -> None:
    points = (CurvePoint(2, 0.5), CurvePoint(4, 0.625), CurvePoint(8, 0.75))
    names = tuple(f"{number}.txt" for number in range(10))
    shown = replace(model("m", 0.75), curve=points, training=names, forecast=Forecast(10, 0.78, 0.86))
    text = curve(shown, Appearance().glyphs, 80).plain
    assert "8 files" in text
    assert " 75%  this model" in text
    assert text.count("this model") == 1
    assert "learned from 8 files at a time, of the 10" in text
    assert "The last 4 files raised the quality by 12 points: tagging more is worth it." in text
    assert "After 10 more files of the same kind, the quality is likely 78% to 86%." in text


def test_without_a_curve_the_reason_is_said() -> None:
    text = curve(replace(model("m", 0.5), curve=()), Appearance().glyphs, 80).plain
    assert "There is no curve" in text
