"""Whatever is decided, in whatever order: a process that dies now leaves it all to the next one."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.domain.text.spans import ScoredSpan, Span
from core.services.project import projects
from core.services.review import bulk, open_file
from core.store.tags.taggings import change_record

TEXT = "Anna met Ben in Paris, then Carl in Rome.\n" * 2
ENTITIES = ["Person", "City"]

DECIDER = """
import sys
from pathlib import Path
from core.domain.text.spans import Span
from core.services.project import projects
from core.services.review import open_file
opened = open_file.open_file(projects.open_project(Path(sys.argv[1])), "a.txt")
first = int(sys.argv[2])
for word in range(first, 60, 3):
    opened.record(opened.session.tag(Span(word * 2, word * 2 + 1, "Person")))
    if first == 0:
        opened.save()
"""


class Deciding(RuleBasedStateMachine):
    """One user who decides on one file, while a job suggests and somebody else tags; every step may be the last."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        (self.root / "a.txt").write_text(TEXT, "utf-8")
        self.project = projects.create_project(self.root, ENTITIES)
        self.opened = open_file.open_file(self.project, "a.txt")

    def teardown(self):
        shutil.rmtree(self.root)

    @property
    def session(self):
        return self.opened.session

    @rule(start=st.integers(0, len(TEXT) - 6), length=st.integers(1, 6), entity=st.sampled_from(ENTITIES))
    def tag(self, start, length, entity):
        self.opened.record(self.session.tag(Span(start, start + length, entity)))

    @precondition(lambda self: self.session.current.tags)
    @rule(number=st.integers(0, 9))
    def remove(self, number):
        tags = self.session.current.tags
        self.opened.record(self.session.remove(tags[number % len(tags)]))

    @precondition(lambda self: self.session.current.suggestions)
    @rule(number=st.integers(0, 9), accept=st.booleans())
    def decide(self, number, accept):
        suggestions = self.session.current.suggestions
        suggestion = suggestions[number % len(suggestions)]
        self.opened.record(self.session.accept(suggestion) if accept else self.session.reject(suggestion))

    @rule(accept=st.booleans())
    def decide_all(self, accept):
        decide = self.session.accept_all if accept else self.session.reject_all
        self.opened.record(decide(self.session.current.suggestions))

    @rule()
    def undo(self):
        self.opened.record(self.session.undo())

    @rule()
    def redo(self):
        self.opened.record(self.session.redo())

    @rule()
    def save(self):
        self.opened.save()
        assert not self.session.has_unsaved

    @rule()
    def die(self):
        before = self.session.current
        self.opened = open_file.open_file(self.project, "a.txt")
        assert self.session.current == before

    @precondition(lambda self: not self.session.has_unsaved)
    @rule(starts=st.sets(st.integers(0, len(TEXT) - 4), max_size=4), entity=st.sampled_from(ENTITIES))
    def suggest(self, starts, entity):
        spans = [ScoredSpan(start, start + 4, entity, 0.5) for start in starts]
        self.opened.save()
        change_record(
            self.project.paths,
            self.opened.document,
            lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
        )
        self.opened = open_file.open_file(self.project, "a.txt")

    @invariant()
    def the_next_process_finds_what_this_one_has_decided(self):
        found = open_file.open_file(self.project, "a.txt")
        assert found.session.current == self.session.current
        assert found.session.saved == self.session.saved
        assert not any("could not" in note for note in found.notes)


Deciding.TestCase.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
test_decisions_survive_the_process = Deciding.TestCase


def quotes(tags):
    return [TEXT[tag.start : tag.end] for tag in tags]


def suggested(folder):
    """A project with a suggestion on its one text, and that."""
    (folder / "a.txt").write_text(TEXT, "utf-8")
    project = projects.create_project(folder, ENTITIES)
    spans = [ScoredSpan(0, 4, "Person", 0.5)]
    change_record(
        project.paths,
        open_file.open_file(project, "a.txt").document,
        lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
    )
    return project, open_file.open_file(project, "a.txt").session.current.suggestions[0]


