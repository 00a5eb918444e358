"""Add, describe, rename, recolour and delete the entities of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from core.domain.project.schema import Schema
from core.domain.tagging.tagging import Tagging
from core.errors import AutotagError, NotFoundError, RequestError
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import settle_unsaved
from core.store.project import projects
from core.store.steps.journal import StepRecorder, big_step
from core.store.steps.step_files import Plan, PlanKind
from core.store.steps.taking_back import take_back
from core.store.tags.taggings import change_record, load_record
from core.store.team.double import load_marks
from core.store.team.versions import load_versions
from core.store.texts.finding import read_document


def load_schema(project: Project) -> Schema:
    """Load the entities.

    Raises:
        StorageError: the project's file cannot be read.
    """
    return projects.load_schema(project.paths)


def add_entity(project: Project, name: str, colour: str = "", description: str = "") -> Schema:
    """Add an entity.

    Raises:
        RequestError: the name, the colour or the description is not allowed, or the name is taken.
        StorageError: the project's file cannot be written.
    """
    return projects.change_schema(project.paths, lambda schema: schema.added(name, colour, description))


def describe_entity(project: Project, name: str, description: str) -> Schema:
    """Replace the description of an entity.

    Raises:
        RequestError: there is no such entity, or the description is not allowed.
        StorageError: the project's file cannot be written.
    """
    return projects.change_schema(project.paths, lambda schema: schema.described(name, description))


def recolour_entity(project: Project, name: str, colour: str) -> Schema:
    """Change the colour of an entity.

    Raises:
        RequestError: there is no such entity or colour.
        StorageError: the project's file cannot be written.
    """
    return projects.change_schema(project.paths, lambda schema: schema.recoloured(name, colour))


def rekey_entity(project: Project, name: str, hotkey: str) -> Schema:
    """Change the key of an entity, or remove it.

    Raises:
        RequestError: there is no such entity, or it may not have that key.
        StorageError: the project's file cannot be written.
    """
    return projects.change_schema(project.paths, lambda schema: schema.rekeyed(name, hotkey))


def rename_entity(project: Project, old: str, new: str) -> Schema:
    """Rename an entity and its tags and suggestions; models keep the name that they learned.

    Either every file is changed or none. A crash in between is repaired when the project is next opened.

    Raises:
        RequestError: there is no such entity, or the new name is not allowed or taken.
        StorageError: a file cannot be read or written; nothing was renamed.
    """
    new = new.strip()
    load_schema(project).renamed(old, new)  # refuse a wrong request before anything is written
    with whole_step(project, f"renaming {old} to {new}", Plan(PlanKind.RENAME, (old, new))) as step:
        return finish_rename(project, old, new, step)


def finish_rename(project: Project, old: str, new: str, step: StepRecorder | None = None) -> Schema:
    """Rename an entity as far as it is not renamed yet; see `rename_entity`."""
    change_taggings(project, lambda tagging: tagging.with_entity_renamed(old, new), step)
    return projects.change_schema(project.paths, lambda schema: schema.renamed(old, new) if old in schema else schema)


def count_tags(project: Project, name: str) -> int:
    """Count the tags of an entity, for the question before it is deleted.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: the project cannot be read.
    """
    load_schema(project).get(name)
    return list_files(project).settled().tags[name]


def delete_entity(project: Project, name: str) -> int:
    """Delete an entity with its tags and suggestions, in every file or in none.

    Returns:
        The number of tags that were deleted.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: a file cannot be read or written; nothing was deleted.
    """
    tags = count_tags(project, name)
    plan = Plan(PlanKind.DELETE, (name,), removed=load_schema(project).get(name))
    with whole_step(project, f"deleting the entity {name}", plan) as step:
        finish_delete(project, name, step)
    return tags


def finish_delete(project: Project, name: str, step: StepRecorder | None = None) -> None:
    """Delete an entity as far as it is not deleted yet; see `delete_entity`."""
    change_taggings(project, lambda tagging: tagging.without_entity(name), step)
    projects.change_schema(project.paths, lambda schema: schema.without(name) if name in schema else schema)


@contextmanager
def whole_step(project: Project, what: str, plan: Plan | None) -> Iterator[StepRecorder]:
    """Record a step, and take it back if it fails.

    Args:
        project: where.
        what: the step in words.
        plan: how to finish it after a crash; None to take it back.
    """
    with big_step(project.paths, what, author(), plan) as recorder:
        try:
            yield recorder
        except AutotagError:
            take_back(project.paths, recorder.step)
            raise


def change_taggings(project: Project, change: Callable[[Tagging], Tagging], step: StepRecorder | None) -> None:
    """Change every file's tags and suggestions; unsaved decisions are saved first, since they name the entity."""
    _require_unused_blindly(project, change)
    for entry in list_files(project).usable().settled():
        if entry.unsaved:
            settle_unsaved(project, entry.name)
        document = read_document(project.paths, entry.name)
        change_record(project.paths, document, lambda record: replace(record, tagging=change(record.tagging)), step)


def _require_unused_blindly(project: Project, change: Callable[[Tagging], Tagging]) -> None:
    """Refuse a change of tags that somebody makes without seeing what others do: their versions must stay comparable.

    Raises:
        RequestError: it would change some.
    """
    folder = project.paths.main
    marks = load_marks(folder)
    for name in sorted(marks.pending):
        with suppress(NotFoundError):
            document = read_document(folder, name)
            records = (load_record(folder, document), *load_versions(folder, marks[name], document).values())
            if any(change(record.tagging) != record.tagging for record in records):
                raise RequestError(
                    f"{name} has this entity and is being tagged blindly by {' and '.join(marks[name].annotators)}; "
                    "adjudicate it first."
                )
