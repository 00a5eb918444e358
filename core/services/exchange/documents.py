"""Make a project of a folder of documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.domain.project.schema import Schema, split_described
from core.formats.documents.reading import DOCUMENTS, holds_documents
from core.services.exchange.importing import import_file
from core.services.exchange.reports import ImportReport
from core.services.project import entities as entity_services
from core.services.project import projects
from core.store.disk.folders import ProjectFolder
from core.store.texts.finding import find_texts


def holds_only_documents(folder: Path) -> bool:
    """Decide whether a folder is no project yet and has documents, but no text."""
    if not folder.is_dir() or projects.is_project(folder):
        return False
    return next(find_texts(ProjectFolder(folder)), None) is None and holds_documents(folder)


def project_of_documents(folder: Path, entities: Sequence[str] = ()) -> ImportReport:
    """Make a project of a folder of documents; the text of each is written next to it.

    Args:
        folder: the folder with the documents.
        entities: each `NAME` or `NAME: DESCRIPTION`.

    Raises:
        RequestError: no document can be read, a library is missing, or an entity's name is not allowed.
        StorageError: something cannot be read or written.
    """
    described = [split_described(written) for written in entities]
    schema = Schema()
    for name, description in described:  # a wrong name is refused before anything is written
        schema = schema.added(name, description=description)
    project = projects.project_for_import(folder)
    report = import_file(project, folder, DOCUMENTS)
    for name, description in described if projects.is_project(folder) else ():
        entity_services.add_entity(project, name, description=description)
    return report
