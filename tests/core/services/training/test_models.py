from dataclasses import replace

import pytest

from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.model import FileMismatches, Model, Recipe, digest_of
from core.domain.models.splits import Split, SplitKind
from core.domain.text.spans import Span
from core.errors import RequestError
from core.services.project import projects
from core.services.review import open_file
from core.services.training import models
from core.store.models import keep_model, partial_model

ANNA, PARIS = Span(0, 4, "Person"), Span(8, 13, "City")
PLAIN = Model("", Recipe.FAST, "", "", "", 0.0, Split(SplitKind.CROSS), (), (), {}, {}, Evaluation())


@pytest.fixture
def project(tmp_path):
    """One file with two tags, and a way to have models that were measured on it."""
    (tmp_path / "a.txt").write_text("Anna in Paris")
    made = projects.create_project(tmp_path, ["Person", "City"])
    opened = open_file.open_file(made, "a.txt")
    for span in (ANNA, PARIS):
        opened.record(opened.session.tag(span))
    opened.save()
    return made


def keep(project, name, *details):
    partial_model(project.paths, name)
    keep_model(project.paths, replace(PLAIN, name=name, details=details), name)


def test_a_measured_file_shows_what_was_right(project):
    missed = FileMismatches("a.txt", 1, (Mismatch(PARIS, None),), digest_of("Anna in Paris", [ANNA, PARIS]))

    assert models.measured_file(project, missed) == models.MeasuredFile("Anna in Paris", [ANNA])


def test_where_tags_have_changed_since_nobody_claims_to_know_what_was_right(project):
    before = FileMismatches(
        "a.txt", 1, (Mismatch(PARIS, None),), digest_of("Anna in Paris", [ANNA, Span(5, 7, "City")])
    )

    assert models.measured_file(project, before).right is None


def test_a_file_that_is_gone_has_no_text(project):
    assert models.measured_file(project, FileMismatches("b.txt", 1, ())) == models.MeasuredFile("", None)


def test_a_model_is_compared_with_each_that_was_measured_on_the_same_files(project):
    keep(project, "one", FileMismatches("a.txt", 1, (Mismatch(PARIS, None),)))
    keep(project, "two", FileMismatches("a.txt", 2, ()))
    keep(project, "elsewhere", FileMismatches("b.txt", 2, ()))

    [comparison] = models.compared_with_others(project, "one")

    assert [(each.model, each.counts) for each in comparison.models] == [
        ("one", Counts(1, 0, 1)),
        ("two", Counts(2, 0, 0)),
    ]
    with pytest.raises(RequestError, match="no file that one and elsewhere"):
        models.compare_models(project, ["one", "elsewhere"])
