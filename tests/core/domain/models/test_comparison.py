from __future__ import annotations

from dataclasses import replace

from core.domain.models.comparison import compare
from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.model import FileMismatches, Model, Recipe, digest_of
from core.domain.models.splits import Split, SplitKind
from core.domain.text.spans import Span

SPAN = Span(0, 4, "E")
MISSED = Mismatch(Span(0, 4, "E"), None)
SPURIOUS = Mismatch(None, Span(5, 9, "E"))
WRONG_BORDER = Mismatch(Span(0, 4, "E"), Span(0, 3, "E"))


def model(name: str, **details: FileMismatches) -> Model:
    made = Model(name, Recipe.FAST, "", "", "", 0.0, Split(SplitKind.CROSS), (), (), {}, {}, Evaluation())
    return replace(made, details=tuple(details.values()))


def file(name: str, right: int, *mismatches: Mismatch) -> FileMismatches:
    return FileMismatches(name, right, mismatches)


def test_models_are_compared_on_the_files_that_both_were_measured_on() -> None:
    first = model("first", a=file("a", 3), b=file("b", 1, MISSED, SPURIOUS))
    second = model("second", b=file("b", 2, WRONG_BORDER), c=file("c", 9))

    comparison = compare([first, second])

    assert comparison.files == ["b"]
    assert [(each.model, each.counts) for each in comparison.models] == [
        ("first", Counts(1, 1, 1)),
        ("second", Counts(2, 1, 1)),
    ]


def test_models_without_a_file_in_common_have_nothing_to_compare() -> None:
    comparison = compare([model("first", a=file("a", 3)), model("second", b=file("b", 3))])

    assert comparison.files == []
    assert [each.counts for each in comparison.models] == [Counts(), Counts()]


def test_no_models_are_nothing_to_compare() -> None:
    assert compare([]).files == []


def test_files_whose_tags_have_changed_between_the_trainings_are_left_out() -> None:
    before, after = (
        FileMismatches("a", 3, (), digest_of("text", [])),
        FileMismatches("a", 2, (), digest_of("text", [SPAN])),
    )

    assert compare([model("first", a=before), model("second", a=after)]).files == []
