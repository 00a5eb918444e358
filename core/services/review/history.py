"""The history of a file, and spot checks of tags that were accepted unseen."""

from __future__ import annotations

from dataclasses import replace

from core.domain.finding.places import Place
from core.domain.project.documents import Document
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.tagging import Change
from core.domain.tagging.tags import Tag
from core.errors import NotFoundError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.training.models import list_models
from core.store.disk.clock import now
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document


def file_history(project: Project, name: str) -> list[tuple[str, str, str]]:
    """Return the history of a file, latest first, as time, user and event: saves, and models that learned from it.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    record = load_record(project.paths, read_document(project.paths, name))
    happened = [(entry.at, entry.by, entry.what) for entry in record.history]
    for model in list_models(project):
        if name in model.training:
            happened.append((model.trained_at, "", f"learned from by the model {model.name}"))
        elif name in model.testing:
            happened.append((model.trained_at, "", f"used to measure the model {model.name}"))
    return sorted(happened, reverse=True)


def judge_unseen(project: Project, place: Place, *, right: bool) -> Change:
    """Mark a tag that was accepted unseen as seen if it is right, else remove it; return the change.

    Raises:
        NotFoundError: the tag is gone.
        ConflictError: it was changed meanwhile.
        StorageError: the file cannot be read or written.
    """
    document = read_document(project.paths, place.name)
    tag = _unseen_tag(load_record(project.paths, document), place)
    seen = (replace(tag, origin=tag.origin.seen),) if right else ()
    change = Change(tags_removed=(tag,), tags_added=seen)
    _judge(project, document, change)
    return change


def take_back_judgement(project: Project, place: Place, change: Change) -> None:
    """Undo a judgement.

    Raises:
        ConflictError: it was changed since.
        StorageError: the file cannot be read or written.
    """
    _judge(project, read_document(project.paths, place.name), change.inverse)


def _judge(project: Project, document: Document, change: Change) -> None:
    """Save a judgement on one tag; the file does not count as read by that."""
    by, at = author(), now()

    def judged(record: FileRecord) -> FileRecord:
        tagging = record.tagging.applied(change)
        if change.tags_added and change.tags_removed:  # seen, and unchanged
            return replace(record, tagging=tagging, history=(*record.history, HistoryEntry(at, by)))
        return record.decided(tagging, by, at, read=False)

    change_record(project.paths, document, judged)


def _unseen_tag(record: FileRecord, place: Place) -> Tag:
    for tag in record.tagging.tags.overlapping(place.start, place.end):
        if tag.borders == (place.start, place.end) and tag.origin.unseen:
            return tag
    raise NotFoundError(f"The tag {place.text!r} in {place.name!r} was changed meanwhile.")
