"""Merge one entity into another."""

from __future__ import annotations

from core.domain.project.schema import Schema
from core.services.project.entities import change_taggings, load_schema, whole_step
from core.services.project.projects import Project
from core.store.project import projects
from core.store.steps.journal import StepRecorder
from core.store.steps.step_files import Plan, PlanKind


def check_merge(project: Project, old: str, into: str) -> None:
    """Refuse a merge that is not possible, before anybody is asked about it.

    Raises:
        NotFoundError: there is no such entity.
        RequestError: both are the same.
        StorageError: the project cannot be read.
    """
    load_schema(project).merged(old, into)


def merge_entities(project: Project, old: str, into: str) -> Schema:
    """Make all spans of one entity spans of another, and remove it; in every file or in none.

    The user's own unsaved decisions are saved first. A crash in between is repaired when the project is next opened.

    Raises:
        NotFoundError: there is no such entity.
        RequestError: both are the same.
        ConflictError: an unsaved decision contradicts what somebody else has saved; nothing was merged.
        StorageError: a file cannot be read or written; nothing was merged.
    """
    schema = load_schema(project)
    schema.merged(old, into)  # refuse a wrong request before anything is written
    plan = Plan(PlanKind.MERGE, (old, into), removed=schema.get(old))
    with whole_step(project, f"merging {old} into {into}", plan) as step:
        return finish_merge(project, old, into, step)


def finish_merge(project: Project, old: str, into: str, step: StepRecorder | None = None) -> Schema:
    """Merge two entities as far as they are not merged yet; see `merge_entities`."""
    change_taggings(project, lambda tagging: tagging.with_entity_merged(old, into), step)
    return projects.change_schema(project.paths, lambda schema: schema.merged(old, into) if old in schema else schema)
