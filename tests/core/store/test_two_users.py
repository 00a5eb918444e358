"""Two users of one project: each can go on with what the other has written, and nobody else can."""

import os
import stat
import tempfile
import traceback
import warnings
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from core.services.project import opening
from core.services.project.status import project_status

USERS = {"first": 60_001, "second": 60_002}
GROUP = 60_010

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two other users")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


PRELUDE = """
import hashlib, os
from dataclasses import replace
from core.domain.project.jobs import AutotagSpec, Job
from core.domain.text.spans import ScoredSpan, Span
from core.errors import StorageError
from core.services.jobs import jobs
from core.services.project import files, opening, projects, recovery, restoring
from core.services.project.status import project_status
from core.services.review import bulk, open_file
from core.services.audit import drawing, judging
from core.domain.audit.judging import Verdict
from core.services.team import adjudication, assignments, double, notes
from core.store.disk.clock import now
from core.store.jobs import create_job
from core.store.tags.taggings import change_record

def project():
    return opening.find_project(root).project

def tag(start, end, entity="Person"):
    opened = open_file.open_file(project(), "a.txt")
    opened.record(opened.session.tag(Span(start, end, entity)))
    return opened
"""

CREATE = "made = projects.create_project(root, ['Person', 'City'])\n"
SHARE = CREATE + "assert projects.share_project(made) == []\n"


@pytest.fixture
def shared():
    """A folder of texts that belongs to the first user and to a group of both, closed to others."""
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to other users
        Path(place).chmod(0o755)
        root = Path(place, "shared")
        root.mkdir()
        for name in ("a.txt", "b.txt"):
            (root / name).write_text("Anna met Ben in Paris.\n", "utf-8")
            os.chown(root / name, USERS["first"], GROUP)
            (root / name).chmod(0o660)
        os.chown(root, USERS["first"], GROUP)
        root.chmod(0o770)
        for name, number in USERS.items():
            Path(place, name).mkdir()
            os.chown(Path(place, name), number, number)
        yield root


def act(root, user, mask, code):
    """Run code as one of the users and return what it prints; `root` is the project's folder there."""
    names = {"root": root}
    exec(PRELUDE, names)
    printed = root.parent / user / "printed"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child takes no lock that a thread could hold
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([GROUP])
            os.setgid(USERS[user])
            os.setuid(USERS[user])
            os.umask(int(mask, 8))
            os.environ["AUTOTAG_HOME"] = str(printed.parent)
            os.environ["LOGNAME"] = user
            with printed.open("w") as stream, redirect_stdout(stream):
                exec(code, names)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - nothing may return into a second pytest
            traceback.print_exc()
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, "its traceback is above"
    return printed.read_text().strip()


@as_root
@pytest.mark.parametrize("masks", [("022", "022"), ("077", "077"), ("022", "077")])
def test_two_users_with_a_shared_project_decide_save_and_take_back_in_turn(shared, masks):
    first, second = masks
    act(shared, "first", first, SHARE + "tag(0, 4).save()")
    act(shared, "second", second, "tag(9, 12).save()\ntag(16, 21, 'City')")
    act(shared, "first", first, "bulk.reject_suggestions(project())\ntag(16, 21, 'City').save()")
    accept = """
document = files.read_document(project(), "b.txt")
scored = [ScoredSpan(0, 4, "Person", 0.9)]
change_record(project().paths, document, lambda r: replace(r, tagging=r.tagging.proposed(scored, "j", "m")[0]))
print(bulk.accept_suggestions(project()).files)
"""
    assert act(shared, "second", second, accept) == "1"
    restore = """
print(restoring.restore(project(), restoring.kept_steps(project())[0].id).failures)
print(len(files.read_tagging(project(), "a.txt")[1].tags))
"""
    assert act(shared, "first", first, restore).split() == ["()", "3"]


@as_root
@pytest.mark.parametrize("masks", [("022", "077"), ("077", "077")])
def test_two_users_tag_the_same_file_blindly_and_a_third_hand_makes_one_version(shared, masks):
    first, second = masks
    mark = "double.mark_double(project(), double.Chosen(('a.txt',)), ['first', 'second'])\n"
    seen = "print([(t.start, t.end) for t in files.read_tagging(project(), 'a.txt')[1].tags])"
    act(shared, "first", first, SHARE + mark + "tag(0, 4).save()\ntag(16, 21, 'City')")
    assert act(shared, "second", second, "tag(9, 12).save()\n" + seen) == "[(9, 12)]"
    unsaved = shared / "autotag" / "annotators" / "first" / "unsaved" / "first"
    assert mode(unsaved) == 0o2700 or mode(unsaved) == 0o700
    assert act(shared, "first", first, "print(open_file.open_file(project(), 'a.txt').has_restored)\n" + seen) == (
        "True\n[(0, 4)]"
    )
    assert act(shared, "second", second, "print(project_status(project()).warnings)") == "()"
    adjudicate = """
open_file.open_file(project(), "a.txt").discard()
for name in ("first", "second"):
    assert double.marked_files(project())[0].states[name] == "done"
made = adjudication.Adjudication(project())
for each in made.disagreements():
    made.decide(each, each.region.spans)
print(made.save())
"""
    assert act(shared, "first", first, adjudicate) == "['a.txt']"
    assert act(shared, "second", second, seen) == "[(0, 4), (9, 12)]"


