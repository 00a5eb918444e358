"""Big steps that a kill or a power cut ends halfway are finished or taken back at the next opening."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.tagging.questions import Order
from core.domain.text.spans import ScoredSpan, Span
from core.errors import StorageError
from core.services import exchange
from core.services.project import entities, files, merging, opening, projects, restoring
from core.services.review import bulk, open_file
from core.services.review.by_text import ReviewQueue
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from harness.crashing import dies_before_change, every_death
from harness.power_cuts import NAMES_OF_OPEN_FILES, Disk

STRIDE = 6
"""Tests die before every sixth change, beginning with another one for each step; EVERY_DEATH=1 before each."""

TEXT = "Ann met Ben in Rome.\n"
NAMES = ("a.txt", "b.txt")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A project with a tag and two suggestions in each of two files, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOTAG_HOME", str(tmp_path_factory.mktemp("home")))
        for name in NAMES:
            (folder / name).write_text(TEXT, "utf-8")
        made = projects.create_project(folder, ["Person", "City"])
        spans = [ScoredSpan(0, 3, "Person", 0.9), ScoredSpan(8, 11, "Person", 0.4)]
        for name in NAMES:
            opened = open_file.open_file(made, name)
            opened.record(opened.session.tag(Span(15, 19, "City")))
            opened.save()
            change_record(
                made.paths,
                read_document(made.paths, name),
                lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
            )
    return folder


@pytest.fixture
def project(prepared, tmp_path):
    shutil.copytree(prepared, tmp_path / "project")
    return projects.Project(tmp_path / "project")


@pytest.fixture
def lines(tmp_path):
    """An export of two new texts, with an entity that the project does not have."""
    path = tmp_path / "in.jsonl"
    rows = [
        {"text": "Cy saw it.", "spans": [{"start": 0, "end": 2, "label": "Witness"}], "meta": {"name": f"{n}.txt"}}
        for n in ("c", "d")
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def by_text(project, decide):
    queue = ReviewQueue(project, NAMES)
    decide(queue, [q for q in queue.questions(Order.TEXT) if q.text == "Ann"])
    return queue


def save_by_text(project):
    by_text(project, ReviewQueue.accept_all).save()


def restore_rejections(project):
    step = next(s for s in restoring.kept_steps(project) if s.what == "rejecting suggestions")
    restoring.restore(project, step.id)


STEPS = {
    "rename": lambda project, lines: entities.rename_entity(project, "City", "Town"),
    "merge": lambda project, lines: merging.merge_entities(project, "City", "Person"),
    "delete": lambda project, lines: entities.delete_entity(project, "City"),
    "accept": lambda project, lines: bulk.accept_suggestions(project),
    "decide by text": lambda project, lines: by_text(project, ReviewQueue.accept_all),
    "undo by text": lambda project, lines: by_text(project, ReviewQueue.accept_all).undo(),
    "save by text": lambda project, lines: save_by_text(project),
    "import": lambda project, lines: exchange.import_file(project, lines),
    "restore": lambda project, lines: restore_rejections(project),
}


def prepare(project, what):
    if what == "restore":
        bulk.reject_suggestions(project)


def state(project):
    """All that a step may change, as a user sees it."""

    def of(name):
        opened = open_file.open_file(project, name)
        spans = [(t.start, t.entity) for t in opened.session.current.tags]
        waiting = [(s.start, s.entity) for s in opened.session.current.suggestions]
        return name, tuple(spans), tuple(waiting), len(opened.session.current.rejected), opened.notes

    names = [entry.name for entry in files.list_files(project)]
    return tuple(entities.load_schema(project).names), tuple(of(name) for name in names)


def opened_again(folder):
    opened = opening.find_project(folder)
    assert not opening.find_project(folder).notes  # nothing is left to repair
    return opened


def saved_is_whole(project):
    counts = [files.read_tagging(project, name)[1].tags for name in NAMES]
    return len({len(tags) for tags in counts}) == 1


@contextmanager
def whole(project, what, lines, tmp_path):
    """The states before and after a step."""
    after = tmp_path / "after"
    shutil.copytree(project.folder, after)
    done = projects.Project(after)
    STEPS[what](done, lines)
    yield state(project), state(done)


@pytest.mark.parametrize("what", STEPS)
def test_a_step_that_is_killed_at_any_moment_is_whole_or_not_at_all_when_the_project_is_opened_again(
    project, lines, tmp_path, what
):
    prepare(project, what)
    with whole(project, what, lines, tmp_path) as states:
        pristine = tmp_path / "pristine"
        shutil.copytree(project.folder, pristine)
        allowed = {*states}
        if what in ("undo by text", "save by text"):  # two steps, each of them whole
            decided = projects.Project(shutil.copytree(pristine, tmp_path / "decided"))
            by_text(decided, ReviewQueue.accept_all)
            allowed.add(state(decided))
        first = list(STEPS).index(what) % STRIDE
        for _ in every_death(lambda: STEPS[what](project, lines), first=first, stride=STRIDE):
            opened_again(project.folder)
            assert state(project) in allowed
            assert what == "decide by text" or saved_is_whole(project)
            assert all(step.files for step in restoring.kept_steps(project))
            shutil.rmtree(project.folder)
            shutil.copytree(pristine, project.folder)


@pytest.mark.skipif(not NAMES_OF_OPEN_FILES.exists(), reason="the system does not tell the names of open files")
@pytest.mark.parametrize("what", STEPS)
def test_a_step_is_whole_or_not_at_all_after_a_power_cut_that_drops_all_that_was_not_flushed(
    project, lines, tmp_path, what
):
    prepare(project, what)
    with whole(project, what, lines, tmp_path) as states:
        allowed = {*states}
        if what in ("undo by text", "save by text"):
            decided = projects.Project(shutil.copytree(project.folder, tmp_path / "decided"))
            by_text(decided, ReviewQueue.accept_all)
            allowed.add(state(decided))
        images: list[Path] = []
        with pytest.MonkeyPatch.context() as patch:

            def keep():
                images.append(tmp_path / f"image{len(images)}")
                disk.restore_to(images[-1])

            disk = Disk(patch, project.folder, keep)
            STEPS[what](project, lines)
            disk.close()
        assert len(images) > 3
        for image in images:
            opened_again(image)
            assert state(projects.Project(image)) in allowed
            assert what == "decide by text" or saved_is_whole(projects.Project(image))
            for step in restoring.kept_steps(projects.Project(image)):
                restoring.restore(projects.Project(image), step.id)


def test_repairing_can_itself_be_killed_at_any_moment(project, lines, tmp_path):
    with whole(project, "import", lines, tmp_path) as states:
        assert dies_before_change(40, lambda: STEPS["import"](project, lines))
        for death in every_death(lambda: opening.find_project(project.folder)):
            assert death >= 0
        opened_again(project.folder)
        assert state(project) in states


@pytest.mark.parametrize(
    ("what", "told"),
    [("rename", "has been finished"), ("merge", "has been finished"), ("accept", "has been taken back")],
)
def test_the_user_is_told_what_became_of_a_step_that_was_cut_off(project, lines, what, told):
    assert dies_before_change(40, lambda: STEPS[what](project, lines))
    (note,) = opening.open_project(project.folder).notes
    assert told in note


def test_what_another_user_saved_after_the_crash_stays(project, lines):
    assert dies_before_change(40, lambda: bulk.accept_suggestions(project))
    assert files.read_tagging(project, "a.txt")[1].tags[0].start == 0  # the first file was reached
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(4, 7, "City")))
    opened.save()
    opened_again(project.folder)
    assert 4 in [tag.start for tag in files.read_tagging(project, "a.txt")[1].tags]


def test_a_step_under_way_is_left_alone(project):
    queue = by_text(project, ReviewQueue.accept_all)
    save = queue._files["b.txt"].save
    seen = []

    def meanwhile(**kwargs):
        seen.append(opening.find_project(project.folder).notes)
        return save(**kwargs)

    queue._files["b.txt"].save = meanwhile
    queue.save()
    assert seen == [()]
    assert saved_is_whole(project)


def test_an_unfinished_or_damaged_step_hides_no_other(project):
    bulk.accept_suggestions(project)
    (step,) = restoring.kept_steps(project)
    (project.paths.kept / "20260101-000000000-dead").mkdir()
    (project.paths.kept / "20260101-000000000-beef").mkdir()
    (project.paths.kept / "20260101-000000000-beef" / "step.json").write_bytes(b"{")
    assert restoring.kept_steps(project) == [step]
    opening.find_project(project.folder)
    assert not (project.paths.kept / "20260101-000000000-dead").exists()
    assert restoring.restore(project, step.id).files == 2
    with pytest.raises(StorageError, match="damaged"):
        restoring.restore(project, "20260101-000000000-beef")


def test_steps_are_ordered_by_a_counter_so_that_the_clock_may_be_set_back(project, monkeypatch):
    monkeypatch.setattr("core.store.steps.journal.KEPT", 2)
    for year, word in ((2026, "One"), (2025, "Two"), (2024, "Three")):
        monkeypatch.setattr("core.store.steps.journal.now", lambda year=year: f"{year}-01-01T00:00:00.000+00:00")
        entities.rename_entity(project, entities.load_schema(project).names[1], word)
    assert [step.what.split()[-1] for step in restoring.kept_steps(project)] == ["Three", "Two"]


def test_a_rename_that_fails_changes_nothing(project):
    before = state(project)
    with pytest.MonkeyPatch.context() as patch:

        def refuse(paths, name):
            if name == "b.txt":
                raise StorageError("b.txt could not be read: it is gone.")
            return read_document(paths, name)

        patch.setattr(entities, "read_document", refuse)
        with pytest.raises(StorageError, match="gone"):
            entities.rename_entity(project, "City", "Town")
    assert state(project) == before
