"""Add, describe, rename, recolour and delete the entities of a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.domain.project.schema import Schema
from core.domain.tagging.tagging import Tagging
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import settle_unsaved
from core.store import projects
from core.store.keeping import Keeping, keeping
from core.store.taggings import change_record
from core.store.texts import read_document


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
    """Rename an entity with its tags and suggestions; models keep the name that they learned.

    Raises:
        RequestError: there is no such entity, or the new name is not allowed or taken.
        StorageError: a file cannot be read or written.
    """
    load_schema(project).renamed(old, new)  # raises before anything is written
    # The schema comes last: after a kill halfway, the same request does the rest.
    _change_taggings(project, lambda tagging: tagging.with_entity_renamed(old, new.strip()))
    return projects.change_schema(project.paths, lambda schema: schema.renamed(old, new))


def count_tags(project: Project, name: str) -> int:
    """Count the tags of an entity, for the question before it is deleted.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: the project cannot be read.
    """
    load_schema(project).get(name)
    return list_files(project).tags[name]


def delete_entity(project: Project, name: str) -> int:
    """Delete an entity with its tags and suggestions, and return the number of tags deleted.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: a file cannot be read or written.
    """
    tags = count_tags(project, name)
    with keeping(project.paths, f"deleting the entity {name}", author()) as kept:
        _change_taggings(project, lambda tagging: tagging.without_entity(name), kept)
    projects.change_schema(project.paths, lambda schema: schema.without(name))  # last, as in renaming
    return tags


def _change_taggings(project: Project, change: Callable[[Tagging], Tagging], kept: Keeping | None = None) -> None:
    """Change the tags and suggestions of every file; save unsaved decisions first, since they name the entity."""
    for entry in list_files(project).usable():
        if entry.unsaved:
            settle_unsaved(project, entry.name)
        document = read_document(project.paths, entry.name)
        change_record(project.paths, document, lambda record: replace(record, tagging=change(record.tagging)), kept)
