"""Take back a big step that a crash cut off, as far as it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.domain.project.jobs import FileFailure
from core.domain.tagging.tagging import Tagging
from core.domain.text.spans import SpanSet
from core.errors import AutotagError
from core.store.disk.atomic import previous_generation, remove, write_atomically
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile, raw_content
from core.store.project.projects import change_schema, load_schema
from core.store.steps.step_files import KeptStep, Plan, PlanKind, digest
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_kept_record, load_record
from core.store.team.double import load_marks
from core.store.texts.finding import read_document, remove_text
from core.store.texts.index import scan


def take_back(folder: ProjectFolder, step: KeptStep) -> tuple[FileFailure, ...]:
    """Undo every change of a step. Changes that somebody made since stay.

    Returns:
        The files that could not be brought back, and why.

    Raises:
        StorageError: the project's own file cannot be read or written.
    """
    failures = []
    folder = step.paths(folder)
    for name, digests in step.files.items():
        try:
            if not _put_back(folder, step.id, name, digests):
                _merge_back(folder, step, name)
        except AutotagError as error:
            failures.append(FileFailure(name, str(error)))
    for name, text_hash in step.texts.items():
        try:
            if not folder.tags_file(name).exists():  # else somebody has tagged it since
                remove_text(folder, name, text_hash)
        except AutotagError as error:
            failures.append(FileFailure(name, str(error)))
    _remove_unused(folder, step.entities, step.by)
    return tuple(failures)


def with_lost(present: Tagging, before: Tagging, plan: Plan | None = None) -> Tagging:
    """Return the present spans, plus the earlier ones whose place is free.

    Args:
        present: the tagging as it is now, changed since the step.
        before: the tagging before the step.
        plan: of the step; what a merge of entities changed becomes what it was.
    """
    if plan and plan.kind is PlanKind.MERGE:
        present = present.with_entity_parted(before, *plan.names)
    tags = present.tags.with_added(before.tags.clear_of(present.tags))
    waiting = before.suggestions.clear_of(tags).clear_of(present.suggestions)
    suggestions = SpanSet(s for s in waiting if s.span not in present.rejected)
    return Tagging(
        tags,
        present.suggestions.clear_of(tags).with_added(suggestions),
        present.rejected,
        (*present.set_aside, *(tag for tag in before.set_aside if tag not in present.set_aside)),
    )


def _put_back(folder: ProjectFolder, step_id: str, name: str, digests: Iterable[str]) -> bool:
    """Bring the tags file back byte by byte, unless somebody has changed it since; return whether it is as before."""
    path = folder.tags_file(name)
    with RecordFile(path, "tags").held():
        present, before = raw_content(path), raw_content(folder.kept_tags_file(step_id, name))
        if present == before:
            return True  # the step was cut off before it changed this file
        if present is None or digest(present) not in digests:
            return False
        if before is not None:
            write_atomically(path, before)
        else:
            remove(previous_generation(path))
            remove(path)
        return True


def _merge_back(folder: ProjectFolder, step: KeptStep, name: str) -> None:
    document = read_document(folder, name)
    before = load_kept_record(folder, step.id, document)

    def back(record: FileRecord) -> FileRecord:
        return replace(record, tagging=with_lost(record.tagging, before.tagging, step.plan))

    change_record(folder, document, back)


def _remove_unused(folder: ProjectFolder, names: Iterable[str], by: str) -> None:
    """Remove entities that no tag and no suggestion has; none while annotators tag blindly, who may use them."""
    folder = folder.main
    wanted = set(names) & set(load_schema(folder).names)
    if not wanted or load_marks(folder).pending:
        return
    *_, files = scan(folder, by)
    wanted -= set(files.tags)
    for name in files.auto_tagged().names:
        record = load_record(folder, read_document(folder, name))
        wanted -= {suggestion.entity for suggestion in record.tagging.suggestions}
    for name in wanted:
        change_schema(folder, lambda schema, name=name: schema.without(name))  # type: ignore[misc]
