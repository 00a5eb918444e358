"""One decision on a text holds in all files where it is suggested."""

from dataclasses import replace

from core.domain.tagging.questions import Order
from core.domain.text.spans import ScoredSpan
from core.services.project import projects
from core.services.review.by_text import ReviewQueue
from core.services.review.open_file import open_file
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document

FILES = 150
"""So many that the names of some share a lock file with any other name, at 64 of them."""


def test_one_decision_in_many_files_waits_for_no_lock_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("core.store.disk.locks.PATIENCE", 0.0)  # nobody else is here, so every lock is free
    names = [f"{number}.txt" for number in range(FILES)]
    for name in names:
        (tmp_path / name).write_text("Acme wrote.\n", "utf-8")
    project = projects.create_project(tmp_path, ["Company"])
    for name in names:
        change_record(
            project.paths,
            read_document(project.paths, name),
            lambda record: replace(
                record, tagging=record.tagging.proposed([ScoredSpan(0, 4, "Company", 0.9)], "j", "m")[0]
            ),
        )
    queue = ReviewQueue(project, names)
    (question,) = queue.questions(Order.TEXT)

    queue.accept(question)

    assert queue.decided == FILES
    assert all(open_file(project, name).session.current.tags for name in names[::15])
    assert queue.undo() == [question]
    assert queue.decided == 0
