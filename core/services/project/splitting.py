"""Split an entity: some of its tags become tags of another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.domain.project.schema import Schema
from core.domain.text.spans import SpanSet
from core.errors import RequestError
from core.services.project.entities import add_entity, load_schema, whole_step
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import settle_unsaved
from core.store.disk.clock import now
from core.store.steps.journal import StepRecorder
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document


def ensure_entity(project: Project, name: str) -> Schema:
    """Add an entity unless the project has it.

    Raises:
        RequestError: the name is not allowed.
        StorageError: the project's file cannot be written.
    """
    schema = load_schema(project)
    return schema if name in schema else add_entity(project, name)


def split_entity(project: Project, old: str, into: str, texts: Collection[str]) -> tuple[int, int]:
    """Make the tags of an entity that say one of these texts tags of another, which is added if it is new.

    White space does not count. Every file is changed or none; the user's own unsaved decisions are saved first.

    Returns:
        The number of tags changed, and the number of files.

    Raises:
        NotFoundError: there is no such entity.
        RequestError: both are the same, or the name of the new one is not allowed.
        ConflictError: an unsaved decision contradicts what somebody else has saved; nothing was changed.
        StorageError: a file cannot be read or written; nothing was changed.
    """
    schema = load_schema(project)
    schema.get(old)
    if old == into:
        raise RequestError(f"{old} cannot be split into itself; name another entity.")
    schema.with_names([into])  # refuse a wrong name before anything is written
    wanted = {" ".join(text.split()) for text in texts}
    tags = files = 0
    with whole_step(project, f"splitting {into} off {old}", None) as step:
        if into not in schema:
            step.will_add([into])
            add_entity(project, into)
        for entry in list_files(project).usable().settled():
            if entry.unsaved:
                settle_unsaved(project, entry.name)
            changed = _split_in(project, entry.name, (old, into), wanted, step)
            tags, files = tags + changed, files + bool(changed)
    return tags, files


def _split_in(
    project: Project, name: str, entities: tuple[str, str], wanted: Collection[str], step: StepRecorder
) -> int:
    """Split the entity in one file; return the number of tags changed."""
    (old, into), by, at = entities, author(), now()
    document = read_document(project.paths, name)
    changed = 0

    def split(record: FileRecord) -> FileRecord:
        nonlocal changed
        moving = {
            tag: replace(tag, entity=into, by=by, at=at)
            for tag in record.tagging.tags
            if tag.entity == old and " ".join(document.text[tag.start : tag.end].split()) in wanted
        }
        changed = len(moving)
        tags = SpanSet(moving.get(tag, tag) for tag in record.tagging.tags)
        rejected = record.tagging.rejected - {tag.span for tag in moving.values()}
        return record.decided(replace(record.tagging, tags=tags, rejected=rejected), by, at, read=False)

    change_record(project.paths, document, split, step)
    return changed
