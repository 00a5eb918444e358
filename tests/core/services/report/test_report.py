"""The report of a project: its sections, figures and files."""

from dataclasses import replace

import pytest

from core.domain.audit.judging import Judgement, Verdict
from core.domain.audit.sampling import Kind
from core.domain.models.metrics import Counts, Evaluation
from core.domain.models.model import CurvePoint, Model, Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.text.spans import ScoredSpan, Span
from core.errors import RequestError, StorageError
from core.services.audit.drawing import start_audit
from core.services.audit.judging import OpenAudit
from core.services.project import projects
from core.services.project.preferences import Preferences, save_preferences
from core.services.report.content import Columns, Reliability, Table
from core.services.report.gathering import gather
from core.services.report.markdown import markdown
from core.services.report.page import html_page
from core.services.report.periods import MOST, by_period
from core.services.report.sections import content_of
from core.services.report.writing import write_report
from core.services.review import bulk, open_file
from core.services.team.double import Chosen, mark_double
from core.store.models import keep_model, partial_model
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from tests.core.services.report.page import Page, letters
from tests.core.services.team import people


@pytest.fixture
def project(tmp_path):
    return letters(tmp_path / "letters")


def tag(project, name, *spans, by="ann"):
    save_preferences(Preferences(author=by))
    opened = open_file.open_file(project, name)
    for span in spans:
        opened.record(opened.session.tag(span))
    opened.save()


def suggest(project, name, *spans):
    change_record(
        project.paths,
        read_document(project.paths, name),
        lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
    )


def add_model(project, name, right, at):
    model = Model(
        name, Recipe.FAST, "", "fields", at, 1.0, Split(SplitKind.CROSS), ("a.txt",), ("a.txt",),
        {"Person": TagCounts(9, 1)}, {"Person": TagCounts(10, 1)}, Evaluation({"Person": Counts(right, 2, 10 - right)}),
        curve=(CurvePoint(1, 0.4), CurvePoint(3, 0.8)),
    )  # fmt: skip
    partial_model(project.paths, "job").mkdir()
    keep_model(project.paths, model, "job")


def page_of(project):
    return Page(html_page(content_of(gather(project))))


def section(project, title):
    return next(section for section in content_of(gather(project)).sections if section.title == title)


def table(project, title):
    return next(block for block in section(project, title).blocks if isinstance(block, Table))


def test_a_project_in_which_nothing_was_done_has_a_report(project):
    page = page_of(project)
    assert page.headings == ["Files", "Tags"]
    assert "Nothing is tagged yet." in page.words
    assert b"Nothing is tagged yet" in markdown(content_of(gather(project)))


