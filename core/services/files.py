"""Files of a project: listing, reading, and putting them into the training or the testing set."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.domain.documents import Document, FileEntry, Files
from core.domain.splits import Dataset
from core.domain.tagging import Tagging
from core.errors import NotFoundError
from core.services.preferences import author
from core.services.projects import Project
from core.store import index, projects, texts
from core.store.taggings import load_record


def known_files(project: Project) -> Files:
    """The files as they were last listed: quick, but possibly stale or empty."""
    return index.load_index(project.places)


def scan_files(project: Project) -> Iterator[Files]:
    """Brings the list up to date; gives the growing list now and then, the right one last.

    Raises:
        StorageError: the project cannot be read or written.
    """
    return index.scan(project.places, author())


def list_files(project: Project) -> Files:
    """The files as they are now.

    Raises:
        StorageError: the project cannot be read or written.
    """
    *_, files = scan_files(project)
    return files


def entry(project: Project, name: str) -> FileEntry:
    """One file as it is now.

    Raises:
        StorageError: the project cannot be read.
    """
    return index.make_entry(project.places, name, author())


def named_files(files: Files, names: Collection[str]) -> Files:
    """The files of these names.

    Raises:
        NotFoundError: there is no file of a name.
    """
    known = set(files.names)
    if missing := next((name for name in names if name not in known), ""):
        raise NotFoundError(f"There is no file {missing!r} in this project; give its path from the project folder.")
    return files.named(names)


def read_document(project: Project, name: str) -> Document:
    """One text.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it is unreadable, no UTF-8, or empty.
    """
    return texts.read_document(project.places, name)


def read_tagging(project: Project, name: str) -> tuple[Document, Tagging]:
    """One text with what is saved of it, to look at.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    document = read_document(project, name)
    return document, load_record(project.places, document).tagging


def set_dataset(project: Project, names: Collection[str], dataset: Dataset) -> None:
    """Puts files into the training or the testing set.

    Raises:
        StorageError: the project cannot be written.
    """
    projects.set_dataset(project.places, names, dataset)
