"""Files of a project: listing, reading, and putting them into the training or the testing set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from core.domain.models.splits import Dataset
from core.domain.project.documents import Document, FileEntry, Files
from core.domain.tagging.tagging import Tagging
from core.errors import NotFoundError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store import index, moves, projects, texts
from core.store.moves import Orphan
from core.store.taggings import load_record

_NEAR = 20
"""Files looked at one by one."""


def known_files(project: Project) -> Files:
    """The files as they were last listed: quick, but possibly stale or empty."""
    return index.load_index(project.paths)


def scan_files(project: Project, known: Files | None = None) -> Iterator[Files]:
    """Brings the list up to date; gives the growing list now and then, the right one last.

    Args:
        project: where.
        known: the files as they were last listed, for who has them: in a large project they take as much time to read
            again, and memory to hold twice, as all the rest.

    Raises:
        StorageError: the project cannot be read or written.
    """
    return index.scan(project.paths, author(), known)


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
    return index.make_entry(project.paths, name, author())


def next_to_do(project: Project, names: Sequence[str], after: str) -> str | None:
    """Return the next file of a list with something to do: the first after the given one, else the first before it.

    The files that follow are looked at one by one, and the whole project only if none of them has anything to do.

    Args:
        project: of the files.
        names: of the files, in the order to go through them.
        after: name of the file that is done.

    Raises:
        StorageError: the project cannot be read.
    """
    here = names.index(after) if after in names else -1
    order = [name for name in (*names[here + 1 :], *names[: max(here, 0)]) if name != after]
    by = author()
    near = Files(index.make_entry(project.paths, name, by) for name in order[:_NEAR])
    if found := near.to_do():
        return found[0].name
    waiting = set(list_files(project).to_do().names)
    return next((name for name in order if name in waiting), None)


def named_files(files: Files, names: Collection[str]) -> Files:
    """The files of these names.

    Raises:
        NotFoundError: there is no file of a name.
    """
    known = set(files.names)
    if missing := next((name for name in names if name not in known), ""):
        raise NotFoundError(f"There is no file {missing!r} in this project; give its path from the project folder.")
    return files.named(names)


def orphans(project: Project) -> list[Orphan]:
    """Tags of texts that are gone, with the texts that they may belong to.

    Raises:
        StorageError: the project cannot be read.
    """
    return index.find_orphans(project.paths, author())


def move_tags(project: Project, old: str, new: str) -> None:
    """Give the tags of a text that is gone to another text; see `moves.move_record`."""
    moves.move_record(project.paths, old, new)


def read_document(project: Project, name: str) -> Document:
    """One text.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it is unreadable, no UTF-8, or empty.
    """
    return texts.read_document(project.paths, name)


def read_tagging(project: Project, name: str) -> tuple[Document, Tagging]:
    """One text with what is saved of it, to look at.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    document = read_document(project, name)
    return document, load_record(project.paths, document).tagging


def set_dataset(project: Project, names: Collection[str], dataset: Dataset) -> None:
    """Puts files into the training or the testing set.

    Raises:
        StorageError: the project cannot be written.
    """
    projects.set_dataset(project.paths, names, dataset)
