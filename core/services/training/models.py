"""Models of a project and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.models.comparison import Comparison, compare
from core.domain.models.model import FileMismatches, Model, digest_of
from core.domain.text.spans import Span
from core.errors import AutotagError, RequestError
from core.services.project.files import read_tagging
from core.services.project.projects import Project
from core.store import models


def list_models(project: Project) -> list[Model]:
    """Return all models, latest first.

    Raises:
        StorageError: a model's file is damaged.
    """
    return models.list_models(project.paths)


def get_model(project: Project, name: str) -> Model:
    """Return a model.

    Raises:
        NotFoundError: there is no model of this name.
        StorageError: its file is damaged.
    """
    return models.load_model(project.paths, name)


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """The present state of a file that a model was measured on.

    Attributes:
        text: its characters; empty if it is gone.
        right: tags that the model found; None if the text or its tags have changed since.
    """

    text: str
    right: Sequence[Span] | None


def measured_file(project: Project, detail: FileMismatches) -> MeasuredFile:
    """Return the present state of a file that a model was measured on."""
    try:
        document, tagging = read_tagging(project, detail.name)
    except AutotagError:
        return MeasuredFile("", None)
    tags = [tag.span for tag in tagging.tags]
    if digest_of(document.text, tags) != detail.expected:
        return MeasuredFile(document.text, None)
    missed = {item.expected for item in detail.mismatches}
    return MeasuredFile(document.text, [span for span in tags if span not in missed])


def compared_with_others(project: Project, name: str) -> list[Comparison]:
    """Compare a model with each other model that was measured on some of the same files.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: a model's file is damaged.
    """
    model = models.load_model(project.paths, name)
    pairs = (compare([model, other]) for other in models.list_models(project.paths) if other.name != name)
    return [comparison for comparison in pairs if comparison.files]


def compare_models(project: Project, names: Sequence[str]) -> Comparison:
    """Compare models on the files that they were all measured on.

    Raises:
        NotFoundError: there is none of a name.
        RequestError: there is no file that they were all measured on.
        StorageError: a model's file is damaged.
    """
    comparison = compare([models.load_model(project.paths, name) for name in names])
    if not comparison.files:
        raise RequestError(f"There is no file that {' and '.join(names)} were all measured on.")
    return comparison


def delete_model(project: Project, name: str) -> None:
    """Delete a model permanently.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it could not be removed.
    """
    models.delete_model(project.paths, name)
