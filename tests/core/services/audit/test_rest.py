"""Accepting the rest: planned, done in files that nobody has read, marked, left out of exports, taken back."""

import json
from dataclasses import replace

import pytest

from core.domain.audit.figures import Figure
from core.domain.audit.judging import Verdict
from core.domain.audit.sampling import Kind
from core.domain.tagging.tags import Origin, OriginKind
from core.domain.text.spans import ScoredSpan, Span
from core.services import exchange
from core.services.audit.drawing import start_audit
from core.services.audit.judging import OpenAudit
from core.services.audit.rest import look_at_rest
from core.services.project import files, restoring
from core.services.review import bulk, open_file
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document
from tests.core.services.audit.test_audits import autotag, tag_by_hand

SUGGESTED = {
    "a.txt": [(0, 4, "Person", 0.9), (9, 12, "Person", 0.6), (16, 21, "City", 0.8)],
    "b.txt": [(0, 5, "City", 0.9), (16, 20, "Person", 0.3)],
}
REST = bulk.Which(min_score=0.5, rest=True)


@pytest.fixture
def suggested(project):
    for name, spans in SUGGESTED.items():
        suggest(project, name, spans)
    return project


def suggest(project, name, spans):
    document = read_document(project.paths, name)
    scored = [ScoredSpan(*span) for span in spans]
    change_record(
        project.paths, document, lambda r: replace(r, tagging=r.tagging.proposed(scored, "j", "m")[0], job="j")
    )


def origins(project, name):
    return {tag.start: tag.origin for tag in files.read_tagging(project, name)[1].tags}


def read_to_the_end(project, name):
    opened = open_file.open_file(project, name)
    for each in list(opened.session.current.suggestions):
        opened.record(opened.session.reject(each))
    opened.save()


def test_the_rest_is_accepted_in_files_that_nobody_has_read_and_every_tag_says_so(suggested):
    read_to_the_end(suggested, "a.txt")
    suggest(suggested, "a.txt", [(33, 35, "Person", 0.9)])  # a later job, in a file that was read
    assert bulk.accept_suggestions(suggested, which=REST, dry_run=True).spans == 1
    assert origins(suggested, "b.txt") == {}
    done = bulk.accept_suggestions(suggested, which=REST)
    assert (done.files, done.spans) == (1, 1)
    assert origins(suggested, "b.txt") == {0: Origin(OriginKind.ACCEPTED, "j", "m", 0.9, unseen=True, unread=True)}
    assert origins(suggested, "a.txt") == {}
    assert not files.entry(suggested, "b.txt").confirmed


def test_files_with_unsaved_decisions_are_left_alone_and_counted(suggested):
    opened = open_file.open_file(suggested, "a.txt")
    opened.record(opened.session.tag(Span(33, 35, "Person")))
    assert look_at_rest(suggested).unsaved == 1
    assert [plan.accepted for plan in look_at_rest(suggested).plans()] == [2, 1]
    assert bulk.accept_suggestions(suggested, which=REST).files == 1
    assert origins(suggested, "a.txt") == {}


def test_one_step_takes_it_back(suggested):
    before = {name: files.read_tagging(suggested, name)[1] for name in SUGGESTED}
    step = bulk.accept_suggestions(suggested, which=REST).step
    assert {name: files.read_tagging(suggested, name)[1] for name in SUGGESTED} != before
    assert "files not read to the end" in restoring.kept_steps(suggested)[0].what
    restoring.restore(suggested, step)
    assert {name: files.read_tagging(suggested, name)[1] for name in SUGGESTED} == before


def exported(project, tmp_path, **selection):
    report = exchange.export_file(project, tmp_path / "o.jsonl", selection=exchange.Selection(**selection))
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    return report.tags, {row["meta"]["name"]: len(row["spans"]) for row in rows}


def test_exports_leave_such_tags_out_until_somebody_has_read_the_file(suggested, tmp_path):
    tag_by_hand(suggested, "sub/c.txt", [Span(0, 7, "City")])
    bulk.accept_suggestions(suggested, which=REST)
    assert exported(suggested, tmp_path) == (5, {"a.txt": 3, "b.txt": 1, "sub/c.txt": 1})
    assert exported(suggested, tmp_path, without_unread=True) == (1, {"a.txt": 0, "b.txt": 0, "sub/c.txt": 1})
    open_file.open_file(suggested, "a.txt").save()
    assert exported(suggested, tmp_path, without_unread=True) == (4, {"a.txt": 3, "b.txt": 0, "sub/c.txt": 1})


def test_what_nobody_has_read_is_no_evidence_for_untagged_words(suggested):
    everything = replace(REST, min_score=0.0)
    bulk.accept_suggestions(suggested, which=everything)
    listed = files.list_files(suggested)
    assert (listed.unread_tag_count, [*listed.decided().names]) == (5, [])
    text = read_document(suggested.paths, "a.txt")
    assert not load_record(suggested.paths, text).known(text.text).covers(0, len(text.text))
    open_file.open_file(suggested, "a.txt").save()
    listed = files.list_files(suggested)
    assert (listed.unread_tag_count, [*listed.decided().names]) == (2, ["a.txt"])


