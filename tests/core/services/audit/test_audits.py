"""Audits of real projects, judged by a script that knows the truth."""

import json
import random
import subprocess
import sys
from dataclasses import asdict

import pytest

from core.domain.audit.figures import Figure
from core.domain.audit.judging import Judgement, Verdict
from core.domain.audit.sampling import Kind, Stratum
from core.domain.text.spans import ScoredSpan, Span
from core.errors import NotFoundError, RequestError, UnusableError
from core.services.audit.drawing import start_audit
from core.services.audit.judging import OpenAudit, Question
from core.services.project import files, preferences, projects
from core.services.project.preferences import Preferences
from core.services.review import bulk, open_file
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from tests.core.store.test_rights import readable_by_others

PEOPLE = ("Ann", "Ben", "Cleo", "Dora")


class Judge:
    """Knows the entities of each text."""

    def __init__(self, truth):
        self._truth = truth

    def answer(self, question):
        unit, true = question.unit, self._truth[question.unit.name]
        if unit.kind is Kind.STRETCH:
            inside = [span for span in true if unit.start <= span.start < unit.end]
            missing = [span for span in inside if not any(tag.overlaps(span) for tag in unit.tags)]
            return Verdict.MISSING, [span.entity for span in missing]
        there = [span for span in true if span.overlaps(Span(unit.start, unit.end, unit.entity))]
        if not there:
            return Verdict.WRONG, []
        if there[0].entity != unit.entity:
            return Verdict.ENTITY, [there[0].entity]
        return (Verdict.RIGHT if there[0].borders == (unit.start, unit.end) else Verdict.BORDERS), []

    def judge_all(self, opened):
        while question := opened.question():
            opened.judge(question.number, *self.answer(question))


def asked_in(opened: OpenAudit) -> Question:
    question = opened.question()
    assert question is not None
    return question


def made(folder, seed, count=12):
    """A project of letters with tags that are partly wrong and partly missing; its truth, and figures."""
    chance = random.Random(seed)
    truth, found = {}, {}
    folder.mkdir()
    for number in range(count):
        lines, spans, at = [], [], 0
        for _ in range(12):
            name = chance.choice(PEOPLE)
            line = f"On that day {name} walked from the harbour to the hill and back again.\n"
            spans.append(Span(at + 12, at + 12 + len(name), "Person"))
            at += len(line)
            lines.append(line)
        (folder / f"{number:02}.txt").write_text("".join(lines), "utf-8")
        truth[f"{number:02}.txt"] = spans
    project = projects.create_project(folder, ["Person", "City"])
    for name, spans in truth.items():
        kept = [span for span in spans if chance.random() < 0.9]
        found[name] = [
            Span(s.start, s.end + 7, s.entity) if (draw := chance.random()) < 0.05
            else Span(s.start, s.end, "City") if draw < 0.1 else s
            for s in kept
        ]  # fmt: skip
        tag_by_hand(project, name, found[name][:5])
        suggest(project, name, found[name][5:])
    bulk.accept_suggestions(project)
    right = sum(span in truth[name] for name, spans in found.items() for span in spans)
    predicted, expected = (sum(map(len, spans.values())) for spans in (found, truth))
    figures = {
        Figure.PRECISION: right / predicted,
        Figure.RECALL: right / expected,
        Figure.F1: 2 * right / (predicted + expected),
    }
    return project, Judge(truth), figures


def tag_by_hand(project, name, spans):
    opened = open_file.open_file(project, name)
    for span in spans:
        opened.record(opened.session.tag(span))
    opened.save()


def suggest(project, name, spans):
    document = read_document(project.paths, name)
    scored = [ScoredSpan(s.start, s.end, s.entity, 0.8) for s in spans]

    def suggested(record):
        return record.__class__(name, document.hash, record.tagging.proposed(scored, "j", "m")[0], job="j")

    change_record(project.paths, document, suggested)


def test_judging_all_that_there_is_finds_the_true_figures(tmp_path):
    project, judge, true = made(tmp_path / "letters", 1)
    audit = start_audit(project, seed=4)
    assert set(audit.sizes) == {Stratum.MANUAL, Stratum.UNSEEN, Stratum.UNREAD}
    opened = OpenAudit(project)
    judge.judge_all(opened)
    total = opened.report().total
    assert {figure: total[figure].value for figure in Figure} == pytest.approx(true)
    assert all(estimate.reach == 0 for estimate in total.values())


def test_a_part_judged_through_the_services_comes_near_the_truth(tmp_path):
    project, judge, true = made(tmp_path / "letters", 2, 20)
    start_audit(project, seed=4, tags=60, stretches=30)
    opened = OpenAudit(project)
    judge.judge_all(opened)
    for figure, estimate in opened.report().total.items():
        assert estimate.low <= true[figure] <= estimate.high
        assert 0 < estimate.reach < 0.12


