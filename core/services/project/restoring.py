"""Taking big steps back: bulk decisions, deleted entities, suggestions that a training deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.domain.project.documents import Document
from core.domain.tagging.tagging import Tagging
from core.domain.text.spans import SpanSet
from core.errors import AutotagError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store import keeping, projects
from core.store.clock import now
from core.store.keeping import Keeping, KeptStep
from core.store.stamps import Stamp, stamp
from core.store.taggings import FileRecord, change_record, load_kept_record
from core.store.texts import read_document

__all__ = ["KeptStep", "Restored", "kept_steps", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    Attributes:
        files: number of files that are as before the step, or have back what was lost.
        merged: those of them that were changed since: what was made meanwhile was left, and what was lost put beside.
        failures: name of each file that could not be brought back, and why.
    """

    files: int
    merged: int
    failures: tuple[tuple[str, str], ...] = ()


def kept_steps(project: Project) -> list[KeptStep]:
    """The steps that can be taken back, latest first.

    Raises:
        StorageError: they cannot be read.
    """
    return keeping.kept_steps(project.paths)


def restore(project: Project, step_id: str) -> Restored:
    """Takes a step back. That is a step too, and can itself be taken back.

    Raises:
        NotFoundError: there is no such step.
        StorageError: it cannot be read, or the project cannot be written.
    """
    step = keeping.load_step(project.paths, step_id)
    files = merged = 0
    failures: list[tuple[str, str]] = []
    with keeping.keeping(project.paths, f"restoring {step.what!r}", author()) as kept:
        for name, left in step.files.items():
            try:
                document = read_document(project.paths, name)
                before = load_kept_record(project.paths, step.id, document)
                _require_entities(project, before.tagging)
                untouched = _put_back(project, document, before, left, kept)
            except AutotagError as error:
                failures.append((name, str(error)))
                continue
            files += 1
            merged += not untouched
    return Restored(files, merged, tuple(failures))


def _put_back(project: Project, document: Document, before: FileRecord, left: Stamp, kept: Keeping) -> bool:
    """Brings one file back; gives whether nobody had changed it since the step."""
    by, untouched = author(), False

    def back(record: FileRecord) -> FileRecord:
        nonlocal untouched
        untouched = stamp(project.paths.tags_file(document.name)) == left  # under the file's lock: nobody saves now
        if not untouched:
            return record.decided(_with_lost(record.tagging, before.tagging), by, now(), read=False)
        return replace(record.decided(before.tagging, by, now()), confirmed=before.confirmed)

    change_record(project.paths, document, back, kept)
    return untouched


def _with_lost(present: Tagging, before: Tagging) -> Tagging:
    """What is there, and beside it what was there before and has no other in its place."""
    tags = present.tags.with_added(before.tags.clear_of(present.tags))
    waiting = before.suggestions.clear_of(tags).clear_of(present.suggestions)
    suggestions = SpanSet(s for s in waiting if s.span not in present.rejected)
    return Tagging(
        tags,
        present.suggestions.clear_of(tags).with_added(suggestions),
        present.rejected,
        (*present.set_aside, *(tag for tag in before.set_aside if tag not in present.set_aside)),
    )


def _require_entities(project: Project, tagging: Tagging) -> None:
    """Entities deleted since come back with their tags."""
    needed = {span.entity for spans in (tagging.tags, tagging.suggestions) for span in spans}
    if any(name not in projects.load_schema(project.paths) for name in needed):
        projects.change_schema(project.paths, lambda schema: schema.with_names(sorted(needed)))
