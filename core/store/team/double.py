"""The files that are marked for double annotation, and the paths of a project as one annotator goes by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.domain.team.double import DoubleMark, DoubleMarks
from core.store.disk.atomic import previous_generation
from core.store.disk.folders import ProjectFolder
from core.store.disk.stamps import NO_FILE, FullStamp, full_stamp
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_documents, to_document
from core.store.user import author

_known: dict[Path, tuple[FullStamp, DoubleMarks]] = {}
"""The marks of each project as they were read last: they are asked for at every file."""


def personal_folder(root: Path) -> ProjectFolder:
    """Return the paths of a project for the present user, with own records of the files that they tag blindly.

    Raises:
        StorageError: the marks or the preferences are damaged, or of a later version.
    """
    folder = ProjectFolder(root)
    marks = load_marks(folder)
    if not marks.pending:
        return folder
    user = author()
    blind = marks.blind(user)
    return folder.of_annotator(user, blind) if blind else folder


def load_marks(folder: ProjectFolder) -> DoubleMarks:
    """Return the marked files.

    Raises:
        StorageError: their file is damaged, or of a later version.
    """
    path = folder.double_file
    now = full_stamp(path)
    known = _known.get(path)
    if known is not None and known[0] == now:
        return known[1]
    if now == NO_FILE and not previous_generation(path).exists():
        return DoubleMarks()
    file = _file(folder)
    marks = DoubleMarks(from_documents(file.read().table("files").all(), DoubleMark, file.path))
    if now != NO_FILE:
        _known[path] = now, marks
    return marks


def change_marks(folder: ProjectFolder, change: Callable[[dict[str, DoubleMark]], object]) -> None:
    """Change the marked files under their lock; `change` changes a dictionary of them.

    Raises:
        StorageError: their file cannot be read or written.
        Whatever `change` raises; nothing is written then.
    """
    file = _file(folder)
    with file.transaction() as db:
        table = db.table("files")
        marks = {mark.name: mark for mark in from_documents(table.all(), DoubleMark, file.path)}
        change(marks)
        table.truncate()
        table.insert_multiple(to_document(marks[name]) for name in sorted(marks))


@contextmanager
def marks_held(folder: ProjectFolder) -> Iterator[DoubleMarks]:
    """Yield the marked files, which nobody else changes meanwhile.

    Raises:
        StorageError: their file cannot be read, or its folder not be written.
    """
    with _file(folder).held():
        yield load_marks(folder)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.double_file, "double")