def test_what_was_judged_is_there_again_and_the_next_question_is_the_one_left(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person"), Span(9, 12, "Person")])
    start_audit(project, seed=1)
    opened = OpenAudit(project)
    first = asked_in(opened)
    opened.judge(first.number, *Judge({"a.txt": [Span(0, 4, "Person")], "b.txt": [], "sub/c.txt": []}).answer(first))
    again = OpenAudit(project)
    assert again.judgements == opened.judgements
    assert asked_in(again) == asked_in(opened) != first
    assert again.undo() == first.number
    assert asked_in(again) == first
    assert again.undo() is None


def test_only_ones_own_judgements_are_undone(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person"), Span(9, 12, "Person")])
    start_audit(project, seed=1, tags=2, stretches=0)
    preferences.save_preferences(Preferences(author="ann"))
    OpenAudit(project).judge(1, Verdict.RIGHT)
    preferences.save_preferences(Preferences(author="ben"))
    opened = OpenAudit(project)
    assert opened.undo() is None
    opened.judge(2, Verdict.WRONG)
    assert opened.undo() == 2
    assert {n: each.by for n, each in opened.judgements.items()} == {1: "ann"}


def test_two_people_who_judge_at_once_lose_nothing_and_take_turns(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person"), Span(9, 12, "Person"), Span(16, 21, "City")])
    start_audit(project, seed=1, stretches=0)
    first, second = OpenAudit(project), OpenAudit(project)
    first.judge(asked_in(first).number, Verdict.RIGHT)
    second.judge(2, Verdict.WRONG)
    assert asked_in(second).number == 3
    first.judge(3, Verdict.BORDERS)
    assert first.question() is None
    assert {n: each.verdict for n, each in OpenAudit(project).judgements.items()} == {
        1: Verdict.RIGHT, 2: Verdict.WRONG, 3: Verdict.BORDERS,
    }  # fmt: skip


def test_a_unit_whose_text_has_changed_is_passed_over(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person")])
    start_audit(project, seed=1)
    (project.folder / "a.txt").write_text("Other words.\n")
    asked = [question.unit.name for question in OpenAudit(project).open_questions()]
    assert sorted(asked) == ["b.txt", "sub/c.txt"]
    assert asked_in(OpenAudit(project)).unit.name != "a.txt"


def test_a_line_that_a_crash_cut_off_does_not_count_and_the_next_is_whole(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person")])
    audit = start_audit(project, seed=1)
    opened = OpenAudit(project)
    question = asked_in(opened)
    opened.judge(question.number, Verdict.MISSING if question.unit.kind is Kind.STRETCH else Verdict.RIGHT)
    path = project.paths.audits / audit.id / "judgements.jsonl"
    path.write_bytes(path.read_bytes() + b'{"unit":2,"verd')
    assert list(OpenAudit(project).judgements) == [question.number]
    opened.undo()
    assert OpenAudit(project).judgements == {}
    path.write_bytes(b"no json\n")
    with pytest.raises(UnusableError, match="damaged judgement"):
        OpenAudit(project)


def test_answers_that_fit_no_unit_or_no_entity_are_refused_as_a_whole(project):
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person")])
    start_audit(project, seed=1, tags=1, stretches=0)
    opened = OpenAudit(project)
    for wrong in (
        Judgement(2, Verdict.RIGHT),
        Judgement(1, Verdict.MISSING),
        Judgement(1, Verdict.ENTITY, ("Nobody",)),
    ):
        with pytest.raises(RequestError):
            opened.judge_all([Judgement(1, Verdict.RIGHT), wrong])
    assert OpenAudit(project).judgements == {}


def test_an_audit_needs_something_to_draw(project):
    with pytest.raises(RequestError):
        start_audit(project, tags=0, stretches=0)
    with pytest.raises(RequestError, match="no tag"):
        start_audit(project, stretches=0)
    with pytest.raises(NotFoundError, match="--start"):
        OpenAudit(project)


def test_an_audit_changes_no_tag_and_is_readable_by_nobody_who_could_not_read_the_texts(project):
    for text in project.folder.rglob("*.txt"):
        text.chmod(0o600)
    tag_by_hand(project, "a.txt", [Span(0, 4, "Person")])
    before = files.list_files(project)
    start_audit(project, seed=1)
    opened = OpenAudit(project)
    opened.judge(asked_in(opened).number, *Judge({"a.txt": [], "b.txt": [], "sub/c.txt": []}).answer(asked_in(opened)))
    assert files.list_files(project) == before
    assert not readable_by_others(project.folder / "autotag")


def autotag(*arguments, status=0):
    command = [sys.executable, "-m", "tui.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == status, done.stderr
    return done


def test_a_script_judges_by_commands_alone(tmp_path):
    project, judge, true = made(tmp_path / "letters", 3)
    autotag("audit", project.folder, status=2)
    started = json.loads(autotag("audit", project.folder, "--start", "--seed", 5, "--json").stdout)
    assert (started["seed"], started["precision"]) == (5, None)
    queue = [json.loads(line) for line in autotag("audit", project.folder, "--queue").stdout.splitlines()]
    assert not {"origin", "stratum", "score", "by"} & {key for each in queue for key in each}
    assert all(
        each["text"] == (project.folder / each["file"]).read_text()[each["start"] : each["end"]] for each in queue
    )
    asked = {question.number: question for question in OpenAudit(project).open_questions()}
    lines = []
    for each in queue:
        verdict, entities = judge.answer(asked[each["unit"]])
        written = {"missing": entities} if verdict is Verdict.MISSING else {"verdict": verdict}
        lines.append({"unit": each["unit"], **written, **({"entity": entities[0]} if verdict == "entity" else {})})
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = json.loads(autotag("audit", project.folder, "--judge", answers, "--json").stdout)
    for figure in Figure:
        assert found[figure]["value"] == pytest.approx(true[figure])
    more = OpenAudit(project).report().more[Figure.PRECISION]
    assert more is not None
    assert found["more"]["precision"] == asdict(more)
    shown = autotag("audit", project.folder, started["id"]).stdout
    assert "Person" in shown
    assert f"{true[Figure.PRECISION]:.3f}" in shown
    answers.write_text('{"unit": 1}\n')
    assert "is no judgement" in autotag("audit", project.folder, "--judge", answers, status=2).stderr
    assert "There is no audit '1'" in autotag("audit", project.folder, "1", status=2).stderr
