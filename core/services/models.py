"""Models of a project and their figures."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.comparing import Comparison, compare
from core.domain.models import Model
from core.errors import RequestError
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


def compare_models(project: Project, names: Sequence[str]) -> Comparison:
    """Models side by side, on the files that they were all measured on.

    Raises:
        NotFoundError: there is none of a name.
        RequestError: there is no file that they were all measured on.
        StorageError: a model's file is damaged.
    """
    comparison = compare([models.load_model(project.places, name) for name in names])
    if not comparison.files:
        raise RequestError(f"There is no file that {' and '.join(names)} were all measured on.")
    return comparison


def delete_model(project: Project, name: str) -> None:
    """Deletes a model for good.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it could not be removed.
    """
    models.delete_model(project.places, name)