def test_a_project_without_entities_and_readable_files_has_a_report(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xff\xfe\xfd\x00\x01")
    page = page_of(projects.create_project(folder))
    assert page.headings == ["Files"]
    assert "unusable: 1" in page.words


def test_tags_are_counted_by_how_they_were_made(project):
    tag(project, "a.txt", Span(0, 3, "Person"), Span(15, 19, "City"))
    suggest(project, "b.txt", ScoredSpan(0, 3, "Person", 0.9), ScoredSpan(8, 11, "Person", 0.8))
    suggest(project, "c.txt", ScoredSpan(0, 3, "Person", 0.9))
    opened = open_file.open_file(project, "b.txt")
    first, second = opened.session.current.suggestions
    opened.record(opened.session.accept(first))
    opened.record(opened.session.edit(second, Span(8, 11, "City")))
    opened.save()
    bulk.accept_suggestions(project, ["c.txt"])
    found = table(project, "Tags")
    assert found.head == ["Entity", "Tags", "Files", "By hand", "Accepted", "In bulk"]
    assert found.rows == [
        ["Person", "3", "3", "1", "1", "1"],
        ["City", "2", "2", "1", "1", "0"],
        ["All", "5", "3", "2", "2", "1"],
    ]


def test_people_are_told_with_what_they_decided_and_when(project, monkeypatch):
    for name, day, by in (
        ("a.txt", "2026-01-05", "ann"),
        ("b.txt", "2026-01-07", "ben"),
        ("c.txt", "2026-01-07", "ann"),
    ):
        monkeypatch.setattr(open_file, "now", lambda day=day: f"{day}T09:00:00.000+00:00")
        tag(project, name, Span(0, 3, "Person"), Span(15, 19, "City"), by=by)
    found = section(project, "People")
    assert found.blocks[0].rows == [["ann", "4", "2", "4", "2"], ["ben", "2", "1", "2", "1"]]
    (columns,) = [block for block in found.blocks if isinstance(block, Columns)]
    assert list(columns.labels) == ["2026-01-05", "2026-01-06", "2026-01-07"]
    assert columns.series == {"ann": [2, 0, 2], "ben": [0, 0, 2]}


@pytest.mark.parametrize(("last", "unit"), [("2026-02-10", "day"), ("2026-06-01", "week"), ("2028-06-01", "month")])
def test_many_days_are_put_together(last, unit):
    told, periods = by_period({"2026-01-01": {"ann": 1}, last: {"ann": 2, "ben": 3}})
    assert told == unit
    assert len(periods) <= MOST
    assert sum(sum(counts.values()) for counts in periods.values()) == 6


def test_models_are_told_oldest_first_with_their_curve(project):
    add_model(project, "second", 8, "2026-02-02T10:00:00.000+00:00")
    add_model(project, "first", 5, "2026-01-02T10:00:00.000+00:00")
    assert [row[0] for row in table(project, "Models").rows] == ["first", "second"]
    page = page_of(project)
    assert "F1 of each model, oldest first" in page.words
    assert "F1 of second after learning from so many files" in page.words
    assert "0.80" in page.words


def test_scores_are_compared_with_decisions_once_there_are_enough(project):
    decide = [(0.9, True)] * 27 + [(0.9, False)] * 3
    gathered = gather(project)
    gathered.decided += decide[:-1]
    assert "How far scores can be trusted" not in [each.title for each in content_of(gathered).sections]
    gathered.decided.append(decide[-1])
    (found,) = [each for each in content_of(gathered).sections if each.title == "How far scores can be trusted"]
    plot, told = found.blocks[:2]
    assert isinstance(plot, Reliability)
    assert list(plot.points[0]) == pytest.approx([0.9, 0.9, 30])
    assert "0 points apart" in str(told)


def test_decisions_and_their_scores_are_gathered_and_those_in_bulk_are_not(project):
    for name in ("a.txt", "b.txt", "c.txt"):
        suggest(project, name, ScoredSpan(0, 3, "Person", 0.75), ScoredSpan(8, 11, "Person", 0.25))
    opened = open_file.open_file(project, "a.txt")
    first, second = opened.session.current.suggestions
    opened.record(opened.session.accept(first))
    opened.record(opened.session.reject(second))
    opened.save()
    bulk.accept_suggestions(project, ["b.txt"])
    assert sorted(gather(project).decided) == [(0.25, False), (0.75, True)]


def test_keys_are_reckoned_from_decisions(project):
    suggest(project, "a.txt", ScoredSpan(0, 3, "Person", 0.9), ScoredSpan(8, 11, "Person", 0.8))
    opened = open_file.open_file(project, "a.txt")
    for suggestion in opened.session.current.suggestions:
        opened.record(opened.session.accept(suggestion))
    opened.record(opened.session.tag(Span(15, 19, "City")))
    opened.save()
    found = section(project, "Keys saved")
    assert found.blocks[0].text == "Suggestions saved about 2 of 6 keys, 33%."
    assert "Reckoned, not counted" in found.blocks[2].text


def test_where_suggestions_saved_nothing_the_report_says_so(project):
    suggest(project, "a.txt", ScoredSpan(0, 3, "Person", 0.9))
    bulk.reject_suggestions(project)
    assert "saved no keys so far" in section(project, "Keys saved").blocks[0].text


def test_an_audit_is_told_with_intervals(project):
    tag(project, "a.txt", Span(0, 3, "Person"), Span(8, 11, "Person"), Span(15, 19, "City"))
    opened = OpenAudit(project, start_audit(project, seed=1).id)
    opened.judge_all(
        [
            Judgement(number, Verdict.RIGHT if unit.kind is Kind.TAG else Verdict.MISSING)
            for number, unit in enumerate(opened.audit.units, 1)
        ]
    )
    found = section(project, "How good the tags are")
    assert found.blocks[1].rows[-1][:3] == ("All", "1.00 (1.00\u20111.00)", "1.00 (1.00\u20111.00)")
    assert "3 tags" in found.blocks[0].text
    assert "precision of the tags" in page_of(project).words


def test_agreement_is_told_once_two_have_finished_the_same_file(project):
    mark_double(project, Chosen(("a.txt",)), ["ann", "bob"])
    people.tag(project, "ann", "a.txt", (0, 3, "Person"), (15, 19, "City"))
    assert "How well annotators agree" not in page_of(project).headings
    assert "1 file being tagged blindly" in page_of(project).words
    people.tag(project, "bob", "a.txt", (0, 3, "Person"), (15, 19, "Person"))
    found = section(project, "How well annotators agree")
    assert [row[:2] for row in found.blocks[1].rows][-1] == ("All", "0.50")
    assert found.blocks[2].rows[0][0] == "ann and bob"
    assert "ann: City, bob: Person" in page_of(project).words
    assert table(project, "Tags").rows[-1][1] == "0"  # nothing counts before it is adjudicated


def test_a_report_is_written_by_the_ending_and_replaces_an_earlier_one(project, tmp_path):
    tag(project, "a.txt", Span(0, 3, "Person"))
    target = tmp_path / "out.html"
    target.write_text("old")
    written = write_report(project, target)
    assert (written.files, written.tags, written.people, written.models) == (3, 1, 1, 0)
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")
    write_report(project, tmp_path / "out.md")
    assert (tmp_path / "out.md").read_text("utf-8").startswith("# letters\n")
    with pytest.raises(RequestError, match=r"\.html or \.md"):
        write_report(project, tmp_path / "out.pdf")
    with pytest.raises(StorageError, match="could not be written"):
        write_report(project, tmp_path / "nowhere" / "out.html")
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.html", "out.md"]
