"""The project's own file: its entities, and which texts are in the testing set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from tinydb import TinyDB

from core.domain.models.splits import Dataset
from core.domain.project.schema import Entity, Schema
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, from_documents, to_document


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What can be set for a project.

    Attributes:
        language: spaCy code of the texts' language; "xx" for any.
        majority: trainings learn from files that all annotators have tagged blindly what most of them agree on.
    """

    language: str = "xx"
    majority: bool = False


@dataclass(frozen=True, slots=True)
class _InDataset:
    name: str
    dataset: Dataset


def project_exists(folder: ProjectFolder) -> bool:
    """Return whether autotag has made a project of the folder."""
    return _file(folder).exists()


def create_project(folder: ProjectFolder, schema: Schema) -> None:
    """Make a project of the folder, if it is none yet.

    Raises:
        StorageError: it cannot be written.
    """
    with _file(folder).transaction() as db:
        if not db.table("settings"):
            db.table("settings").insert(to_document(ProjectSettings()))
            _put_schema(db, schema)


def load_settings(folder: ProjectFolder) -> ProjectSettings:
    """Return the project's settings.

    Raises:
        StorageError: its file is damaged, or of a later version.
    """
    file = _file(folder)
    found = file.read().table("settings").all()
    return from_document(found[0], ProjectSettings, file.path) if found else ProjectSettings()


def change_settings(folder: ProjectFolder, change: Callable[[ProjectSettings], ProjectSettings]) -> None:
    """Replace the settings by the result of `change` on the present ones, under the file's lock.

    Raises:
        StorageError: the file cannot be read or written.
    """
    file = _file(folder)
    with file.transaction() as db:
        table = db.table("settings")
        rows = table.all()
        settings = change(from_document(rows[0], ProjectSettings, file.path) if rows else ProjectSettings())
        table.truncate()
        table.insert(to_document(settings))


def load_schema(folder: ProjectFolder) -> Schema:
    """Return the project's entities.

    Raises:
        StorageError: its file is damaged, or of a later version.
    """
    file = _file(folder)
    return Schema(from_documents(file.read().table("entities").all(), Entity, file.path))


def change_schema(folder: ProjectFolder, change: Callable[[Schema], Schema]) -> Schema:
    """Replace the entities by the result of `change` on the present ones, under the file's lock.

    Raises:
        StorageError: the file cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    file = _file(folder)
    with file.transaction() as db:
        schema = change(Schema(from_documents(db.table("entities").all(), Entity, file.path)))
        _put_schema(db, schema)
    return schema


def load_datasets(folder: ProjectFolder) -> Mapping[str, Dataset]:
    """Return the set of every file that is not in the training set, which is where files are by default.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = _file(folder)
    rows = from_documents(file.read().table("datasets").all(), _InDataset, file.path)
    return {row.name: row.dataset for row in rows}


def set_dataset(folder: ProjectFolder, names: Collection[str], dataset: Dataset) -> None:
    """Put files into the training or the testing set.

    Raises:
        StorageError: the file cannot be read or written.
    """
    file = _file(folder)
    with file.transaction() as db:
        table = db.table("datasets")
        sets = {row.name: row.dataset for row in from_documents(table.all(), _InDataset, file.path)}
        for name in names:
            sets.pop(name, None)
            if dataset is not Dataset.TRAINING:
                sets[name] = dataset
        table.truncate()
        table.insert_multiple(to_document(_InDataset(name, sets[name])) for name in sorted(sets))


def _put_schema(db: TinyDB, schema: Schema) -> None:
    table = db.table("entities")
    table.truncate()
    table.insert_multiple(to_document(entity) for entity in schema)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.project_file, "project")
