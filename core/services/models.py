"""Models of a project and their figures."""

from __future__ import annotations

from core.domain.models import Model
from core.services.projects import Project
from core.store import models


def list_models(project: Project) -> list[Model]:
    """All models, latest first.

    Raises:
        StorageError: a model's file is damaged.
    """
    return models.list_models(project.places)


def get_model(project: Project, name: str) -> Model:
    """One model.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: its file is damaged.
    """
    return models.load_model(project.places, name)


def delete_model(project: Project, name: str) -> None:
    """Deletes a model for good.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it could not be removed.
    """
    models.delete_model(project.places, name)
