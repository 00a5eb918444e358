"""Write files so that a reader finds the old content or the new one, never a part.

The new content goes to a temporary file in the same folder, is flushed to disk, and replaces the old file; then the
folder is flushed, or a crash of the machine could still bring the old file back. The generation before is kept under
the same name with `~`, to fall back on if another program damages the newest.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from core.errors import StorageError, UnusableError
from core.store.disk import rights


def previous_generation(path: Path) -> Path:
    """Return the path of the generation before the newest."""
    return path.with_name(path.name + "~")


def write_atomically(path: Path, content: bytes, *, keep_previous: bool = True, limit: int = rights.ANYBODY) -> None:
    """Replace the file's content, durably. Content that was acknowledged survives a crash of the machine.

    The caller holds the file's lock, so one name suffices for the temporary file, and the next write replaces
    one that a killed process left.

    Args:
        path: of the file.
        content: all of it.
        keep_previous: keep the old content as the previous generation.
        limit: rights that the file may have at most.

    Raises:
        StorageError: the content could not be written; the old one is still there.
    """
    partial = path.with_name(f".{path.name}.partial")
    with storage_errors(path, "written"):
        make_folder(path.parent)
        try:
            with open_no_link(partial, "wb", limit) as file:
                write_whole(file, content)
                flush_to_disk(file)
            if keep_previous:
                _keep_previous(path)
            partial.replace(path)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def append_durably(path: Path, line: bytes) -> None:
    """Add a line to a file; it is on disk when this returns.

    Raises:
        StorageError: the line could not be written; nothing of it is left in the file.
    """
    with storage_errors(path, "written"):
        make_folder(path.parent)
        with open_no_link(path, "ab") as file:
            size = file.tell()
            try:
                write_whole(file, line)
                flush_to_disk(file)
                if size == 0:
                    flush_folder(path.parent)
            except BaseException:
                os.ftruncate(file.fileno(), size)  # or the next line would be glued to a torn one
                raise


def drop_torn_line(path: Path) -> None:
    """Remove a last line that a crash left unfinished: it was never acknowledged, and the next would be glued to it.

    Raises:
        StorageError: the file cannot be read or written.
    """
    with storage_errors(path, "written"):
        try:
            file = open_no_link(path, "rb+")
        except FileNotFoundError:
            return
        with file:
            if not file.seek(0, os.SEEK_END):
                return
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)


def open_no_link(path: Path, mode: str, limit: int = rights.ANYBODY) -> FileIO:
    """Open a file of ours to write. A link in its place is refused: a stranger may have made the project.

    A FIFO is refused too: nobody would ever read from it.

    Raises:
        OSError: it cannot be opened.
    """

    def opener(name: str, flags: int) -> int:
        return rights.open_created(Path(name), flags | os.O_NONBLOCK, limit)

    return FileIO(path, mode, opener=opener)  # unbuffered: closing a buffered one tries again what has failed


def read_file(path: Path) -> bytes:
    """Return the content of a file of ours.

    Raises:
        OSError: it cannot be read.
        UnusableError: there is something else in its place, such as a FIFO, from which reading would never end.
    """
    with open_regular(path) as file:
        return file.readall() or b""


def open_regular(path: Path) -> FileIO:
    """Open a file of ours to read.

    Raises:
        OSError: it cannot be read.
        UnusableError: there is something else in its place, such as a FIFO.
    """
    file = FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    if not S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnusableError(f"{printable(path)} is not a regular file; move it away.")
    return file


def remove(path: Path, *, durably: bool = True) -> None:
    """Remove a file, if it is there.

    Args:
        path: of the file.
        durably: wait until it is gone for good; else a crash of the machine may bring it back.

    Raises:
        StorageError: it could not be removed.
    """
    with storage_errors(path, "removed"):
        if path.exists():
            path.unlink()
            if durably:
                flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and flush each one's entry in its parent."""
    missing, wanted = [], folder
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        rights.create_folder(each)
        flush_folder(each.parent)
    if not missing and rights.is_home(wanted):
        rights.tighten(wanted, rights.PRIVATE)


def flush_to_disk(file: BinaryIO | FileIO) -> None:
    """Wait until written content is on the disk, not only in the operating system's cache."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until names made, replaced or removed in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Wait until a folder with all files below it, which other code has written, is on the disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            flush_folder(Path(place, name))  # a file opened to read is flushed just so
        flush_folder(Path(place))


@contextmanager
def storage_errors(path: Path, done: str) -> Iterator[None]:
    """Turn the operating system's errors about a file into a sentence.

    Raises:
        StorageError: in place of any OSError inside.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"{printable(path)} could not be {done}: {reason}.") from error


def printable(path: Path) -> str:
    """Return a path for a sentence: bytes that are no text, and control characters, are shown escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(path))


def write_whole(file: FileIO, content: bytes) -> None:
    """Write all of some content to an unbuffered file.

    Raises:
        OSError: it could not be written.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def _keep_previous(path: Path) -> None:
    if not path.exists():
        return
    previous = previous_generation(path)
    previous.unlink(missing_ok=True)
    try:
        os.link(path, previous)  # the name itself never goes missing, as it would if the file were renamed
    except OSError:  # a file system without hard links
        shutil.copy(path, previous)
