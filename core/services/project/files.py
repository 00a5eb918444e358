"""Files of a project: listing, reading, and putting them into the training or the testing set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import chain, islice

from core.domain.models.splits import Dataset
from core.domain.project.documents import Document, Files
from core.domain.project.entries import FileEntry
from core.domain.project.file_filter import ALL, TAGGED, UNASSIGNED, UNTAGGED, FileFilter
from core.domain.tagging.tagging import Tagging
from core.errors import NotFoundError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.project import projects
from core.store.tags.taggings import load_record
from core.store.texts import finding, index, moves
from core.store.texts.moves import Orphan

_STATES = {"all": ALL, "untagged": UNTAGGED, "tagged": TAGGED, "unassigned": UNASSIGNED}

_LARGE = 50_000
"""Files whose listing would take longer than a user is in the next one: 18 s for a million."""

_NEAR = 20
"""Files looked at one by one."""


def known_files(project: Project) -> Files:
    """Return the files as they were last listed: fast, but perhaps outdated or empty."""
    return index.load_index(project.paths)


def scan_files(project: Project, known: Files | None = None) -> Iterator[Files]:
    """Bring the list of files up to date. Yield the growing list now and then, and the complete list last.

    Args:
        project: where.
        known: the files as they were last listed, for who has them: in a large project they take as much time to read
            again, and memory to hold twice, as all the rest.

    Raises:
        StorageError: the project cannot be read or written.
    """
    return index.scan(project.paths, author(), known)


def list_files(project: Project) -> Files:
    """Return the files as they are now.

    Raises:
        StorageError: the project cannot be read or written.
    """
    *_, files = scan_files(project)
    return files


def count_files(project: Project, changed: Collection[str]) -> Files:
    """Return the files to be counted: as they are now, or in a large project as they were last listed but for some.

    Args:
        project: where.
        changed: names of the files that may have changed since.

    Raises:
        StorageError: the project cannot be read or written.
    """
    known = known_files(project)
    if len(known) <= _LARGE:
        return list_files(project)
    return known.with_facts(index.make_entries(project.paths, changed, author()))


def entry(project: Project, name: str) -> FileEntry:
    """Return the entry of one file as it is now.

    Raises:
        StorageError: the project cannot be read.
    """
    return index.make_entries(project.paths, [name], author())[0]


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

    def others() -> Iterator[str]:
        return (name for name in chain(names[here + 1 :], names[: max(here, 0)]) if name != after)

    near = index.make_entries(project.paths, islice(others(), _NEAR), author())
    if found := near.to_do():
        return found[0].name
    waiting = list_files(project).to_do().names
    return next((name for name in others() if name in waiting), None)


def choose_files(files: Files, wanted: Collection[str]) -> list[str]:
    """Return the names of the files that words, names and patterns choose, each once.

    Args:
        files: to choose from.
        wanted: each `all`, `untagged`, `tagged`, `unassigned`, `assigned:NAME` or `decided:NAME`, which pass over
            unusable files; the name of a file; or a pattern such as `2023/*.txt`, where `*` stands for `/` too.

    Raises:
        NotFoundError: no file is chosen, or there is no file of a name.
    """
    known = set(files.names)
    chosen: dict[str, None] = {}
    for word in wanted:
        chosen.update(dict.fromkeys([word] if word in known else _chosen_by(word, files.usable())))
    if not chosen:
        raise NotFoundError(f"No file is {' or '.join(wanted)}; choose others with --files.")
    return list(chosen)


def _chosen_by(word: str, files: Files) -> Sequence[str]:
    if word in _STATES:
        return FileFilter(_STATES[word]).apply(files).names
    by_people = FileFilter().searched(word, author())
    if by_people.assigned_to or by_people.decided_by:
        return by_people.apply(files).names
    if found := [name for name in files.names if fnmatchcase(name, word)]:
        return found
    raise NotFoundError(
        f"There is no file {word!r} in this project; give its path from the project folder, or a pattern."
    )


def named_files(files: Files, names: Collection[str]) -> Files:
    """Return the files of these names.

    Raises:
        NotFoundError: there is no file of a name.
    """
    known = set(files.names)
    if missing := next((name for name in names if name not in known), ""):
        raise NotFoundError(f"There is no file {missing!r} in this project; give its path from the project folder.")
    return files.named(names)


def orphans(project: Project) -> list[Orphan]:
    """Return tags of texts that are gone, with the texts that they may belong to.

    Raises:
        StorageError: the project cannot be read.
    """
    return index.find_orphans(project.paths, author())


def count_orphans(project: Project) -> int:
    """Return how many texts that are gone have tags; faster than to look for where they belong.

    Raises:
        StorageError: the project cannot be read.
    """
    return len(index.find_orphans(project.paths, author(), likely=False))


def move_tags(project: Project, old: str, new: str) -> None:
    """Give the tags of a text that is gone to another text; see `moves.move_record`."""
    moves.move_record(project.paths, old, new)


def read_document(project: Project, name: str) -> Document:
    """Read one text.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it is unreadable, no UTF-8, or empty.
    """
    return finding.read_document(project.paths, name)


def read_tagging(project: Project, name: str) -> tuple[Document, Tagging]:
    """Return a text with its saved tagging, to look at.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    document = read_document(project, name)
    return document, load_record(project.paths, document).tagging


def set_dataset(project: Project, names: Collection[str], dataset: Dataset) -> None:
    """Put files into the training or the testing set.

    Raises:
        StorageError: the project cannot be written.
    """
    projects.set_dataset(project.paths, names, dataset)