@as_root
def test_notes_audits_assignments_and_blind_records_of_two_users_keep_the_groups_rights_under_umask_077(shared):
    begin = """
assert projects.share_project(made) == []
note = notes.add_note(made, files.read_document(made, "a.txt"), "Who is Anna?", (0, 4))
tag(0, 4).save()
drawing.start_audit(made, seed=1, tags=0, suggestions=0)
audit = judging.latest_audit(made)
audit.judge(audit.question().number, Verdict.MISSING, ["Person"])
assignments.assign(made, ["a.txt"], ["second"], 1)
double.mark_double(made, double.Chosen(("b.txt",)), ["first", "second"])
opened = open_file.open_file(project(), "b.txt")
opened.record(opened.session.tag(Span(0, 4, "City")))
opened.save()
opened.record(opened.session.tag(Span(9, 12, "Person")))
notes.add_note(project(), opened.document, "for me")
"""
    act(shared, "first", "077", CREATE + begin)
    go_on = """
document = files.read_document(project(), "a.txt")
(note,) = notes.load_notes(project(), document)
assert not notes.toggle_note(project(), document, note.id)[0].is_open
audit = judging.latest_audit(project())
audit.judge(audit.question().number, Verdict.MISSING, ["Person"])
assignments.assign(project(), ["a.txt"], ["first"], 1)
opened = open_file.open_file(project(), "b.txt")
opened.record(opened.session.tag(Span(0, 4, "Person")))
opened.save()
opened.record(opened.session.tag(Span(9, 12, "City")))
assert not notes.load_notes(project(), opened.document)
notes.add_note(project(), opened.document, "mine")
print(len(judging.latest_audit(project()).judgements), project_status(project()).warnings)
"""
    assert act(shared, "second", "077", go_on) == "2 ()"
    act(shared, "first", "077", "assert len(judging.latest_audit(project()).judgements) == 2")
    own = [path for user in USERS for path in (shared / "autotag").rglob(f"unsaved/{user}")]
    assert len(own) == 3  # the first user has one outside the blind records too
    for path in (shared / "autotag").rglob("*"):
        assert path.stat().st_gid == GROUP, path
        if not any(path.is_relative_to(place) for place in own):
            assert mode(path) == (0o2770 if path.is_dir() else 0o660), path
    for user, other in (("first", "second"), ("second", "first")):
        for place in (path for path in own if path.name == user):
            refused = f"try:\n    os.listdir({str(place)!r})\nexcept PermissionError:\n    print('refused')"
            assert act(shared, other, "077", refused) == "refused"


@as_root
def test_a_user_can_cancel_a_job_of_another_in_a_shared_project(shared):
    submit = "spec = AutotagSpec('m', ('Person',), ('a.txt',))\ncreate_job(made.paths, Job('j', spec, submitted=now()))"
    act(shared, "first", "022", SHARE + submit)
    assert act(shared, "second", "077", "print(jobs.cancel_job(project(), 'j').state)") == "cancelled"


@as_root
def test_a_project_that_is_not_shared_is_open_to_read_only_for_another_user_and_says_so(shared):
    act(shared, "first", "022", CREATE + "tag(0, 4).save()")
    for path in (shared / "autotag", *(shared / "autotag").rglob("*")):
        os.chown(path, USERS["first"], GROUP)
        path.chmod(0o750 if path.is_dir() else 0o640)
    assert "open to read only" in act(shared, "second", "022", "print(opening.find_project(root).notes[0])")
    told = act(shared, "second", "022", "try:\n    tag(9, 12)\nexcept StorageError as error:\n    print(error)")
    assert "Permission denied" in told
    act(shared, "first", "077", "assert projects.share_project(project()) == []")
    act(shared, "second", "022", "tag(9, 12).save()")


@as_root
def test_status_says_what_keeps_the_group_out_of_a_shared_project(shared):
    act(shared, "first", "022", SHARE)
    (shared / "autotag" / "project.json").chmod(0o644)
    (warning,) = project_status(opening.find_project(shared).project).warnings
    assert "init --shared" in warning