def test_a_tag_that_a_user_changes_is_no_longer_unread(suggested):
    bulk.accept_suggestions(suggested, which=REST)
    opened = open_file.open_file(suggested, "a.txt")
    opened.record(opened.session.edit(opened.session.current.tags[0], Span(0, 8, "Person")))
    opened.save()
    changed, *others = origins(suggested, "a.txt").values()
    assert (changed.unread, changed.unseen) == (False, False)
    assert all(origin.unread for origin in others)


def test_records_of_an_earlier_version_hold_no_unread_tag(suggested):
    bulk.accept_suggestions(suggested, which=REST)
    path = suggested.paths.tags_file("b.txt")
    path.write_bytes(path.read_bytes().replace(b',"unread":true', b""))
    assert origins(suggested, "b.txt") == {0: Origin(OriginKind.ACCEPTED, "j", "m", 0.9, unseen=True)}


def test_an_audit_checks_the_rest_until_the_suggestions_are_others(suggested):
    assert "No audit" in look_at_rest(suggested).why_not
    start_audit(suggested, seed=1)
    assert "Too little" in look_at_rest(suggested).why_not
    opened = OpenAudit(suggested)
    while question := opened.question():
        unit = question.unit
        if unit.kind is Kind.STRETCH:
            opened.judge(question.number, Verdict.MISSING, ["Person"] if unit.name == "sub/c.txt" else [])
        else:
            opened.judge(question.number, Verdict.WRONG if unit.start == 16 else Verdict.RIGHT)
    rest = look_at_rest(suggested)
    assert rest.why_not == ""
    plan = rest.plan(0.5)
    assert plan.judged[Figure.PRECISION].value == 3 / 4
    assert plan.judged[Figure.RECALL].value == 3 / 4  # three of a.txt and b.txt are right, one of c.txt is missing
    assert (plan.wrong, plan.missing) == (1, 1)
    total = opened.report().total
    assert (total[Figure.PRECISION].value, total[Figure.RECALL].value) == (None, 0)  # no tag yet
    bulk.accept_suggestions(suggested, ["a.txt"])
    assert "other suggestions" in look_at_rest(suggested).why_not


def test_the_suggestions_of_an_audit_can_be_left_out(suggested):
    audit = start_audit(suggested, seed=1, suggestions=0)
    assert {unit.kind for unit in audit.units} == {Kind.STRETCH}
    assert all(not unit.tags for unit in audit.units)


def test_by_commands(suggested, tmp_path):
    plans = json.loads(autotag("accept", suggested.folder, "--rest", "--dry-run", "--json").stdout)["plans"]
    assert [(plan["score"], plan["accepted"]) for plan in plans] == [(0.3, 5), (0.6, 4), (0.8, 3), (0.9, 2)]
    shown = autotag("accept", suggested.folder, "--rest", "--dry-run", "--min-score", "0.8").stdout
    assert "80%" in shown
    assert "No audit" in shown
    assert "--min-score" in autotag("accept", suggested.folder, "--rest", status=2).stderr
    autotag("accept", suggested.folder, "--rest", "--min-score", "0.8", "--entity", "City", status=2)
    done = json.loads(autotag("accept", suggested.folder, "--rest", "--min-score", "0.8", "--json").stdout)
    assert (done["files"], done["spans"]) == (2, 3)
    out = tmp_path / "out.jsonl"
    written = json.loads(autotag("export", suggested.folder, out, "--without-unread", "--json").stdout)
    assert written["tags"] == 0
    assert "3 of them accepted with the rest, unread" in autotag("status", suggested.folder).stdout
    autotag("restore", suggested.folder, done["step"])
    assert origins(suggested, "a.txt") == {}


def test_a_models_figures_on_files_that_it_has_not_seen_make_the_intervals(tickets):
    autotag("train", tickets.folder, "--name", "m1", "--yes")
    autotag("run", tickets.folder, "--model", "m1")
    plans = look_at_rest(tickets).plans()
    precision = [plan.expected[Figure.PRECISION].value or 0.0 for plan in plans]
    recall = [plan.expected[Figure.RECALL].value or 0.0 for plan in plans]
    missing = [plan.missing or 0 for plan in plans]
    assert len(plans) > 2
    assert precision == sorted(precision)
    assert recall == sorted(recall, reverse=True)
    assert missing == sorted(missing)
    assert min(*precision, *recall, *missing) > 0
    assert all(0 < plan.expected[Figure.PRECISION].low < 1 > plan.expected[Figure.PRECISION].high for plan in plans)
    assert all(plan.keys and plan.keys > plan.accepted for plan in plans)