def test_a_suggestion_that_undoing_a_saved_rejection_brought_back_outlives_the_process(tmp_path):
    project, suggestion = suggested(tmp_path)
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.reject(suggestion))
    opened.save()
    for step in ("undo", "redo", "undo"):
        opened.record(getattr(opened.session, step)())

        assert open_file.open_file(project, "a.txt").session.current == opened.session.current
    assert list(opened.session.current.suggestions) == [suggestion]


def test_a_suggestion_that_a_training_deleted_is_not_brought_back_by_undo_in_the_next_process(tmp_path):
    project, suggestion = suggested(tmp_path)
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.reject(suggestion))
    change_record(project.paths, opened.document, lambda record: record.without_suggestions())

    again = open_file.open_file(project, "a.txt")
    again.record(again.session.undo())

    assert not again.session.current.suggestions
    assert open_file.open_file(project, "a.txt").session.current == again.session.current


def test_what_one_terminal_saves_leaves_the_unsaved_decisions_of_another_terminal_of_the_same_user(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    project = projects.create_project(tmp_path, ENTITIES)
    mine, other = open_file.open_file(project, "a.txt"), open_file.open_file(project, "a.txt")
    mine.record(mine.session.tag(Span(0, 4, "Person")))
    other.record(other.session.tag(Span(9, 12, "Person")))
    mine.save()
    other.record(other.session.tag(Span(16, 21, "City")))
    again = open_file.open_file(project, "a.txt")  # as after the other one was killed
    assert quotes(again.session.saved.tags) == ["Anna"]
    assert quotes(again.session.current.tags) == ["Anna", "Ben", "Paris"]
    other.save()
    again = open_file.open_file(project, "a.txt")
    assert quotes(again.session.saved.tags) == ["Anna", "Ben", "Paris"]
    assert not again.session.has_unsaved
    assert again.notes == ()


def test_giving_decisions_up_leaves_those_of_another_terminal(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    project = projects.create_project(tmp_path, ENTITIES)
    mine, other = open_file.open_file(project, "a.txt"), open_file.open_file(project, "a.txt")
    mine.record(mine.session.tag(Span(0, 4, "Person")))
    other.record(other.session.tag(Span(9, 12, "Person")))
    mine.discard()
    assert quotes(open_file.open_file(project, "a.txt").session.current.tags) == ["Ben"]
    other.discard()
    assert not open_file.open_file(project, "a.txt").session.has_unsaved


def test_two_terminals_of_one_user_that_decide_at_once_lose_no_decision(tmp_path):
    (tmp_path / "a.txt").write_text("x " * 60, "utf-8")
    project = projects.create_project(tmp_path, ENTITIES)
    terminals = [subprocess.Popen([sys.executable, "-c", DECIDER, str(tmp_path), str(n)]) for n in range(3)]
    assert [terminal.wait() for terminal in terminals] == [0, 0, 0]
    found = open_file.open_file(project, "a.txt").session
    assert [tag.start // 2 for tag in found.current.tags] == list(range(60))
    assert {tag.start // 2 for tag in found.saved.tags} >= set(range(0, 60, 3))


def test_decisions_that_others_contradict_are_set_aside_with_what_undid_them_and_the_rest_is_restored(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    project = projects.create_project(tmp_path, ENTITIES)
    mine = open_file.open_file(project, "a.txt")
    spans = [ScoredSpan(0, 4, "Person", 0.9)]
    change_record(project.paths, mine.document, lambda r: replace(r, tagging=r.tagging.proposed(spans, "job", "m")[0]))
    mine = open_file.open_file(project, "a.txt")
    mine.record(mine.session.accept(mine.session.current.suggestions[0]))
    mine.record(mine.session.undo())
    mine.record(mine.session.tag(Span(9, 12, "Person")))
    bulk.reject_suggestions(project)  # somebody else, and this process was killed
    again = open_file.open_file(project, "a.txt")
    assert "was rejected" in again.notes[0]
    assert quotes(again.session.current.tags) == ["Ben"]
    assert not again.session.current.suggestions
    again.save()
    assert [span.borders for span in again.session.saved.rejected] == [(0, 4)]
    [aside] = project.paths.data.rglob("*.unused")
    assert len(aside.read_text("utf-8").splitlines()) == 2
    assert open_file.open_file(project, "a.txt").notes == ()
