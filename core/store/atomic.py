"""Writing a file so that a reader finds the old content or the new one, never a part.

The new content goes to a file beside, is flushed to disk, and takes the old one's place; then the folder is
flushed, without which a machine crash could still bring the old name back. The generation before is kept under
the same name with `~`, to fall back on if other hands damage the newest.
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
from core.store import rights


def previous_generation(path: Path) -> Path:
    """Where the generation before the newest is kept."""
    return path.with_name(path.name + "~")


def write_atomically(path: Path, content: bytes, *, keep_previous: bool = True, limit: int = rights.ANYBODY) -> None:
    """Replaces the file's content, durably. What was acknowledged survives a crash of the machine.

    The caller holds the file's lock, so one name does for the file beside, and the next write takes the place of
    what a killed one left.

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
    """Adds a line to a file; when this returns it is on disk.

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


def open_no_link(path: Path, mode: str, limit: int = rights.ANYBODY) -> FileIO:
    """Open a file of ours to write. A link in its place, which a project of a stranger's may hold, is refused.

    A FIFO is refused too: nobody would ever read from it.

    Raises:
        OSError: it cannot be opened.
    """

    def opener(name: str, flags: int) -> int:
        return rights.open_created(Path(name), flags | os.O_NONBLOCK, limit)

    return FileIO(path, mode, opener=opener)  # unbuffered: closing a buffered one tries again what has failed


def read_file(path: Path) -> bytes:
    """Content of a file of ours.

    Raises:
        OSError: it cannot be read.
        UnusableError: there is something else in its place, such as a FIFO, from which reading would never end.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with FileIO(descriptor) as file:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            raise UnusableError(f"{printable(path)} is not a regular file; move it away.")
        return file.readall() or b""


def remove(path: Path, *, durably: bool = True) -> None:
    """Removes a file, if it is there.

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
    """Makes a folder and those above it, and flushes each one's entry in its parent."""
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
    """Waits until what was written is on the disk, not only with the operating system."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Waits until names made, replaced or removed in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Waits until a folder with all files below it, which somebody else has written, is on the disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            flush_folder(Path(place, name))  # a file opened to read is flushed just so
        flush_folder(Path(place))


@contextmanager
def storage_errors(path: Path, done: str) -> Iterator[None]:
    """Turns the operating system's errors about a file into a sentence.

    Raises:
        StorageError: in place of any OSError inside.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"{printable(path)} could not be {done}: {reason}.") from error


def printable(path: Path) -> str:
    """A path for a sentence: bytes that are no text, and control characters, are shown escaped."""
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
