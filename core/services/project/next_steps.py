"""Which step comes next in a project."""

from __future__ import annotations

from core.domain.project.documents import Files
from core.domain.project.first_steps import Step, next_step
from core.services.project.entities import load_schema
from core.services.project.projects import Project
from core.store.models import model_names


def find_next_step(project: Project, files: Files) -> Step | None:
    """Return the step that comes next, given all files of the project; None in a project without a usable file.

    Raises:
        StorageError: the project's file cannot be read.
    """
    entities = len(load_schema(project))
    return next_step(files, entities=entities, has_model=bool(model_names(project.paths)))
